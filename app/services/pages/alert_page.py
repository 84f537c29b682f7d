"""The page of one alert: whose turn it is, why it stands, what happened, what was answered, what this person may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.alert_life import POSSIBLE, Addressee, Deed
from app.domain.explanation import LABELS, Explanation
from app.domain.roc_calendar import format_roc
from app.domain.roles import Permission
from app.domain.signal_record import from_json
from app.domain.slippage import Signal, SlipKind
from app.models import Alert, AlertEvent, AlertExplanation, Checkpoint, User
from app.services import alerts
from app.services.alerts import Wanted
from app.services.pages.alert_list import AlertLine, lines_of
from app.services.permissions import may

_SECTIONS = {"checkpoint": "checkpoints", "indicator": "indicators"}


@dataclass(frozen=True, slots=True)
class EventLine:
    """One thing that happened; ``by`` is 系統 for the night."""

    at: datetime
    on: date
    happened: str
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class ExplanationLine:
    """One answer: pairs of label and text in the order of the form."""

    at: datetime
    by: str
    on_behalf_of: str | None
    said: tuple[tuple[str, str], ...]
    stands: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who could answer."""

    id: int
    label: str


@dataclass(frozen=True, slots=True)
class AlertPage:
    """One alert as one person sees it; ``first_signals`` is empty where nothing is different since."""

    line: AlertLine
    evaluated_on: date
    signals: tuple[Signal, ...]
    first_signals: tuple[Signal, ...]
    events: tuple[EventLine, ...]
    explanations: tuple[ExplanationLine, ...]
    assigned_to: str | None
    is_asked: bool
    contractor: str
    passed_up: str | None  # the level that it was passed up to
    may_explain: bool
    may_assign: bool
    may_return: bool
    may_report: bool
    kind: str  # a SlipKind
    trace: str | None  # the section of the plan whose figures it is about
    people: tuple[Person, ...]
    others: int  # open alerts of the plan that wait for an answer, this one not counted


def show(session: Session, alert: Alert, *, viewer: User, on: date) -> AlertPage:
    """The page of an alert that ``viewer`` may see."""
    state, plan = alert.answer_state, alert.plan
    may_assign = state in POSSIBLE[Deed.ASSIGN] and may(viewer, Permission.ASSIGN_ALERT, plan)
    answers = alerts.explanations_of(session, alert)
    signals, first = from_json(alert.signals), from_json(alert.first_signals)
    waiting = alerts.count(session, viewer, Wanted(is_open=True, plan_code=plan.code, is_unanswered=True))
    return AlertPage(
        line=lines_of(session, [alert], on)[0],
        evaluated_on=alert.evaluated_on,
        signals=signals,
        first_signals=() if first == signals else first,
        events=tuple(map(_event, alerts.events_of(session, alert))),
        explanations=tuple(_answers(answers, is_explained=alert.is_explained)),
        assigned_to=alert.assigned_to.name if alert.assigned_to else None,
        is_asked=alert.answer_due_on is not None,
        contractor=plan.contractor.name,
        passed_up=None if alert.addressed is Addressee.CONTRACTOR else alert.addressed.value,
        may_explain=state in POSSIBLE[Deed.EXPLAIN] and may(viewer, Permission.EXPLAIN_ALERT, plan),
        may_assign=may_assign,
        may_return=_may_return(alert, answers[0].made_by_id if answers else None, viewer),
        may_report=may(viewer, Permission.REPORT, plan),
        kind=alert.kind,
        trace=_SECTIONS.get(alert.kind),
        people=people_for(session, [alert]) if may_assign else (),
        others=waiting - (alert.answer_due_on is not None),
    )


def people_for(session: Session, found: list[Alert]) -> tuple[Person, ...]:
    """Who could answer all of these."""
    return tuple(
        Person(one.id, f"{one.name}（{one.contractor.name if one.contractor else one.email}）")
        for one in alerts.assignable(session, found)
    )


def begun(session: Session, found: list[Alert], *, on: date) -> Explanation:
    """What the form begins with: what was answered last, or what the checkpoint's own report says already."""
    if len(found) != 1:
        return Explanation()
    [alert] = found
    if answers := alerts.explanations_of(session, alert):
        return Explanation(**{field: getattr(answers[0], field) for field in LABELS})
    if alert.kind != SlipKind.CHECKPOINT:
        return Explanation()
    said = select(Checkpoint).where(Checkpoint.plan_id == alert.plan_id, Checkpoint.key == alert.row_key)
    if (row := session.scalar(said)) is None:
        return Explanation()
    caught_up = row.catch_up_on if row.catch_up_on is not None and row.catch_up_on >= on else None
    return Explanation(reason=row.delay_reason, remedy=row.remedy, catch_up_on=caught_up)


def _may_return(alert: Alert, author_id: int | None, viewer: User) -> bool:
    is_possible = alert.answer_state in POSSIBLE[Deed.RETURN] and author_id != viewer.id
    return is_possible and may(viewer, Permission.RETURN_EXPLANATION, alert.plan)


def _event(row: AlertEvent) -> EventLine:
    note = "、".join(filter(None, (f"指派給 {row.assignee.name}" if row.assignee else "", row.note)))
    return EventLine(row.at, row.on_day, row.happened.value, row.by.name if row.by else "系統", note)


def _answers(rows: Iterable[AlertExplanation], *, is_explained: bool) -> Iterable[ExplanationLine]:
    for number, row in enumerate(rows):
        said = tuple((label, _text(getattr(row, field))) for field, label in LABELS.items() if getattr(row, field))
        yield ExplanationLine(
            row.made_at, row.made_by.name, row.on_behalf_of, said, stands=is_explained and number == 0
        )


def _text(value: object) -> str:
    return format_roc(value) if isinstance(value, date) else str(value)
