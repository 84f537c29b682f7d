"""The list of alerts: what slips, how late, by which rule, and who acts next until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from app.domain.alert_life import LEVEL_WORDS
from app.domain.slippage import Level, SlipKind
from app.models import Alert, Checkpoint, FollowUp, Indicator, User
from app.services import alerts
from app.services.alerts import Wanted
from app.services.pages.alert_turn import Turn, turn_of
from app.services.pages.paging import PAGE_SIZE, Paged, place


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert; ``days`` late (zero or negative: not late yet)."""

    id: int
    plan_code: str
    plan_name: str
    kind: str
    key: str
    subject: str
    state: str
    days: int
    light: str
    level: str
    rule: str
    answer: str
    turn: Turn | None
    opened_on: date
    resolved_on: date | None


def lines(session: Session, viewer: User, wanted: Wanted, *, page: int, on: date) -> Paged[AlertLine]:
    """A page of the alerts that match, worst first, as they stand on a day."""
    at = place(alerts.count(session, viewer, wanted), page)
    found = alerts.listed(session, viewer, wanted, first=(at.number - 1) * PAGE_SIZE, rows=PAGE_SIZE)
    return Paged(tuple(lines_of(session, found, on)), at)


def lines_of(session: Session, found: Sequence[Alert], on: date) -> list[AlertLine]:
    """These alerts, each as a line."""
    subjects = _subjects(session, {row.plan_id for row in found})
    return [_line(row, subjects, on) for row in found]


def kinds_in_use() -> dict[str, str]:
    """The kinds that there are, with the words for them."""
    return {kind.value: kind.label for kind in SlipKind}


def _subjects(session: Session, plan_ids: set[int]) -> dict[tuple[str, int, str], str]:
    named = (
        select(literal("checkpoint"), Checkpoint.plan_id, Checkpoint.key, Checkpoint.description),
        select(literal("follow_up"), FollowUp.plan_id, FollowUp.key, FollowUp.course),
        select(literal("indicator"), Indicator.plan_id, Indicator.key, Indicator.item),
    )
    of_plans = (query.where(query.selected_columns["plan_id"].in_(plan_ids)) for query in named)
    return {(kind, plan_id, key): text for kind, plan_id, key, text in session.execute(union_all(*of_plans))}


def _line(row: Alert, subjects: dict[tuple[str, int, str], str], on: date) -> AlertLine:
    subject = "期報" if row.kind == "submission" else subjects.get((row.kind, row.plan_id, row.row_key), "")
    return AlertLine(
        id=row.id,
        plan_code=row.plan.code,
        plan_name=row.plan.full_name,
        kind=SlipKind(row.kind).label,
        key=row.row_key,
        subject=subject,
        state=row.state,
        days=row.days,
        light=row.light,
        level=LEVEL_WORDS[Level(row.level)],
        rule=row.rule,
        answer=row.answer_state.value,
        turn=turn_of(row, on),
        opened_on=row.opened_on,
        resolved_on=row.resolved_on,
    )
