"""哪裡落後、落後多少、為什麼、誰處理: the answer for a handful of plans, in two queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload

from app.domain.lights import Light
from app.domain.slippage import SlipKind
from app.models import Alert, AlertExplanation, Contractor, Plan, PlanSnapshot
from app.services.pages.alert_turn import Turn, turn_of


@dataclass(frozen=True, slots=True)
class WorstPlan:
    """A plan that is behind.

    :ivar difference_pp: 進度差異 in percentage points.
    :ivar where: the worst thing of it that is late: 「查核點 A-4 落後」; empty before the first scan.
    :ivar days: how late that is.
    :ivar alert_id: of its alert.
    :ivar reason: why, in the words of who answers for it; ``None``: nobody has explained it yet.
    :ivar why: what the light was chosen by.
    :ivar turn: who acts next, with what, until when.
    """

    code: str
    name: str
    is_demo: bool
    contractor: str
    light: Light
    light_word: str
    difference_pp: Decimal | None
    overdue: int
    where: str
    days: int | None
    alert_id: int | None
    reason: str | None
    why: str
    turn: Turn | None


def of_ids(session: Session, ids: Sequence[int], *, on: date) -> tuple[WorstPlan, ...]:
    """These plans in this order, as they were kept of the day; a plan without a row of the day is left out.

    A step: the caller has asked who may see them.
    """
    if not ids:
        return ()
    worst = _worst_alerts(session, ids)
    of_day = and_(PlanSnapshot.plan_id == Plan.id, PlanSnapshot.on_day == on)
    query = select(Plan, PlanSnapshot, Contractor.name).join(PlanSnapshot, of_day).join(Plan.contractor)
    rows = {plan.id: (plan, row, name) for plan, row, name in session.execute(query.where(Plan.id.in_(ids)))}
    return tuple(_line(*rows[plan_id], worst.get(plan_id), on) for plan_id in ids if plan_id in rows)


def _worst_alerts(session: Session, ids: Sequence[int]) -> Mapping[int, tuple[Alert, str | None]]:
    """The worst open alert of each plan with the newest explanation of it."""
    reason = (
        select(AlertExplanation.reason)
        .where(AlertExplanation.alert_id == Alert.id)
        .order_by(AlertExplanation.id.desc())
        .limit(1)
        .correlate(Alert)
        .scalar_subquery()
    )
    is_open = (Alert.plan_id.in_(ids), Alert.resolved_on.is_(None))
    query = select(Alert, reason).where(*is_open).order_by(Alert.level, Alert.days, Alert.id.desc())
    with_people = (joinedload(Alert.plan).joinedload(Plan.contractor), joinedload(Alert.assigned_to))
    # The last of each plan, which is the worst, stays.
    return {alert.plan_id: (alert, said) for alert, said in session.execute(query.options(*with_people))}


def _line(
    plan: Plan, row: PlanSnapshot, contractor: str, found: tuple[Alert, str | None] | None, on: date
) -> WorstPlan:
    alert, reason = found or (None, None)
    return WorstPlan(
        code=plan.code,
        name=plan.full_name,
        is_demo=plan.is_demo,
        contractor=contractor,
        light=Light(row.light),
        light_word=row.light_word,
        difference_pp=row.difference_pp,
        overdue=row.checkpoints_overdue,
        where=f"{SlipKind(alert.kind).label} {alert.row_key} {alert.state}" if alert else "",
        days=alert.days if alert else None,
        alert_id=alert.id if alert else None,
        reason=reason,
        why=row.why,
        turn=turn_of(alert, on) if alert else None,
    )
