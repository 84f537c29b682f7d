"""A submission beside the plan as it stands: read once, for all parts of a page."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain import canonical
from app.domain.errors import NotFound
from app.domain.merge import Merge, merge
from app.domain.plan_document import PlanDocument
from app.domain.submission_status import ACCEPTED, SubmissionStatus
from app.models import PlanRevision, Submission
from app.services import plan_tables, revisions


@dataclass(frozen=True, slots=True)
class Beside:
    """``now`` is the plan as it stands, ``merge`` what :func:`changes` says of the submission."""

    now: PlanDocument
    merge: Merge


def changes(session: Session, submission: Submission) -> Merge:
    """What accepting this would change now; for an accepted one, what it changed.

    :raises NotFound: if the revision it started from is not in the history.
    """
    return beside_plan(session, submission).merge


def beside_plan(session: Session, submission: Submission) -> Beside:
    """The plan, and what the submission makes of it, in one query.

    :raises NotFound: if the revision it started from is not in the history.
    """
    plan, kept = submission.plan, _kept(session, submission)
    present = kept.get(plan.revision)
    if present is None:  # without a kept document the tables alone know how the plan stands
        now = plan_tables.document_of(session, plan)
    else:
        now = revisions.under_present_names(plan, canonical.from_json(present.document))
    if submission.status is SubmissionStatus.REJECTED:
        return Beside(now, Merge())
    if submission.status in ACCEPTED:
        return Beside(now, _changed(kept, submission))
    base = kept.get(submission.base_revision)
    if base is None:
        raise NotFound(f"查無計畫 {plan.code} 的第 {submission.base_revision} 次修訂。")
    assert submission.document is not None  # only a rejected file has none
    return Beside(now, merge(canonical.from_json(base.document), canonical.from_json(submission.document), now))


def _kept(session: Session, submission: Submission) -> dict[int, PlanRevision]:
    """The present revision, the one it started from, the one it made and the one before that."""
    row = PlanRevision
    before = select(row.number - 1).where(row.submission_id == submission.id)
    is_wanted = or_(
        row.number.in_((submission.plan.revision, submission.base_revision)),
        row.submission_id == submission.id,
        row.number.in_(before),
    )
    found = session.scalars(select(row).where(row.plan_id == submission.plan_id, is_wanted).order_by(row.number))
    return {one.number: one for one in found}


def _changed(kept: dict[int, PlanRevision], submission: Submission) -> Merge:
    made = next((one for one in kept.values() if one.submission_id == submission.id), None)
    if made is None or made.number - 1 not in kept:
        return Merge()
    before, after = (canonical.from_json(kept[number].document) for number in (made.number - 1, made.number))
    return merge(before, after, before)
