"""Reporting periods as pages show them: what is owed, and what came in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from app.domain.findings import Severity
from app.domain.plan_document import Period, PlanDocument
from app.domain.roles import Permission
from app.domain.submission_status import UNDER_REVIEW, SubmissionStatus
from app.domain.undo import REVERTED
from app.models import Plan, Submission, User
from app.services import submissions
from app.services.permissions import may

Closed: TypeAlias = tuple[bool, datetime | None]


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
class Reports:
    """What was filed for a plan, newest first: of each period its newest versions, and all that count for it."""

    filed: Sequence[Submission]
    owing: frozenset[int]  # numbers of those of which a place is still to be corrected
    versions: int | None  # how many of a period were read at least; ``None``: all of them

    @property
    def in_force_to(self) -> int:
        """The ordinal of the last period with a report that counts; 0 before the first."""
        return max((row.period.ordinal for row in self.filed if row.is_in_force), default=0)

    def late(self, periods: Sequence[Period], on: date) -> frozenset[str]:
        """The names of the periods past due without a report that settles them (see ``settled_periods``)."""
        settled_to = max((row.period.ordinal for row in self.filed if _settles(row, on)), default=0)
        return frozenset(one.key for one in periods if one.ordinal > settled_to and on > one.due_on)

    def left_out(self, of_period: Sequence[Submission]) -> int:
        """How many older versions of a period were not read."""
        return 0 if self.versions is None or not of_period else min(row.version for row in of_period) - 1


def _settles(row: Submission, on: date) -> bool:
    is_asked_anew = row.status is SubmissionStatus.REOPENED and row.correct_by is not None and row.correct_by >= on
    return row.is_in_force or is_asked_anew


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A reporting period: what is owed, and what came in. ``days`` after the due date (negative: before)."""

    key: str
    opens_on: date
    due_on: date
    state: str
    days: int | None
    is_overdue: bool
    is_under_review: bool  # the newest that was sent waits for the office
    submissions: tuple[SubmissionLine, ...]
    older: int  # versions that are not among them
    may_download: bool
    may_upload: bool
    is_closed: bool
    closed_at: datetime | None  # of the last closing, also of one that was opened again
    may_close: bool


def period_lines(
    plan: Plan, document: PlanDocument, viewer: User, reports: Reports, closed: Mapping[str, Closed], on: date
) -> Iterator[PeriodLine]:
    """The plan's periods in their order.

    :param closed: of each period that ever was, whether it is closed now, and when it was closed last.
    """
    late = reports.late(document.periods, on)
    for period in document.periods:
        of_period = [
            row for row in reports.filed if row.period.key == period.key and submissions.is_shown_to(row, viewer)
        ]
        is_settled = period.ordinal <= reports.in_force_to
        is_closed, closed_at = closed.get(period.key, (False, None))
        yield PeriodLine(
            key=period.key,
            opens_on=period.opens_on,
            due_on=period.due_on,
            state=_state(of_period, is_settled=is_settled, is_late=period.key in late, is_open=on >= period.opens_on),
            days=None if is_settled else (on - period.due_on).days,
            is_overdue=period.key in late,
            is_under_review=_newest_sent(of_period) in UNDER_REVIEW,
            submissions=tuple(_submission_line(row, reports.owing, of_period, on) for row in of_period),
            older=reports.left_out(of_period),
            may_download=may(viewer, Permission.EXPORT, plan),
            may_upload=may(viewer, Permission.REPORT, plan) and on >= period.opens_on and not is_closed,
            is_closed=is_closed,
            closed_at=closed_at,
            may_close=is_settled and not is_closed and may(viewer, Permission.CLOSE_PERIOD, plan),
        )


def _newest_sent(filed: Sequence[Submission]) -> SubmissionStatus | None:
    sent = (row.status for row in filed if row.submitted_at is not None and row.reversal is None)
    return next(sent, None)


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


def _submission_line(
    row: Submission, owing: frozenset[int], of_period: Sequence[Submission], on: date
) -> SubmissionLine:
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
