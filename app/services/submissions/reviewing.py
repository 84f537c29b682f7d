"""What reviewers do with a submission: take it, accept it whole or in part, return it, open it again."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy.orm import Session

from app import clock
from app.domain.audit_trail import Entry
from app.domain.errors import PlanMovedOn, UnsettledConflicts, WrongState
from app.domain.merge import Merge, Settlement, Side, apply, settle, without
from app.domain.plan_document import PlanDocument
from app.domain.roles import Permission
from app.domain.submission_status import Action, SubmissionStatus
from app.models import Submission, User
from app.services import (
    audit_entries,
    held_rows,
    period_closings,
    plan_tables,
    plans,
    review_comments,
    review_settings,
    revisions,
    settlements,
    snapshots,
)
from app.services import submission_course as course
from app.services.cases import reported
from app.services.permissions import require
from app.services.submissions import reading
from app.services.transaction import transaction


def take(session: Session, submission: Submission, *, by: User, at: datetime) -> None:
    """Begin the review (審查中): from now on its author cannot take it back.

    :raises WrongState: if somebody has taken it, or it was taken back.
    """
    require(by, Permission.REVIEW, submission.plan)
    with transaction(session):
        _hold(session, submission)
        told = course.move(session, submission, Action.TAKE, by=by, at=at)
        submission.taken_by_id = by.id
        course.tell(session, submission, [told], by=by, at=at)


def take_over(session: Session, submission: Submission, *, by: User, at: datetime, remark: str) -> None:
    """Go on with a review that somebody else has begun.

    :raises WrongState: without a remark, or if it is ``by``'s own or not under review.
    """
    require(by, Permission.REVIEW, submission.plan)
    with transaction(session):
        _hold(session, submission)
        if submission.status is SubmissionStatus.IN_REVIEW and submission.taken_by_id == by.id:
            raise WrongState("這份期報正由您審查，不必接手。")
        told = course.move(session, submission, Action.TAKE_OVER, by=by, at=at, remark=remark)
        submission.taken_by_id = by.id
        course.tell(session, submission, [told], by=by, at=at)


def approve(
    session: Session,
    submission: Submission,
    *,
    by: User,
    at: datetime,
    settled: Mapping[str, Side] = MappingProxyType({}),
    typed: Mapping[str, str] = MappingProxyType({}),
    seen: int | None = None,
    returned: Collection[str] | None = None,
    remark: str = "",
    correct_by: date | None = None,
) -> int:
    """Accept a submission and apply its changes to the live plan in one transaction, but for places to be corrected.

    Where two people review, the first one's approval passes it on (待複審) and changes nothing yet.

    :param settled: which side wins, by the conflict's id.
    :param typed: what to write instead of either side's value, by the conflict's id.
    :param seen: the plan's revision on which its conflicts were decided; ``None`` if nobody decided on any.
    :param at: aware moment of approval, kept with the revision that it makes.
    :param returned: places (``checkpoints/A-4/actual``, ``cases/107-0005``) that are left out; each needs a comment
        that asks for its correction. ``None``: all places for which a comment asks.
    :param correct_by: 補正期限 of the places that are left out; without it, as the agency usually grants.
    :returns: how many cells and rows changed.
    :raises PermissionDenied: if ``by`` may not review this plan, or has made the first review of it.
    :raises WrongState: if it does not wait for review, or somebody else has taken it.
    :raises PlanMovedOn: if it has conflicts, and they were decided on another revision than the present one.
    :raises UnsettledConflicts: while a cell still differs between the file and the plan.
    :raises UnusableEntry: if its cell cannot hold what was typed, or a rule forbids it.
    """
    require(by, Permission.REVIEW, submission.plan)
    with transaction(session):
        return decide(
            session,
            submission,
            by=by,
            at=at,
            settled=settled,
            typed=typed,
            seen=seen,
            returned=returned,
            remark=remark,
            correct_by=correct_by,
        )


def decide(
    session: Session,
    submission: Submission,
    *,
    by: User,
    at: datetime,
    settled: Mapping[str, Side] = MappingProxyType({}),
    typed: Mapping[str, str] = MappingProxyType({}),
    seen: int | None = None,
    returned: Collection[str] | None = None,
    remark: str = "",
    correct_by: date | None = None,
    told: Iterable[Entry] = (),
) -> int:
    """As :func:`approve`. A step: the caller commits.

    :param told: steps of the same transaction that the trail is to be told before.
    """
    _hold(session, submission)
    period_closings.must_be_open(session, submission.period)
    is_first = submission.status is not SubmissionStatus.PASSED_FIRST
    if is_first and review_settings.of_plan(session, submission.plan).reviewers > 1:
        _pass_first(session, submission, by=by, at=at, returned=returned, remark=remark, told=told)
        return 0
    _must_be_the_reviewer(submission, Action.APPROVE, by)
    left_out, returns = review_comments.leave_out(session, submission, returned, by=by, at=at)
    ours = plan_tables.document_of(session, submission.plan)
    merged, chosen = _settled(session, submission, ours, left_out, settled, typed, seen, at)
    _write(session, submission, ours, merged, by=by, at=at)
    due = review_settings.due_date(session, submission.plan, correct_by, on=clock.day_of(at)) if left_out else None
    step = course.move(session, submission, Action.APPROVE, by=by, at=at, remark=remark, correct_by=due)
    submission.reviewed_by_id, submission.reviewed_at = by.id, at
    submission.review_comment, submission.correct_by = remark.strip() or None, due
    submission.applied_revision, submission.differences = submission.plan.revision, merged.differences
    settles = held_rows.settle_reported(session, submission, by=by, at=at)
    settles += review_comments.settle_reported(session, submission, merged, by=by, at=at)
    snapshots.renew(session, submission.plan, at=at)
    entered = [id_ for id_, value in chosen.items() if not isinstance(value, Side)]
    changed = audit_entries.of_merge(ours, merged, submission, typed=entered)
    course.tell(session, submission, [*told, *changed, *returns, *settles, step], by=by, at=at)
    return merged.differences


def send_back(
    session: Session, submission: Submission, *, by: User, at: datetime, comment: str, correct_by: date | None = None
) -> None:
    """Return a submission for correction (退回補正) with a reason; the plan stays as it is.

    :param correct_by: 補正期限; without it, as the agency usually grants.
    :raises PermissionDenied: if ``by`` may not review this plan, or has made the first review of it.
    :raises WrongState: if it does not wait for review, somebody else has taken it, or no reason is given.
    """
    require(by, Permission.REVIEW, submission.plan)
    due = review_settings.due_date(session, submission.plan, correct_by, on=clock.day_of(at))
    with transaction(session):
        _hold(session, submission)
        _must_be_the_reviewer(submission, Action.SEND_BACK, by)
        told = course.move(session, submission, Action.SEND_BACK, by=by, at=at, remark=comment, correct_by=due)
        submission.reviewed_by_id, submission.reviewed_at = by.id, at
        submission.review_comment, submission.correct_by = comment.strip(), due
        course.tell(session, submission, [told], by=by, at=at)


def reopen(
    session: Session, submission: Submission, *, by: User, at: datetime, reason: str, correct_by: date | None = None
) -> None:
    """Ask for the period anew (重啟審查): what was accepted stays in the plan, and another report is owed.

    :param correct_by: until when; without it, as the agency usually grants.
    :raises PermissionDenied: if ``by`` may not re-open reports of this plan.
    :raises WrongState: if it is not accepted, was taken back, or no reason is given.
    """
    require(by, Permission.REOPEN, submission.plan)
    due = review_settings.due_date(session, submission.plan, correct_by, on=clock.day_of(at))
    with transaction(session):
        _hold(session, submission)
        period_closings.must_be_open(session, submission.period)
        if submission.reversal is not None:
            raise WrongState(f"期報 {submission.id} 已經復原，本期須重新送件，不必重啟審查。")
        told = course.move(session, submission, Action.REOPEN, by=by, at=at, remark=reason, correct_by=due)
        submission.correct_by = due
        snapshots.renew(session, submission.plan, at=at)
        course.tell(session, submission, [told], by=by, at=at)


def _hold(session: Session, submission: Submission) -> None:
    plans.lock(session, submission.plan)
    session.refresh(submission)


def _must_be_the_reviewer(submission: Submission, action: Action, by: User) -> None:
    course.must_be_possible(submission, action, by=by, remark="asked for when it is done")
    if refusal := course.refusal_to_decide(submission, by):
        raise refusal


def _pass_first(
    session: Session,
    submission: Submission,
    *,
    by: User,
    at: datetime,
    returned: Collection[str] | None,
    remark: str,
    told: Iterable[Entry],
) -> None:
    _must_be_the_reviewer(submission, Action.AGREE, by)
    _, narrowed = review_comments.narrow(session, submission, returned, by=by, at=at)
    step = course.move(session, submission, Action.AGREE, by=by, at=at, remark=remark)
    submission.first_reviewed_by_id = by.id
    course.tell(session, submission, [*told, *narrowed, step], by=by, at=at)


def _settled(
    session: Session,
    submission: Submission,
    ours: PlanDocument,
    left_out: Collection[str],
    settled: Mapping[str, Side],
    typed: Mapping[str, str],
    seen: int | None,
    at: datetime,
) -> tuple[Merge, Mapping[str, Settlement]]:
    """What is accepted, with every conflict settled, and how each was."""
    plan = submission.plan
    merged = without(reading.merged_into(session, submission, ours), left_out)
    if merged.conflicts and seen not in (None, plan.revision):
        raise PlanMovedOn("您開啟這一頁之後，計畫資料又有核定的變更；請核對下列最新的內容，再逐項選定後核定。")
    entered = {one.id: settlements.typed(ours, one, typed[one.id]) for one in merged.conflicts if one.id in typed}
    chosen: dict[str, Settlement] = {**settled, **entered}
    merged = settle(merged, chosen)
    if merged.conflicts:
        raise UnsettledConflicts(
            f"有 {len(merged.conflicts)} 個欄位在匯出後已另有核定的變更，請逐項選定採用期報、保留現值或改填後再核定。"
        )
    settlements.must_obey_the_rules(session, plan, ours, merged, chosen, on=clock.day_of(at))
    reported.must_be_allowed(session, plan, ours, merged)
    if left_out:
        settlements.must_stand_alone(session, submission, ours, merged, on=clock.day_of(at))
    return merged, chosen


def _write(
    session: Session, submission: Submission, ours: PlanDocument, merged: Merge, *, by: User, at: datetime
) -> None:
    if merged.is_empty:
        return
    plan = submission.plan
    plan_tables.write(session, plan, merged)
    plan.revision += 1
    cause = f"核定期報 {submission.period.key} 第 {submission.version} 版"
    revisions.record(session, plan, apply(ours, merged), cause=cause, by=by, at=at, submission=submission)
    reported.follow(session, plan, ours, merged, source=cause, by=by, at=at)
