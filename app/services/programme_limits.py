"""輔導規定 as an agency sets them: the figures in the rules, and the advisers found wanting."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.audit_trail import Entry, Subject
from app.domain.eligibility import LABELS, Abnormality, Limits
from app.domain.errors import NotFound, WrongState
from app.domain.roc_calendar import format_roc
from app.domain.roles import Permission
from app.models import AdviserAbnormality, Agency, ProgrammeLimit, User
from app.services import audit_trail
from app.services.permissions import require_in_agency
from app.services.transaction import transaction


def limits_of(session: Session, agency_id: int) -> Callable[[int], Limits]:
    """The limits of an agency, by ROC year: the default, or what was set for the year or last before it."""
    said = session.execute(
        select(ProgrammeLimit.from_roc_year, ProgrammeLimit.name, ProgrammeLimit.value)
        .where(ProgrammeLimit.agency_id == agency_id)
        .order_by(ProgrammeLimit.from_roc_year, ProgrammeLimit.id)
    ).all()

    def of_year(roc_year: int) -> Limits:
        return Limits.from_mapping({name: str(value) for since, name, value in said if since <= roc_year})

    known: dict[int, Limits] = {}
    return lambda roc_year: known.setdefault(roc_year, of_year(roc_year))


def history(session: Session, agency_id: int) -> Sequence[ProgrammeLimit]:
    """All that the agency ever set, newest first."""
    return session.scalars(
        select(ProgrammeLimit)
        .where(ProgrammeLimit.agency_id == agency_id)
        .options(joinedload(ProgrammeLimit.set_by))
        .order_by(ProgrammeLimit.id.desc())
    ).all()


def abnormalities(session: Session, agency_id: int) -> Sequence[AdviserAbnormality]:
    """The serious abnormalities of advisers that the agency knows of, newest first."""
    return session.scalars(
        select(AdviserAbnormality)
        .where(AdviserAbnormality.agency_id == agency_id)
        .options(joinedload(AdviserAbnormality.told_by))
        .order_by(AdviserAbnormality.decided_on.desc(), AdviserAbnormality.id.desc())
    ).all()


def set_limit(
    session: Session, agency_id: int, name: str, value: str, *, from_roc_year: int, reason: str, by: User, at: datetime
) -> None:
    """Set a figure of the rules from one year on.

    :raises PermissionDenied: if ``by`` may not set the agency's rules.
    :raises BadThreshold: if the value cannot be that of the limit.
    :raises WrongState: without a reason, or if the limit stands so already.
    """
    require_in_agency(by, Permission.SET_RULES, agency_id)
    figure = getattr(Limits.from_mapping({name: value.strip()}), name)
    if not reason.strip():
        raise WrongState("請填寫變更輔導規定的理由。")
    with transaction(session):
        _hold(session, agency_id)
        before = getattr(limits_of(session, agency_id)(from_roc_year), name)
        if before == figure:
            raise WrongState(f"「{LABELS[name]}」於 {from_roc_year} 年度已是 {figure:,}。")
        session.add(
            ProgrammeLimit(
                agency_id=agency_id,
                name=name,
                from_roc_year=from_roc_year,
                value=figure,
                reason=reason.strip(),
                set_by=by,
                set_at=at,
            )
        )
        told = Entry(
            Subject.LIMIT, LABELS[name], before, {"自年度": from_roc_year, "值": figure, "理由": reason.strip()}
        )
        audit_trail.record(session, [told], by=by, at=at, agency_id=agency_id)


def note_abnormality(
    session: Session, agency_id: int, found: Abnormality, description: str, *, by: User, at: datetime
) -> None:
    """Keep a serious abnormality of an adviser.

    :raises PermissionDenied: if ``by`` may not set the agency's rules.
    :raises WrongState: without a name or a description, or if that of this round is known already.
    """
    require_in_agency(by, Permission.SET_RULES, agency_id)
    if not found.adviser.strip() or not description.strip():
        raise WrongState("請填寫輔導單位與重大異常情形。")
    with transaction(session):
        _hold(session, agency_id)
        same = select(AdviserAbnormality.id).filter_by(
            agency_id=agency_id, adviser_name=found.adviser, roc_year=found.roc_year, round_no=found.round_no
        )
        if session.scalar(same) is not None:
            raise WrongState(f"{found.adviser} {found.roc_year} 年度第 {found.round_no} 梯次的重大異常已有紀錄。")
        session.add(
            AdviserAbnormality(
                agency_id=agency_id,
                adviser_name=found.adviser,
                roc_year=found.roc_year,
                round_no=found.round_no,
                decided_on=found.decided_on,
                description=description.strip(),
                told_by=by,
                told_at=at,
            )
        )
        after = {
            "年度": found.roc_year,
            "梯次": found.round_no,
            "認定日": format_roc(found.decided_on),
            "情形": description.strip(),
        }
        told = Entry(Subject.ABNORMALITY, found.adviser, None, after)
        audit_trail.record(session, [told], by=by, at=at, agency_id=agency_id)


def _hold(session: Session, agency_id: int) -> None:
    """Keep the agency's row, so that of two changes at once the second sees the first."""
    if session.scalar(select(Agency.id).where(Agency.id == agency_id).with_for_update()) is None:
        raise NotFound("查無這個機關。")
