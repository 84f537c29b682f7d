"""復原: an accepted report taken out of the plan again, as a whole and with a reason.

The report, its file and its revision stay as they were; the plan gets a new revision. What was accepted since and
touches the same cells is never overwritten unseen: a manager decides on each.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app.domain.audit_trail import Entry, Subject
from app.domain.errors import PlanMovedOn, UnsettledConflicts, WrongState
from app.domain.merge import Merge, Side, apply
from app.domain.plan_document import PlanDocument
from app.domain.roles import Permission
from app.domain.undo import REVERTED, Undo, settled, undo
from app.models import Case, CaseEvent, Plan, Submission, SubmissionReversal, User
from app.services import (
    audit_entries,
    audit_trail,
    held_rows,
    period_closings,
    plan_tables,
    plans,
    review_comments,
    revisions,
    snapshots,
)
from app.services.cases import reported
from app.services.permissions import may, require
from app.services.transaction import transaction

LONGEST_REASON = 2000  # characters


def may_revert(submission: Submission, user: User) -> bool:
    """Whether the person may take this report back now."""
    return submission.is_applied and may(user, Permission.REVERT, submission.plan)


def preview(session: Session, submission: Submission, *, by: User) -> Undo:
    """What would go back to what, and what later changes touched. Writes nothing.

    :raises PermissionDenied: if ``by`` may not take reports of this plan back.
    :raises WrongState: if it is not accepted, or was taken back already.
    """
    require(by, Permission.REVERT, submission.plan)
    _must_be_in_force(submission)
    return _undo(session, submission, revisions.present(session, submission.plan))


def revert(
    session: Session,
    submission: Submission,
    *,
    by: User,
    at: datetime,
    reason: str,
    settled_as: Mapping[str, Side] = MappingProxyType({}),
    seen: int | None = None,
) -> SubmissionReversal:
    """Take an accepted report back: exactly its cells and rows, all of them or none.

    :param settled_as: for each conflict by its id, whether the value before the report (``THEIRS``) or the present
        one (``OURS``) stands.
    :param seen: the plan's revision on which the decisions were made; ``None`` if nobody decided on anything.
    :raises PermissionDenied: if ``by`` may not take reports of this plan back.
    :raises WrongState: if it is not accepted, was taken back already, or no reason is given.
    :raises PlanMovedOn: if the plan has changed since ``seen``.
    :raises UnsettledConflicts: while nobody has decided on what a later change touched.
    """
    require(by, Permission.REVERT, submission.plan)
    written = _reason(reason)
    with transaction(session):
        plans.lock(session, submission.plan)
        session.refresh(submission)
        _must_be_in_force(submission)
        period_closings.must_be_open(session, submission.period)
        if seen not in (None, submission.plan.revision):
            raise PlanMovedOn("您開啟這一頁之後，計畫資料又有核定的變更；請核對下列最新的內容，再確認復原。")
        return _take_back(session, submission, by, at, written, settled_as)


def _take_back(
    session: Session, submission: Submission, by: User, at: datetime, reason: str, settled_as: Mapping[str, Side]
) -> SubmissionReversal:
    plan = submission.plan
    now = plan_tables.document_of(session, plan)
    found = settled(_undo(session, submission, now), settled_as)
    if found.open_conflicts:
        raise UnsettledConflicts(
            f"這份期報核定後，有 {found.open_conflicts} 處另有核定的變更；請在復原頁面逐項選定保留現值或回復原值。"
        )
    back = found.merge
    if not back.is_empty:
        plan_tables.write(session, plan, back)
        reported.follow(session, plan, now, back, source=f"復原第 {submission.id} 號期報", by=by, at=at)
        plan.revision += 1
        revisions.record(session, plan, apply(now, back), cause=f"復原第 {submission.id} 號期報", by=by, at=at)
    submission.reversal = SubmissionReversal(
        plan_id=plan.id,
        agency_id=plan.agency_id,
        reason=reason,
        differences=back.differences,
        revision=plan.revision,
        reverted_by=by,
        reverted_at=at,
    )
    session.flush()  # what is owed is asked of the tables
    snapshots.renew(session, plan, at=at)
    told = [
        *audit_entries.of_merge(now, back, None),
        *(_owed_again(row.key or str(row.line), row.label) for row in held_rows.reopen(session, submission)),
        *review_comments.reopen(session, submission),
        _event(submission, reason),
    ]
    audit_trail.record(session, told, by=by, at=at, plan=plan, submission=submission)
    return submission.reversal


def _undo(session: Session, submission: Submission, now: PlanDocument) -> Undo:
    around = revisions.around(session, submission)
    return undo(*around, now, _rooted(session, submission.plan)) if around else Undo(Merge())


def _rooted(session: Session, plan: Plan) -> frozenset[tuple[str, str]]:
    """Cases that have a course of their own: it is written once, so the case stays whatever its report does."""
    has_course = exists().where(CaseEvent.case_id == Case.id)
    registered = select(Case.key).where(Case.plan_id == plan.id, or_(Case.received_on.is_not(None), has_course))
    return frozenset(("cases", key) for key in session.scalars(registered))


def _must_be_in_force(submission: Submission) -> None:
    if submission.reversal is not None:
        raise WrongState(f"期報 {submission.id} 已經復原；要再採用其中的數字，請重新填報送審。")
    if not submission.is_applied:
        raise WrongState(f"期報 {submission.id} 目前為「{submission.status}」，只有已核定的期報可以復原。")


def _reason(text: str) -> str:
    written = text.strip()
    if not written:
        raise WrongState("復原須填寫理由，理由會與這份期報一起保存。")
    if len(written) > LONGEST_REASON:
        raise WrongState(f"復原理由有 {len(written):,} 個字，請縮短到 {LONGEST_REASON:,} 個字以內。")
    return written


def _owed_again(key: str, label: str | None) -> Entry:
    return Entry(Subject.HELD_ROW, key, "已補報", "待補", label=label or "")


def _event(submission: Submission, reason: str) -> Entry:
    label = f"{submission.period.key}期報 第 {submission.version} 版"
    after = {"狀態": REVERTED, "理由": reason}
    return Entry(Subject.REVERSAL, str(submission.id), {"狀態": submission.status.value}, after, label=label)
