"""Thresholds as an agency sets them, for all its plans or for one; who set what, and why, is kept in the trail."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import threshold_words
from app.domain.audit_trail import Entry, Subject
from app.domain.errors import BadThreshold, NotFound, WrongState
from app.domain.roles import Permission
from app.domain.thresholds import LABELS, Thresholds
from app.models import Agency, Plan, ThresholdOverride, User
from app.services import audit_trail
from app.services.permissions import require_in_agency
from app.services.transaction import transaction


def change(
    session: Session, agency_id: int, name: str, value: str, reason: str, *, plan_code: str, by: User, at: datetime
) -> str:
    """Set a threshold from the next evaluation on; a blank value takes it back to what holds above it.

    :param value: as people write it: a rate also as a percentage.
    :param plan_code: the plan for which it holds; empty for all plans of the agency without a value of their own.
    :returns: what was understood: 「80 %」, 「預設值」.
    :raises PermissionDenied: if ``by`` may not set the agency's rules.
    :raises NotFound: if the agency has no such plan.
    :raises BadThreshold: if the value cannot be that of the threshold, or contradicts another one of some plan.
    :raises WrongState: without a reason, or if it stands so already.
    """
    require_in_agency(by, Permission.SET_RULES, agency_id)
    if not reason.strip():
        raise WrongState("請填寫變更門檻的理由。")
    if name not in LABELS:
        raise NotFound("查無這項門檻。")
    value = threshold_words.as_typed(name, value)
    with transaction(session):
        # The agency's row is held, so that of two changes at once the second sees the first.
        if session.scalar(select(Agency.id).where(Agency.id == agency_id).with_for_update()) is None:
            raise NotFound("查無這個機關。")
        plan = _plan_in(session, agency_id, plan_code.strip()) if plan_code.strip() else None
        before = _set(session, agency_id, plan, name, value)
        _check_every_plan(session, agency_id)
        after = {"值": value or "恢復預設", "理由": reason.strip()}
        told = Entry(Subject.THRESHOLD, name, before, after, label=LABELS[name])
        audit_trail.record(session, [told], by=by, at=at, plan=plan, agency_id=agency_id)
    return threshold_words.in_words(name, value) if value else "預設值"


def own_values(session: Session, agency_id: int) -> dict[str | None, dict[str, str]]:
    """What the agency set: name to value by the plan's code, ``None`` for all its plans."""
    found: dict[str | None, dict[str, str]] = {}
    query = select(Plan.code, ThresholdOverride.name, ThresholdOverride.value).outerjoin(
        Plan, Plan.id == ThresholdOverride.plan_id
    )
    for code, name, value in session.execute(query.where(ThresholdOverride.agency_id == agency_id)):
        found.setdefault(code, {})[name] = value
    return found


def _set(session: Session, agency_id: int, plan: Plan | None, name: str, value: str) -> str | None:
    """The value before; ``None`` if there was none of its own."""
    row = session.scalar(
        select(ThresholdOverride).where(
            ThresholdOverride.agency_id == agency_id,
            ThresholdOverride.name == name,
            ThresholdOverride.plan_id == plan.id if plan else ThresholdOverride.plan_id.is_(None),
        )
    )
    before = row.value if row else None
    if before == (value or None):
        raise WrongState(f"「{LABELS[name]}」目前已是{threshold_words.in_words(name, value) if value else '預設值'}。")
    if row is None:
        session.add(ThresholdOverride(agency_id=agency_id, plan_id=plan.id if plan else None, name=name, value=value))
    elif value:
        row.value = value
    else:
        session.delete(row)
    session.flush()  # what is checked next is read from the table
    return before


def _check_every_plan(session: Session, agency_id: int) -> None:
    """No plan may be left with thresholds that contradict each other: the night would have to skip it."""
    own = own_values(session, agency_id)
    shared: Mapping[str, str] = own.pop(None, {})
    for code, values in {None: {}, **own}.items():
        try:
            Thresholds.from_mapping({**shared, **values})
        except BadThreshold as refusal:
            raise BadThreshold(f"計畫 {code}：{refusal}" if code else str(refusal)) from refusal


def _plan_in(session: Session, agency_id: int, code: str) -> Plan:
    plan = session.scalar(select(Plan).where(Plan.code == code, Plan.agency_id == agency_id))
    if plan is None:
        raise NotFound(f"這個機關沒有計畫 {code}，請確認計畫代號。")
    return plan
