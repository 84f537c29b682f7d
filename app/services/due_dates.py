"""What plans owe by a day, and where each of it stands: for reminders, and for people's own calendars."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, defer, joinedload

from app import clock
from app.domain.due_dates import DueDate, DueKind, DueState
from app.domain.slippage import SlipKind
from app.domain.submission_status import UNDER_REVIEW, SubmissionStatus
from app.models import (
    Alert,
    Checkpoint,
    FollowUp,
    Plan,
    PlanRevision,
    ReportingPeriod,
    ReviewComment,
    Submission,
    SubmissionEvent,
)
from app.services import handed_in

PORTION = 500  # plans whose rows are read at a time
ASKS_ANEW = (SubmissionStatus.RETURNED, SubmissionStatus.REOPENED)


@dataclass(frozen=True, slots=True)
class Window:
    """The due dates that are looked at, on the day of asking; ``None``: without an end on that side."""

    on: date
    since: date | None = None
    until: date | None = None

    def holds(self, column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
        """Whether a due date lies in it, as the database filters by it."""
        begins = column >= self.since if self.since else column.is_not(None)
        return and_(begins, column <= self.until) if self.until else begins


@dataclass(slots=True)
class _Reports:
    """What was reported on the plans of a portion."""

    settled_to: dict[int, int] = field(default_factory=dict)  # the last period that an accepted report covers, by plan
    newest: dict[int, Submission] = field(default_factory=dict)  # that was sent, by period
    correcting: dict[int, Submission] = field(default_factory=dict)  # owes a correction, by period
    under_way: dict[int, list[Submission]] = field(default_factory=lambda: defaultdict(list))  # in review, by plan


def of_plans(session: Session, plans: Sequence[Plan], window: Window) -> Iterator[tuple[Plan, list[DueDate]]]:
    """What each plan owes within the window, plan by plan in the order given; plans that owe nothing are left out.

    A step that only reads; who may see a plan is the caller's to ask.
    """
    for start in range(0, len(plans), PORTION):
        portion = plans[start : start + PORTION]
        found = _of_portion(session, [plan.id for plan in portion], window)
        for plan in portion:
            if found[plan.id]:
                yield plan, sorted(found[plan.id], key=lambda one: (one.due_on, one.kind.name, one.key))


def _of_portion(session: Session, ids: Sequence[int], window: Window) -> dict[int, list[DueDate]]:
    found: dict[int, list[DueDate]] = defaultdict(list)
    reports, changed = _reports(session, ids, window.on), _changed(session, ids)
    for read in (_periods, _checkpoints):
        for plan_id, due in read(session, ids, window, reports, changed):
            found[plan_id].append(due)
    for plan_id, due in (
        *_corrections(reports, window, changed),
        *_follow_ups(session, ids, window),
        *_answers(session, ids, window),
    ):
        found[plan_id].append(due)
    return found


def _changed(session: Session, ids: Sequence[int]) -> dict[int, datetime]:
    """When each plan, or a report on it, moved last. It only ever grows, also when a report is recalled."""
    found: dict[int, datetime] = {}
    for plan, moment in (
        (PlanRevision.plan_id, PlanRevision.created_at),
        (SubmissionEvent.plan_id, SubmissionEvent.made_at),
    ):
        for plan_id, at in session.execute(select(plan, func.max(moment)).where(plan.in_(ids)).group_by(plan)):
            found[plan_id] = max(found.get(plan_id, at), at)
    return found


def _reports(session: Session, ids: Sequence[int], on: date) -> _Reports:
    found = _Reports()
    owing = set(session.scalars(_with_owed_places(ids)))
    rows = session.scalars(
        select(Submission)
        .where(Submission.plan_id.in_(ids), Submission.submitted_at.is_not(None))
        .options(joinedload(Submission.period), joinedload(Submission.reversal), defer(Submission.document))
        .order_by(Submission.version)
    )
    for row in rows:
        found.newest[row.period_id] = row
        if row.is_in_force or (row.status is SubmissionStatus.REOPENED and row.correct_by and row.correct_by >= on):
            found.settled_to[row.plan_id] = max(found.settled_to.get(row.plan_id, 0), row.period.ordinal)
        if row.status in UNDER_REVIEW:
            found.under_way[row.plan_id].append(row)
        if row.correct_by and row.id in owing:
            found.correcting[row.period_id] = row
    for period_id, row in found.newest.items():
        if row.correct_by and row.status in ASKS_ANEW and row.reversal is None:
            found.correcting[period_id] = row
    return found


def _with_owed_places(ids: Sequence[int]) -> Any:
    """Accepted reports of which places were returned that nobody has settled yet."""
    is_owed = and_(ReviewComment.returned_at.is_not(None), ReviewComment.settled_at.is_(None))
    return (
        select(Submission.id)
        .join(ReviewComment, ReviewComment.submission_id == Submission.id)
        .where(Submission.plan_id.in_(ids), Submission.is_applied, is_owed)
    )


def _periods(
    session: Session, ids: Sequence[int], window: Window, reports: _Reports, changed: dict[int, datetime]
) -> Iterator[tuple[int, DueDate]]:
    """Reporting periods. What was sent is in the office's hands; what was returned is owed as a correction."""
    is_meant = and_(ReportingPeriod.plan_id.in_(ids), window.holds(ReportingPeriod.due_on))
    for row in session.scalars(select(ReportingPeriod).where(is_meant)):
        sent = reports.newest.get(row.id)
        if row.ordinal <= reports.settled_to.get(row.plan_id, 0):
            state = DueState.DONE
        elif row.id in reports.correcting or (sent is not None and sent.status in UNDER_REVIEW):
            state = DueState.HANDED_IN
        else:
            state = DueState.OPEN
        label = f"{row.key}期報"
        yield row.plan_id, DueDate(DueKind.REPORT, row.key, label, row.due_on, state, changed[row.plan_id])


def _checkpoints(
    session: Session, ids: Sequence[int], window: Window, reports: _Reports, changed: dict[int, datetime]
) -> Iterator[tuple[int, DueDate]]:
    is_meant = and_(Checkpoint.plan_id.in_(ids), window.holds(Checkpoint.due_on))
    said: dict[int, set[str]] = {}
    for row in session.scalars(select(Checkpoint).where(is_meant)):
        if row.plan_id in reports.under_way and row.plan_id not in said:
            said[row.plan_id] = set(handed_in.said_done(reports.under_way[row.plan_id], window.on))
        state = _standing(row, window.on, is_said_done=row.key in said.get(row.plan_id, ()))
        yield (
            row.plan_id,
            DueDate(
                DueKind.CHECKPOINT,
                row.key,
                f"查核點 {row.key} {row.description}",
                row.due_on,
                state,
                changed[row.plan_id],
                original_due_on=row.original_due_on if row.original_due_on != row.due_on else None,
            ),
        )


def _standing(row: Checkpoint, on: date, *, is_said_done: bool) -> DueState:
    if row.disposition is not None:
        return DueState.CANCELLED
    if handed_in.is_done(row, on):
        return DueState.DONE
    return DueState.HANDED_IN if is_said_done else DueState.OPEN


def _corrections(reports: _Reports, window: Window, changed: dict[int, datetime]) -> Iterator[tuple[int, DueDate]]:
    for row in reports.correcting.values():
        due_on = row.correct_by
        if due_on is None or (window.since and due_on < window.since) or (window.until and due_on > window.until):
            continue
        sent = reports.newest[row.period_id]
        state = DueState.HANDED_IN if sent.status in UNDER_REVIEW else DueState.OPEN
        label = f"{row.period.key}期報第 {row.version} 版補正"
        key = f"{row.period.key}/{row.version}"
        moment = changed[row.plan_id]
        asked_on = clock.day_of(row.reviewed_at) if row.reviewed_at else None
        yield row.plan_id, DueDate(DueKind.CORRECTION, key, label, due_on, state, moment, asked_on=asked_on)


def _follow_ups(session: Session, ids: Sequence[int], window: Window) -> Iterator[tuple[int, DueDate]]:
    """Follow-ups of people who were trained; no trainee is named."""
    is_meant = and_(FollowUp.plan_id.in_(ids), window.holds(FollowUp.planned_on))
    for row in session.scalars(select(FollowUp).where(is_meant)):
        state = DueState.OPEN if row.done_on is None else DueState.DONE
        label = f"追蹤 {row.key}「{row.course}」（{row.firm_name or '學員'}）"
        yield (
            row.plan_id,
            DueDate(DueKind.FOLLOW_UP, row.key, label, row.planned_on, state, row.changed_at),
        )


def _answers(session: Session, ids: Sequence[int], window: Window) -> Iterator[tuple[int, DueDate]]:
    """Explanations that alerts ask for: of whoever is addressed, or of the one to whom the alert was handed."""
    is_meant = and_(Alert.plan_id.in_(ids), window.holds(Alert.answer_due_on), Alert.resolved_on.is_(None))
    for row in session.scalars(select(Alert).where(is_meant)):
        assert row.answer_due_on is not None  # the window holds no other
        yield (
            row.plan_id,
            DueDate(
                DueKind.ANSWER,
                str(row.id),
                f"警示說明（{SlipKind(row.kind).label} {row.row_key} {row.state}）",
                row.answer_due_on,
                DueState.OPEN,
                row.changed_at,
                asked_on=clock.day_of(row.changed_at),
                owed_by=row.addressed.role,
                person_id=row.assigned_to_id,
            ),
        )
