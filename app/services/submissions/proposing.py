"""What its author does with a submission: keep it as a draft, send it, take it back, throw it away."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.domain import canonical
from app.domain.findings import Problem
from app.domain.merge import merge
from app.domain.plan_document import PlanDocument
from app.domain.roles import Permission
from app.domain.submission_status import Action, SubmissionSource, SubmissionStatus
from app.models import Plan, ReportingPeriod, Submission, User
from app.services import files, held_rows, kept_problems, period_closings, plan_tables, plans, same_file
from app.services import submission_course as course
from app.services.permissions import may, require
from app.services.submissions import beside, reading, reviewing
from app.services.transaction import transaction


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody wants the plan to say: the document, and where it came from."""

    document: PlanDocument
    base_revision: int
    source: SubmissionSource
    problems: tuple[Problem, ...] = ()
    file_name: str | None = None
    content: bytes | None = None
    cells: dict[str, Any] | None = None  # where its rows stand in the file (app.workbooks.file_cells)


def propose(
    session: Session,
    plan: Plan,
    period: ReportingPeriod,
    proposal: Proposal,
    *,
    by: User,
    at: datetime,
    data_dir: Path,
    send: bool,
) -> Submission:
    """Keep a proposal, as a draft for its author or (``send``) as a report for review.

    An officer who files what a contractor mailed is recorded together with the contractor's name.

    :raises PermissionDenied: if ``by`` may not report on this plan.
    :raises KnownFile: if the same file is under way or accepted already.
    """
    require(by, Permission.REPORT, plan)
    # The file is kept first: an orphaned file is harmless, a submission without its file is not.
    digest = files.keep(data_dir, proposal.content) if proposal.content is not None else None
    with transaction(session):
        plans.lock(session, plan)
        same_file.refuse_if_standing(session, period, digest, by=by)
        submission = _keep(session, plan, period, proposal, by=by, at=at, digest=digest)
        told = [course.note(session, submission, Action.KEEP, None, by=by, at=at)]
        if send:
            submission.submitted_at = at
            told.append(course.move(session, submission, Action.SEND, by=by, at=at))
        course.tell(session, submission, told, by=by, at=at)
    return submission


def send(session: Session, submission: Submission, *, by: User, at: datetime) -> None:
    """Send a draft for review (送審).

    :raises WrongState: if it is not a draft any more.
    :raises KnownFile: if somebody else has sent the same file in the meantime.
    """
    require(by, Permission.REPORT, submission.plan)
    with transaction(session):
        plans.lock(session, submission.plan)
        session.refresh(submission)
        course.must_be_possible(submission, Action.SEND, by=by)
        period_closings.must_be_open(session, submission.period)
        same_file.refuse_if_standing(session, submission.period, submission.file_sha256, by=by, besides=submission)
        submission.submitted_at = at
        told = course.move(session, submission, Action.SEND, by=by, at=at)
        course.tell(session, submission, [told], by=by, at=at)


def recall(session: Session, submission: Submission, *, by: User, at: datetime, remark: str = "") -> None:
    """Take a report back before anybody reviews it (抽回): it is its author's draft again.

    :raises PermissionDenied: if it came from another organisation.
    :raises WrongState: if a reviewer has taken it, or it was never sent.
    """
    require(by, Permission.REPORT, submission.plan)
    with transaction(session):
        plans.lock(session, submission.plan)
        session.refresh(submission)
        told = course.move(session, submission, Action.RECALL, by=by, at=at, remark=remark)
        submission.submitted_at = None
        course.tell(session, submission, [told], by=by, at=at)


def discard(session: Session, submission: Submission, *, by: User, at: datetime) -> None:
    """Throw a draft away; its file stays in the store, where other submissions may share it.

    What was not accepted at first is kept for ever, and goes back to where it was.

    :raises WrongState: if it was sent already.
    """
    require(by, Permission.REPORT, submission.plan)
    with transaction(session):
        plans.lock(session, submission.plan)
        session.refresh(submission)
        course.must_be_possible(submission, Action.GIVE_BACK, by=by)
        if submission.rejected_at is None:
            course.tell(session, submission, [course.thrown_away(submission)], by=by, at=at)
            session.delete(submission)
            return
        held_rows.give_back(session, submission)
        told = course.move(session, submission, Action.GIVE_BACK, by=by, at=at)
        submission.document, submission.differences = None, 0
        course.tell(session, submission, [told], by=by, at=at)


def record_directly(
    session: Session, plan: Plan, period: ReportingPeriod, proposal: Proposal, *, by: User, at: datetime
) -> Submission:
    """What a person typed into a form: accepted at once if they may review, sent for review otherwise.

    Where two people review, what a reviewer typed has passed the first review only.
    """
    require(by, Permission.REPORT, plan)
    with transaction(session):
        submission = _keep(session, plan, period, proposal, by=by, at=at, digest=None)
        told = [course.note(session, submission, Action.KEEP, None, by=by, at=at)]
        submission.submitted_at = at
        told.append(course.move(session, submission, Action.SEND, by=by, at=at))
        if may(by, Permission.REVIEW, plan):
            session.flush()  # the acceptance reads the submission back under the plan's lock
            reviewing.decide(session, submission, by=by, at=at, told=told)
        else:
            course.tell(session, submission, told, by=by, at=at)
    return submission


def become_draft(session: Session, submission: Submission, proposal: Proposal) -> None:
    """A file that was not accepted passes after all. A step: the caller holds the plan's lock and notes it."""
    submission.status, submission.document = SubmissionStatus.DRAFT, canonical.to_json(proposal.document)
    submission.problems, submission.cells = kept_problems.as_json(proposal.problems), proposal.cells
    submission.differences = beside.changes(session, submission).differences


def _keep(
    session: Session,
    plan: Plan,
    period: ReportingPeriod,
    proposal: Proposal,
    *,
    by: User,
    at: datetime,
    digest: str | None,
) -> Submission:
    plans.lock(session, plan)
    period_closings.must_be_open(session, period)
    submission = Submission(
        plan=plan,
        period=period,
        version=reading.next_version(session, period),
        source=proposal.source,
        status=SubmissionStatus.DRAFT,
        base_revision=proposal.base_revision,
        document=canonical.to_json(proposal.document),
        problems=kept_problems.as_json(proposal.problems),
        file_name=proposal.file_name,
        file_sha256=digest,
        cells=proposal.cells,
        created_by=by,
        created_at=at,
        differences=0,
        on_behalf_of=reading.behalf(by, plan),
    )
    session.add(submission)
    ours = plan_tables.document_of(session, plan)
    submission.differences = merge(reading.base_of(session, submission), proposal.document, ours).differences
    session.flush()  # its steps refer to its number and author
    return submission
