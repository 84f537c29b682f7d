"""The list of submissions that wait for a review."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app import clock
from app.domain.submission_status import SubmissionStatus
from app.models import Submission, User
from app.services import submissions


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A submission in the reviewers' list. ``days`` after the period's due date (negative: before)."""

    id: int
    plan_code: str
    plan_name: str
    year_index: int
    years_total: int
    contractor: str
    period: str
    version: int
    status: SubmissionStatus
    submitted_at: datetime | None
    submitted_by: str
    on_behalf_of: str | None
    due_on: date
    days: int
    differences: int
    conflicts: int
    warnings: int
    reviewer: str | None  # who has taken it, or made the first review


def waiting(session: Session, reviewer: User, *, on: date) -> list[WaitingLine]:
    """The submissions that wait for this person, longest waiting first."""
    return [_line(session, row, on) for row in submissions.waiting_for(session, reviewer)]


def _line(session: Session, row: Submission, on: date) -> WaitingLine:
    plan = row.plan
    filed_on = clock.day_of(row.submitted_at) if row.submitted_at else on
    return WaitingLine(
        id=row.id,
        plan_code=plan.code,
        plan_name=plan.name,
        year_index=plan.year_index,
        years_total=plan.years_total,
        contractor=plan.contractor.name,
        period=row.period.key,
        version=row.version,
        status=row.status,
        submitted_at=row.submitted_at,
        submitted_by=row.created_by.name,
        on_behalf_of=row.on_behalf_of,
        due_on=row.period.due_on,
        days=(filed_on - row.period.due_on).days,
        differences=row.differences,
        conflicts=len(submissions.changes(session, row).conflicts),
        warnings=len(row.problems),
        reviewer=_reviewer(row),
    )


def _reviewer(row: Submission) -> str | None:
    if row.first_reviewed_by is not None:
        return f"初審 {row.first_reviewed_by.name}"
    return row.taken_by.name if row.taken_by else None
