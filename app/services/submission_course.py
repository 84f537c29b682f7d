"""辦理歷程: every step of a submission from one state to another, as the table of the domain allows it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.audit_trail import Entry, Subject
from app.domain.errors import DomainError, PermissionDenied, WrongState
from app.domain.submission_status import TRANSITIONS, Action, Party, SubmissionStatus, target_of
from app.models import Submission, SubmissionEvent, User
from app.services import audit_trail
from app.services.permissions import may, require


def of_submission(session: Session, submission: Submission) -> Sequence[SubmissionEvent]:
    """Every step of a submission, first to last."""
    return session.scalars(
        select(SubmissionEvent)
        .where(SubmissionEvent.submission_id == submission.id)
        .options(joinedload(SubmissionEvent.made_by).lazyload(User.grants))
        .order_by(SubmissionEvent.id)
    ).all()


def may_move(submission: Submission, action: Action, by: User) -> bool:
    """Whether this person can do this to the submission as it stands."""
    transition = TRANSITIONS[action]
    return (
        submission.status in transition.sources
        and may(by, transition.permission, submission.plan)
        and _belongs(submission, transition.party, by)
    )


def may_decide(submission: Submission, by: User) -> bool:
    """Whether this person can accept or return the submission as it stands: nobody else has taken it."""
    return may_move(submission, Action.APPROVE, by) and refusal_to_decide(submission, by) is None


def refusal_to_decide(submission: Submission, by: User) -> DomainError | None:
    """Why a reviewer may not decide a submission under review: another has taken it, or the first review was theirs."""
    if submission.status is SubmissionStatus.IN_REVIEW and submission.taken_by_id != by.id:
        name = submission.taken_by.name if submission.taken_by else "其他審查人"
        return WrongState(f"這份期報正由{name}審查；如要代為審查，請先接手並說明原因。")
    if submission.status is SubmissionStatus.PASSED_FIRST and submission.first_reviewed_by_id == by.id:
        return PermissionDenied("您已完成初審，複審須由另一位審查人進行。")
    return None


def must_be_possible(submission: Submission, action: Action, *, by: User, remark: str = "") -> SubmissionStatus:
    """Go on only if this person can do this to the submission as it stands; returns where it leads.

    :raises PermissionDenied: if ``by`` may not, or only its author or their organisation.
    :raises WrongState: if it does not stand where it would have to, or the reason is missing.
    """
    transition = TRANSITIONS[action]
    require(by, transition.permission, submission.plan)
    target = target_of(action, submission.status, name=f"期報 {submission.id}")
    if not _belongs(submission, transition.party, by):
        raise PermissionDenied(_REFUSALS[transition.party])
    if transition.needs_remark and not remark.strip():
        raise WrongState(f"{action}須填寫原因，請說明後再試一次。")
    return target


def move(
    session: Session,
    submission: Submission,
    action: Action,
    *,
    by: User,
    at: datetime,
    remark: str = "",
    correct_by: date | None = None,
) -> Entry:
    """Do it, and write it down; returns what the audit trail is to be told. A step: the caller holds the plan's lock,
    and sets next what goes with the new state.

    :raises PermissionDenied: as :func:`must_be_possible`.
    :raises WrongState: as :func:`must_be_possible`.
    """
    with session.no_autoflush:  # the database refuses the new state without what goes with it
        before = submission.status
        submission.status = must_be_possible(submission, action, by=by, remark=remark)
        return note(session, submission, action, before, by=by, at=at, remark=remark, correct_by=correct_by)


def note(
    session: Session,
    submission: Submission,
    action: Action,
    before: SubmissionStatus | None,
    *,
    by: User,
    at: datetime,
    remark: str = "",
    correct_by: date | None = None,
) -> Entry:
    """Write down that a submission, which has its number, came to where it stands. A step: the caller commits.

    :param before: where it stood; ``None`` if it is new.
    """
    session.add(
        SubmissionEvent(
            plan_id=submission.plan_id,
            agency_id=submission.agency_id,
            submission_id=submission.id,
            action=action,
            from_status=before,
            to_status=submission.status,
            remark=remark.strip() or None,
            correct_by=correct_by,
            made_by=by,
            made_at=at,
        )
    )
    told = {"動作": action.value, "狀態": submission.status.value, "說明": remark.strip()}
    told["補正期限"] = correct_by.isoformat() if correct_by else ""
    after = {name: value for name, value in told.items() if value}
    return _entry(submission, before, after)


def thrown_away(submission: Submission) -> Entry:
    """What the trail is told of a draft that goes, and its course with it."""
    return _entry(submission, submission.status, {"動作": Action.GIVE_BACK.value})


def tell(session: Session, submission: Submission, told: Iterable[Entry], *, by: User, at: datetime) -> None:
    """Hand steps to the audit trail. A step: the last of its transaction."""
    audit_trail.record(session, told, by=by, at=at, plan=submission.plan, submission=submission)


_REFUSALS = {
    Party.AUTHOR: "這是其他人上傳的草稿，只有上傳者可以送審或捨棄。",
    Party.AUTHORS_SIDE: "這份期報由其他單位送件，只有送件的單位可以抽回。",
}


def _entry(submission: Submission, before: SubmissionStatus | None, after: dict[str, str]) -> Entry:
    name = f"{submission.period.key} 第 {submission.version} 版"
    return Entry(Subject.SUBMISSION, name, before.value if before else None, after, label=f"{name}期報")


def _belongs(submission: Submission, party: Party, by: User) -> bool:
    match party:
        case Party.AUTHOR:
            return submission.created_by_id == by.id
        case Party.AUTHORS_SIDE:
            author = submission.created_by
            return author is by or (by.contractor_id is not None and author.contractor_id == by.contractor_id)
        case Party.REVIEWER:
            return True
