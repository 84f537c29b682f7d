"""Finding submissions as the viewer may, and what each would change."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased, defer, joinedload

from app.domain import canonical
from app.domain.errors import NotFound
from app.domain.merge import Merge, merge
from app.domain.plan_document import PlanDocument
from app.domain.roles import Permission, Role
from app.domain.submission_status import SubmissionStatus
from app.models import Plan, ReportingPeriod, Submission, SubmissionReversal, User
from app.models.submission import WAITS_FOR_REVIEW
from app.services import revisions
from app.services.permissions import in_force, may, require, sees

# Asked for at once; what these people may do is nobody's question here.
_WITH_ITS_PEOPLE = (
    joinedload(Submission.plan).options(joinedload(Plan.agency), joinedload(Plan.contractor)),
    joinedload(Submission.period),
    *(
        joinedload(person).lazyload(User.grants)
        for person in (
            Submission.created_by,
            Submission.taken_by,
            Submission.first_reviewed_by,
            Submission.reviewed_by,
        )
    ),
    joinedload(Submission.reversal).joinedload(SubmissionReversal.reverted_by).lazyload(User.grants),
)


def get(session: Session, submission_id: int, *, viewer: User) -> Submission:
    """A submission by number.

    :raises NotFound: if there is none, or it is not for this person to see yet.
    :raises PermissionDenied: if ``viewer`` may not see its plan.
    """
    submission = session.get(Submission, submission_id, options=_WITH_ITS_PEOPLE)
    if submission is None:
        raise NotFound(f"查無期報 {submission_id}，請確認編號。")
    require(viewer, Permission.VIEW, submission.plan)
    if not is_shown_to(submission, viewer):
        raise NotFound(f"期報 {submission_id} 尚未送審，送審後才能檢視。")
    return submission


def is_shown_to(submission: Submission, viewer: User) -> bool:
    """A draft is its author's own business until it is sent; a file that was not accepted is also the reviewers'."""
    if submission.created_by_id == viewer.id:
        return True
    match submission.status:
        case SubmissionStatus.DRAFT:
            return False
        case SubmissionStatus.REJECTED:
            return may(viewer, Permission.REVIEW, submission.plan)
        case _:
            return True


def of_plan(session: Session, plan: Plan, *, versions: int | None = None) -> Sequence[Submission]:
    """A plan's submissions, newest first.

    :param versions: how many of each period, besides those that count for it; ``None``: all of them.
    """
    query = (
        select(Submission)
        .where(Submission.plan_id == plan.id)
        .options(
            joinedload(Submission.period, innerjoin=True),
            joinedload(Submission.created_by, innerjoin=True).lazyload(User.grants),
            joinedload(Submission.reversal),
            defer(Submission.document),  # a list does not read what each of them proposes
        )
        .order_by(Submission.id.desc())
    )
    if versions is not None:
        later = aliased(Submission)
        newer = select(func.count()).where(later.period_id == Submission.period_id, later.version > Submission.version)
        counts = Submission.is_in_force | (Submission.status == SubmissionStatus.REOPENED)
        query = query.where(or_(newer.scalar_subquery() < versions, counts))
    return session.scalars(query).all()


def waiting_for(session: Session, reviewer: User) -> Sequence[Submission]:
    """What waits for a review that this person may make, longest waiting first; what others have taken, too."""
    return session.scalars(
        select(Submission)
        .where(*waits_for(reviewer))
        .options(joinedload(Submission.plan), joinedload(Submission.period), joinedload(Submission.created_by))
        .options(joinedload(Submission.taken_by), joinedload(Submission.first_reviewed_by))
        .order_by(Submission.submitted_at, Submission.id)
    ).all()


def count_waiting(session: Session, *, reviewer: User) -> int:
    """How many submissions wait for a review that this person may make."""
    return session.scalar(counted_waiting(reviewer)) or 0


def counted_waiting(reviewer: User) -> Select[int]:
    """The query of how many submissions wait for a review that this person may make."""
    return select(func.count()).select_from(Submission).where(*waits_for(reviewer))


def merged_into(session: Session, submission: Submission, ours: PlanDocument) -> Merge:
    """What a submission would change in the plan as ``ours`` says it."""
    assert submission.document is not None  # only a rejected file has none, and it is never merged
    return merge(base_of(session, submission), canonical.from_json(submission.document), ours)


def base_of(session: Session, submission: Submission) -> PlanDocument:
    """The plan as the author of a submission saw it.

    :raises NotFound: if that revision is not in the history.
    """
    base = revisions.find(session, submission.plan, submission.base_revision)
    if base is None:
        raise NotFound(f"查無計畫 {submission.plan.code} 的第 {submission.base_revision} 次修訂。")
    return canonical.from_json(base.document)


def is_followed(session: Session, submission: Submission) -> bool:
    """Whether a later report of the same period has been sent since."""
    later = select(Submission.id).where(
        Submission.period_id == submission.period_id,
        Submission.version > submission.version,
        Submission.submitted_at.is_not(None),
    )
    return session.scalar(later.limit(1)) is not None


def next_version(session: Session, period: ReportingPeriod) -> int:
    """The number of the next submission of a period. A step: the caller holds the plan's lock."""
    latest = session.scalar(select(func.max(Submission.version)).where(Submission.period_id == period.id))
    return (latest or 0) + 1


def behalf(by: User, plan: Plan) -> str | None:
    """The contractor for whom ``by`` files a report, if not for the organisation of their own."""
    is_the_contractors = by.contractor_id == plan.contractor_id and any(
        grant.role is Role.CONTRACTOR for grant in in_force(by)
    )
    return None if is_the_contractors else plan.contractor.name


def waits_for(reviewer: User) -> tuple[ColumnElement[bool], ...]:
    """Which submissions wait for a review that this person may make; a second one is not for the first reviewer."""
    is_not_second = or_(
        Submission.status != SubmissionStatus.PASSED_FIRST,
        Submission.first_reviewed_by_id != reviewer.id,
    )
    # Written out, or a statement that is prepared would not see that an index is for it.
    waits: ColumnElement[bool] = literal_column(f"submission.{WAITS_FOR_REVIEW}")
    return waits, is_not_second, sees(reviewer, Submission.plan_id, Permission.REVIEW)
