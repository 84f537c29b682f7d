"""哪裡落後、落後多少、為什麼、誰處理: the answer for a handful of plans, in one query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, and_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.domain.lights import Light
from app.domain.slippage import SlipKind
from app.models import Alert, AlertExplanation, Plan, PlanSnapshot, User
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
    rows = _with_worst_alert(session, [one.plan_id for one in chosen], on)
    return tuple(_line(one, rows[one.plan_id], on) for one in chosen)


def _with_worst_alert(session: Session, ids: Sequence[int], on: date) -> Mapping[int, Row[Any]]:
    """Each plan with its row of the day, and its worst open alert with the newest explanation of it."""
    reason = (
        select(AlertExplanation.reason)
        .where(AlertExplanation.alert_id == Alert.id)
        .order_by(AlertExplanation.id.desc())
        .limit(1)
        .correlate(Alert)
        .scalar_subquery()
    )
    query = (
        select(Plan, PlanSnapshot, Alert, reason.label("reason"))
        .outerjoin(PlanSnapshot, and_(PlanSnapshot.plan_id == Plan.id, PlanSnapshot.on_day == on))
        .outerjoin(Alert, and_(Alert.plan_id == Plan.id, Alert.resolved_on.is_(None)))
        .where(Plan.id.in_(ids))
        .options(
            joinedload(Plan.contractor), contains_eager(Alert.plan), joinedload(Alert.assigned_to).lazyload(User.grants)
        )
        .order_by(Alert.level, Alert.days, Alert.id.desc())
    )
    # The last row of each plan, which has the worst alert, stays.
    return {row.Plan.id: row for row in session.execute(query)}


def _line(lit: Lit, found: Row[Any], on: date) -> WorstPlan:
    plan: Plan = found.Plan
    alert: Alert | None = found.Alert
    row: PlanSnapshot | None = found.PlanSnapshot
    kept = row if row is not None and row.light == lit.light else None
    return WorstPlan(
        code=plan.code,
        name=plan.full_name,
        is_demo=plan.is_demo,
        contractor=plan.contractor.name,
        light=lit.light,
        light_word=kept.light_word if kept else None,
        difference_pp=lit.difference_pp,
        where=f"{SlipKind(alert.kind).label} {alert.row_key} {alert.state}" if alert else None,
        days=alert.days if alert else None,
        alert_id=alert.id if alert else None,
        reason=found.reason,
        why=kept.why if kept else None,
        turn=turn_of(alert, on) if alert else None,
    )
