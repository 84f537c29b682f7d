"""部分受理: rows that a report was taken in without, owed until they are reported or a reviewer lets them go."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.domain import canonical
from app.domain.audit_trail import Entry, Subject
from app.domain.errors import NotFound, WrongState
from app.domain.plan_document import REPORTED_SECTIONS, PlanDocument
from app.domain.roles import Permission
from app.domain.submission_status import UNDER_REVIEW, SubmissionSource
from app.models import HeldRow, Plan, Submission, User
from app.services import audit_trail, kept_problems, plans, review_comments, revisions
from app.services.permissions import require
from app.services.transaction import transaction
from app.workbooks.faulty_rows import FaultyRow


def keep(session: Session, submission: Submission, rows: Iterable[FaultyRow]) -> None:
    """Remember the rows that a submission is taken in without. A step: the caller commits."""
    for row in rows:
        session.add(
            HeldRow(
                plan_id=submission.plan_id,
                agency_id=submission.agency_id,
                submission_id=submission.id,
                key=row.key,
                line=row.line,
                label=row.label,
                reasons=kept_problems.as_json(row.problems),
            )
        )


def give_back(session: Session, submission: Submission) -> None:
    """The held rows of a draft count as errors of its file again. A step: the caller commits."""
    rows = of_submission(session, submission)
    submission.problems = [*(reason for row in rows for reason in row.reasons), *submission.problems]
    session.execute(delete(HeldRow).where(HeldRow.submission_id == submission.id))


def of_submission(session: Session, submission: Submission) -> Sequence[HeldRow]:
    """The rows that a submission was taken in without, settled or not, in the order of the file."""
    return session.scalars(
        select(HeldRow)
        .where(HeldRow.submission_id == submission.id)
        .options(joinedload(HeldRow.settled_by))
        .order_by(HeldRow.line, HeldRow.id)
    ).all()


def owed(session: Session, plan: Plan) -> Sequence[HeldRow]:
    """What is still owed of a plan: held by a report that was sent or accepted, and not settled."""
    is_owed = or_(Submission.status.in_(UNDER_REVIEW), Submission.is_applied)
    return session.scalars(
        select(HeldRow)
        .join(HeldRow.submission)
        .where(HeldRow.plan_id == plan.id, HeldRow.settled_at.is_(None), is_owed)
        .options(contains_eager(HeldRow.submission).joinedload(Submission.period))
        .order_by(HeldRow.submission_id, HeldRow.line, HeldRow.id)
    ).all()


def settle_reported(session: Session, submission: Submission, *, by: User, at: datetime) -> list[Entry]:
    """Settle what earlier reports owed and this accepted one brings; for the trail. A step: the caller commits."""
    rows = [row for row in owed(session, submission.plan) if row.submission_id < submission.id and row.key]
    if not rows:
        return []
    brought = _brought(session, submission)
    return [_settle(row, _brought_by(submission), by, at) for row in rows if row.key in brought]


def reopen(session: Session, submission: Submission) -> Sequence[HeldRow]:
    """What a report that is taken back had settled is owed again, unless another one brings it too.

    A step: the caller commits, and has marked the report as taken back.

    :returns: the rows that are owed again.
    """
    wanted = (HeldRow.plan_id == submission.plan_id, HeldRow.settled_how == _brought_by(submission))
    rows = session.scalars(select(HeldRow).where(*wanted)).all()
    if not rows:
        return ()
    for row in rows:
        row.settled_at = row.settled_by = row.settled_how = None
    session.flush()  # what the others bring is asked of the rows that are owed
    standing = select(Submission).where(Submission.plan_id == submission.plan_id, Submission.is_applied)
    for other in session.scalars(standing.order_by(Submission.reviewed_at)).all():
        assert other.reviewed_by is not None  # somebody accepted it
        assert other.reviewed_at is not None
        settle_reported(session, other, by=other.reviewed_by, at=other.reviewed_at)
    return [row for row in rows if row.settled_at is None]


def let_go(session: Session, held_id: int, reason: str, *, by: User, at: datetime) -> HeldRow:
    """免補: the row need not be reported any more, for a reason that stays on record.

    :raises NotFound: if there is no such row.
    :raises PermissionDenied: if ``by`` may not review its plan.
    :raises WrongState: without a reason, or if it is settled already.
    """
    row = session.get(HeldRow, held_id, options=[joinedload(HeldRow.submission)])
    if row is None:
        raise NotFound("查無這一列保留的個案。")
    require(by, Permission.REVIEW, row.submission.plan)
    if not reason.strip():
        raise WrongState("免補須填寫理由。")
    with transaction(session):
        plans.lock(session, row.submission.plan)
        session.refresh(row)
        if row.settled_at is not None:
            raise WrongState(f"這一列已結清（{row.settled_how}）。")
        told = _settle(row, f"免補：{reason.strip()}", by, at)
        audit_trail.record(session, [told], by=by, at=at, plan=row.submission.plan, submission=row.submission)
    return row


def _settle(row: HeldRow, how: str, by: User, at: datetime) -> Entry:
    row.settled_at, row.settled_by, row.settled_how = at, by, how
    return Entry(Subject.HELD_ROW, row.key or str(row.line), None, how, label=row.label or "")


def _brought_by(submission: Submission) -> str:
    return f"{submission.period.key} 第 {submission.version} 版已補報"


def _brought(session: Session, submission: Submission) -> set[str]:
    """Numbers of the cases that a submission speaks of itself, but for rows that were returned.

    Its document holds all others of the plan too.
    """
    document = canonical.from_json(submission.document or "")
    remarks = review_comments.of_submission(session, submission)
    returned = {one.key for one in remarks if one.returned_at and one.section == "cases" and one.field is None}
    if submission.source is SubmissionSource.FORM:
        before = _exported(session, submission)
        return {row.key for row in document.cases if before.row("cases", row.key) != row} - returned
    told = [one for one in submission.problems if one["sheet"] == REPORTED_SECTIONS["cases"]]
    missing = {one["key"] for one in told if one["code"] == "row_missing"}
    held = {row.key for row in of_submission(session, submission)}
    return {row.key for row in document.cases} - missing - held - returned


def _exported(session: Session, submission: Submission) -> PlanDocument:
    revision = revisions.find(session, submission.plan, submission.base_revision)
    assert revision is not None  # the merge that was accepted needed it too
    return canonical.from_json(revision.document)
