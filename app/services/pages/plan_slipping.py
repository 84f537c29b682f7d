"""哪裡落後、落後多少、為什麼、誰處理: the worst thing that slips in each of some plans, as people told of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session, joinedload

from app.domain.slippage import Level, SlipKind
from app.models import Alert, AlertExplanation, Checkpoint, FollowUp, Indicator, Plan
from app.services.pages.alert_turn import Turn, turn_of

EXPLAINED, REPORTED, RULE = "說明", "填報", "規則"
PORTION = 1000  # plans that are asked about at a time


@dataclass(frozen=True, slots=True)
class Why:
    """Why it slips, and who says so: 說明 to the alert, 落後原因 of a report, or the rule that opened the alert."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Slipping:
    """The worst thing in a plan that is open.

    :ivar key: of the row: "A-4"; empty where the kind says it all.
    :ivar days: late; zero or negative: not late yet.
    :ivar others: how many other things are late besides.
    :ivar catch_up_on: 預定趕上日期, as somebody promised or reported it.
    """

    alert_id: int
    kind: str
    key: str
    subject: str
    state: str
    days: int
    is_late: bool
    others: int
    why: Why
    turn: Turn | None
    catch_up_on: date | None

    @property
    def where(self) -> str:
        """The thing by name: 「查核點 A-4 完成期中報告」."""
        return " ".join(filter(None, (self.kind, self.key, self.subject)))


def worst_of(session: Session, plan_ids: Collection[int], *, on: date) -> dict[int, Slipping]:
    """By the plan's id; plans in which nothing is open are not named. Does not ask who reads.

    One query a portion, and a page is one portion.
    """
    ids = list(plan_ids)
    found: dict[int, Slipping] = {}
    for start in range(0, len(ids), PORTION):
        found |= _worst_of(session, ids[start : start + PORTION], on)
    return found


def _worst_of(session: Session, plan_ids: Sequence[int], on: date) -> dict[int, Slipping]:
    is_late = case((Alert.level > int(Level.NOTICE), 1), else_=0)
    worst_first = (Alert.level.desc(), Alert.days.desc(), Alert.id)
    ranked = (
        select(
            Alert.id,
            func.row_number().over(partition_by=Alert.plan_id, order_by=worst_first).label("place"),
            func.sum(is_late).over(partition_by=Alert.plan_id).label("late"),
        )
        .where(Alert.plan_id.in_(plan_ids), Alert.resolved_on.is_(None))
        .subquery()
    )
    newest = (
        select(func.max(AlertExplanation.id)).where(AlertExplanation.alert_id == Alert.id).correlate(Alert)
    ).scalar_subquery()
    query = (
        select(
            Alert,
            ranked.c.late,
            AlertExplanation.reason.label("explained"),
            Checkpoint.description.label("checkpoint"),
            Checkpoint.delay_reason,
            Checkpoint.catch_up_on,
            Indicator.item.label("indicator"),
            FollowUp.course,
        )
        .join(ranked, and_(ranked.c.id == Alert.id, ranked.c.place == 1))
        .outerjoin(AlertExplanation, AlertExplanation.id == newest)
        .outerjoin(Checkpoint, _is_about(Checkpoint, SlipKind.CHECKPOINT))
        .outerjoin(Indicator, _is_about(Indicator, SlipKind.INDICATOR))
        .outerjoin(FollowUp, _is_about(FollowUp, SlipKind.FOLLOW_UP))
        .options(joinedload(Alert.plan).joinedload(Plan.contractor), joinedload(Alert.assigned_to))
    )
    return {row.Alert.plan_id: _slipping(row.Alert, row, on) for row in session.execute(query)}


def _is_about(kind: type[Any], slips: SlipKind) -> Any:
    return and_(Alert.kind == slips.value, kind.plan_id == Alert.plan_id, kind.key == Alert.row_key)


def _slipping(alert: Alert, row: Any, on: date) -> Slipping:
    is_late = alert.level > Level.NOTICE
    return Slipping(
        alert_id=alert.id,
        kind=SlipKind(alert.kind).label,
        key="" if alert.kind == SlipKind.PLAN else alert.row_key.replace("|", "・"),  # account and source of money
        subject=row.checkpoint or row.indicator or row.course or "",
        state=alert.state,
        days=alert.days,
        is_late=is_late,
        others=int(row.late) - is_late,
        why=_why(alert, row),
        turn=turn_of(alert, on),
        catch_up_on=alert.promised_on or row.catch_up_on,
    )


def _why(alert: Alert, row: Any) -> Why:
    if row.explained:
        return Why(row.explained, EXPLAINED)
    return Why(row.delay_reason, REPORTED) if row.delay_reason else Why(alert.rule, RULE)
