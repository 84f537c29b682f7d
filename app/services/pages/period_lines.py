"""Reporting periods as pages show them: what is owed, and what came in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.findings import Severity
from app.domain.plan_document import PlanDocument
from app.domain.roles import Permission
from app.domain.submission_status import SubmissionStatus
from app.domain.undo import REVERTED
from app.models import Plan, Submission, User
from app.services import period_closings, review_comments, submissions
from app.services.permissions import may


@dataclass(frozen=True, slots=True)
class SubmissionLine:
    """A submission in the list of its period."""

    id: int
    version: int
    status: str
    source_name: str
    at: datetime  # when it was sent; until then, when it was uploaded
    submitted_by: str
    on_behalf_of: str | None
    differences: int
    errors: int  # that keep it from being a report
    is_approved: bool
    correct_by: date | None  # 補正期限, while a correction is owed
    correction_days: int | None  # after that day (negative: before)


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A reporting period: what is owed, and what came in. ``days`` after the due date (negative: before)."""

    key: str
    opens_on: date
    due_on: date
    state: str
    days: int | None
    is_overdue: bool
    submissions: tuple[SubmissionLine, ...]
    may_download: bool
    may_upload: bool
    is_closed: bool
    closed_at: datetime | None  # of the last closing, also of one that was opened again
    may_close: bool


def period_lines(
    session: Session, plan: Plan, document: PlanDocument, viewer: User, late: set[str], on: date
) -> Iterator[PeriodLine]:
    """The plan's periods in their order.

    :param late: names of the periods that are past due without an approved report.
    """
    filed = submissions.of_plan(session, plan)
    owing = {row.submission_id for row in review_comments.owed(session, plan)}
    settled_to = max((row.period.ordinal for row in filed if row.is_in_force), default=0)
    history = period_closings.history(session, plan)
    for period in document.periods:
        of_period = [row for row in filed if row.period.key == period.key and submissions.is_shown_to(row, viewer)]
        is_settled = period.ordinal <= settled_to
        closings = history.get(period.key, ())
        is_closed = bool(closings) and closings[-1].is_closed
        yield PeriodLine(
            key=period.key,
            opens_on=period.opens_on,
            due_on=period.due_on,
            state=_state(of_period, is_settled=is_settled, is_late=period.key in late, is_open=on >= period.opens_on),
            days=None if is_settled else (on - period.due_on).days,
            is_overdue=period.key in late,
            submissions=tuple(_submission_line(row, owing, of_period, on) for row in of_period),
            may_download=may(viewer, Permission.EXPORT, plan),
            may_upload=may(viewer, Permission.REPORT, plan) and on >= period.opens_on and not is_closed,
            is_closed=is_closed,
            closed_at=max((line.at for line in closings if line.is_closed), default=None),
            may_close=is_settled and not is_closed and may(viewer, Permission.CLOSE_PERIOD, plan),
        )


def _state(filed: Sequence[Submission], *, is_settled: bool, is_late: bool, is_open: bool) -> str:
    sent = [row for row in filed if row.submitted_at is not None and row.reversal is None]
    if sent and sent[0].status is SubmissionStatus.REOPENED:
        return sent[0].status.value
    if any(row.is_in_force for row in filed):
        return "已核定"
    if is_settled:
        return "由後期期報涵蓋"
    if sent:
        return sent[0].status.value
    if is_late:
        return "逾期未報"
    return "開放填報" if is_open else "未開放"


def _submission_line(row: Submission, owing: set[int], of_period: Sequence[Submission], on: date) -> SubmissionLine:
    correct_by = row.correct_by if row.id in owing or _asks_anew(row, of_period) else None
    return SubmissionLine(
        id=row.id,
        version=row.version,
        status=_standing(row),
        source_name=row.file_name or row.source.value,
        at=row.submitted_at or row.created_at,
        submitted_by=row.created_by.name,
        on_behalf_of=row.on_behalf_of,
        differences=row.differences,
        errors=sum(problem["severity"] == Severity.ERROR for problem in row.problems),
        is_approved=row.is_in_force,
        correct_by=correct_by,
        correction_days=(on - correct_by).days if correct_by else None,
    )


def _standing(row: Submission) -> str:
    return REVERTED if row.reversal else row.status.value


def _asks_anew(row: Submission, of_period: Sequence[Submission]) -> bool:
    """Returned or opened again, and nothing has been sent since."""
    is_asking = row.status in (SubmissionStatus.RETURNED, SubmissionStatus.REOPENED) and row.reversal is None
    return is_asking and not any(one.submitted_at and one.version > row.version for one in of_period)
