"""Which rules block in an agency, and which are only tried out (試行); every change stays on record."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.domain.audit_trail import Entry, Subject
from app.domain.errors import NotFound, WrongState
from app.domain.leniency import FoundT, RuleMode, Waiver, is_lenient, judge
from app.domain.roles import Permission
from app.models import Agency, Plan, RuleSetting, User
from app.services import audit_trail
from app.services.permissions import agency_ids, require_in_agency
from app.services.transaction import transaction


def judged(
    session: Session, plan: Plan, found: Iterable[FoundT], waivers: tuple[Waiver, ...] = ()
) -> tuple[FoundT, ...]:
    """What was found in a report on ``plan``, as strictly as its agency takes the rules."""
    return judge(found, trials=trials(session, plan.agency_id), waivers=waivers)


def trials(session: Session, agency_id: int) -> frozenset[str]:
    """Codes of the rules that the agency is trying out."""
    newest = select(func.max(RuleSetting.id)).where(RuleSetting.agency_id == agency_id).group_by(RuleSetting.code)
    on_trial = select(RuleSetting.code).where(RuleSetting.id.in_(newest), RuleSetting.mode == RuleMode.TRIAL)
    return frozenset(session.scalars(on_trial))


def history(session: Session, agency: Agency) -> Sequence[RuleSetting]:
    """All that the agency ever said of its rules, newest first."""
    return session.scalars(
        select(RuleSetting)
        .where(RuleSetting.agency_id == agency.id)
        .options(joinedload(RuleSetting.set_by))
        .order_by(RuleSetting.id.desc())
    ).all()


def agencies_of(session: Session, by: User) -> Sequence[Agency]:
    """The agencies whose rules a person may set."""
    allowed = agency_ids(by, Permission.SET_RULES)
    every = select(Agency).order_by(Agency.id)
    return session.scalars(every if None in allowed else every.where(Agency.id.in_(allowed))).all()


def change(session: Session, agency_id: int, code: str, mode: RuleMode, reason: str, *, by: User, at: datetime) -> None:
    """Put a rule on trial or in force, from now on and for every report on the agency's plans.

    :raises PermissionDenied: if ``by`` may not set the agency's rules.
    :raises WrongState: without a reason, for a rule that always blocks, or if it stands so already.
    """
    require_in_agency(by, Permission.SET_RULES, agency_id)
    if not reason.strip():
        raise WrongState("請填寫變更檢核規則的理由。")
    if not is_lenient(code):
        raise WrongState("這項規則保護資料的正確性，不可改為試行。")
    with transaction(session):
        # The agency's row is held, so that of two changes at once the second sees the first.
        if session.scalar(select(Agency.id).where(Agency.id == agency_id).with_for_update()) is None:
            raise NotFound("查無這個機關。")
        before = RuleMode.TRIAL if code in trials(session, agency_id) else RuleMode.IN_FORCE
        if before is mode:
            raise WrongState(f"這項規則目前已是「{mode}」。")
        session.add(RuleSetting(agency_id=agency_id, code=code, mode=mode, reason=reason.strip(), set_by=by, set_at=at))
        told = Entry(Subject.RULE, code, before.value, {"施行": mode.value, "理由": reason.strip()})
        audit_trail.record(session, [told], by=by, at=at, agency_id=agency_id)
