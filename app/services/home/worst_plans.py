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
from app.services.home.year_lights import Lit
from app.services.pages.alert_turn import Turn, turn_of


@dataclass(frozen=True, slots=True)
class WorstPlan:
    """A plan that is behind.

    :ivar difference_pp: 進度差異 in percentage points.
    :ivar where: the worst thing of it that is late: 「查核點 A-4 落後」; ``None`` before the first scan.
    :ivar days: how late that is.
    :ivar alert_id: of its alert.
    :ivar reason: why, in the words of who answers for it; ``None``: nobody has explained it yet.
    :ivar why: what the light was chosen by; ``None``, as ``light_word``, where that was not kept of the day.
    :ivar turn: who acts next, with what, until when.
    """

    code: str
    name: str
    is_demo: bool
    contractor: str
    light: Light
    light_word: str | None
    difference_pp: Decimal | None
    where: str | None
    days: int | None
    alert_id: int | None
    reason: str | None
    why: str | None
    turn: Turn | None


def of_plans(session: Session, chosen: Sequence[Lit], *, on: date) -> tuple[WorstPlan, ...]:
    """These plans in this order, each with its light; what else was kept of the day is told while it fits the light.

    A step: the caller has asked who may see them.
    """
    if not chosen:
        return ()
    ids = [one.plan_id for one in chosen]
    worst = _worst_alerts(session, ids)
    of_day = and_(PlanSnapshot.plan_id == Plan.id, PlanSnapshot.on_day == on)
    query = select(Plan, PlanSnapshot, Contractor.name).outerjoin(PlanSnapshot, of_day).join(Plan.contractor)
    rows = {plan.id: (plan, row, name) for plan, row, name in session.execute(query.where(Plan.id.in_(ids)))}
    return tuple(_line(one, *rows[one.plan_id], worst.get(one.plan_id), on) for one in chosen)


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
    lit: Lit,
    plan: Plan,
    row: PlanSnapshot | None,
    contractor: str,
    found: tuple[Alert, str | None] | None,
    on: date,
) -> WorstPlan:
    alert, reason = found or (None, None)
    kept = row if row is not None and row.light == lit.light else None
    return WorstPlan(
        code=plan.code,
        name=plan.full_name,
        is_demo=plan.is_demo,
        contractor=contractor,
        light=lit.light,
        light_word=kept.light_word if kept else None,
        difference_pp=lit.difference_pp,
        where=f"{SlipKind(alert.kind).label} {alert.row_key} {alert.state}" if alert else None,
        days=alert.days if alert else None,
        alert_id=alert.id if alert else None,
        reason=reason,
        why=kept.why if kept else None,
        turn=turn_of(alert, on) if alert else None,
    )
