"""What evidence can be about."""

from collections.abc import Iterable, Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain import canonical
from app.domain.evidence import EVIDENCED
from app.domain.plan_document import PlanDocument, Row
from app.domain.submission_status import UNDER_REVIEW, SubmissionStatus
from app.models import Plan, Submission, User
from app.services import revisions


def of_plan(session: Session, plan: Plan, *, viewer: User) -> dict[tuple[str, str], Row]:
    """Rows by section and key: those of the plan, and cases that are on their way into it.

    A new case comes with the report that brings it, and its reviewer wants to see the papers before it is accepted.
    """
    return _rows((revisions.present(session, plan), *_under_way(session, plan, viewer)))


def of_submission(submission: Submission, now: PlanDocument) -> dict[tuple[str, str], Row]:
    """The same for the rows that one submission touches, beside the plan as it stands."""
    return _rows((now, canonical.from_json(submission.document)) if submission.document else (now,))


def _rows(documents: Iterable[PlanDocument]) -> dict[tuple[str, str], Row]:
    found: dict[tuple[str, str], Row] = {}
    for document in documents:
        for section in EVIDENCED:
            for row in document.rows(section):
                found.setdefault((section, row.key), row)
    return found


def _under_way(session: Session, plan: Plan, viewer: User) -> Iterator[PlanDocument]:
    """What reports propose that were sent or returned, and the person's own drafts."""
    is_seen = or_(
        Submission.status.in_(UNDER_REVIEW | {SubmissionStatus.RETURNED}),
        (Submission.status == SubmissionStatus.DRAFT) & (Submission.created_by_id == viewer.id),
    )
    for document in session.scalars(select(Submission.document).where(Submission.plan_id == plan.id, is_seen)):
        if document is not None:
            yield canonical.from_json(document)
