"""期報: from a proposed change to the accepted truth.

A proposal names the revision it started from. What it would change is computed by a three-way merge against the
plan as it stands when somebody asks, so an approval never overwrites what was accepted in between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, defer, joinedload

from app import clock
from app.domain import canonical
from app.domain.errors import NotFound, PermissionDenied, PlanMovedOn, UnsettledConflicts, WrongState
from app.domain.findings import Problem
from app.domain.merge import Merge, Settlement, Side, apply, merge, settle
from app.domain.plan_document import PlanDocument
from app.domain.roles import Permission, Role
from app.domain.submission_status import SubmissionSource, SubmissionStatus
from app.models import Plan, ReportingPeriod, Submission, User
from app.services import (
    audit_entries,
    audit_trail,
    files,
    held_rows,
    kept_problems,
    plan_tables,
    plans,
    revisions,
    same_file,
    settlements,
)
from app.services.cases import reported
from app.services.permissions import in_force, may, require, visible_plans
from app.services.transaction import transaction

OPEN = (SubmissionStatus.DRAFT, SubmissionStatus.SUBMITTED)


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


def get(session: Session, submission_id: int, *, viewer: User) -> Submission:
    """A submission by number.

    :raises NotFound: if there is none, or it is not for this person to see yet.
    :raises PermissionDenied: if ``viewer`` may not see its plan.
    """
    submission = session.get(Submission, submission_id)
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


def of_plan(session: Session, plan: Plan) -> Sequence[Submission]:
    """A plan's submissions, newest first."""
    return session.scalars(
        select(Submission)
        .where(Submission.plan_id == plan.id)
        .options(joinedload(Submission.period), joinedload(Submission.created_by), joinedload(Submission.reviewed_by))
        .options(joinedload(Submission.reversal))
        .options(defer(Submission.document))  # a list does not read what each of them proposes
        .order_by(Submission.id.desc())
    ).all()


def waiting_for(session: Session, reviewer: User) -> Sequence[Submission]:
    """What waits for this person's review, longest waiting first."""
    return session.scalars(
        select(Submission)
        .where(*_waits_for(reviewer))
        .options(joinedload(Submission.plan), joinedload(Submission.period), joinedload(Submission.created_by))
        .order_by(Submission.submitted_at, Submission.id)
    ).all()


def count_waiting(session: Session, *, reviewer: User) -> int:
    """How many submissions wait for this person's review."""
    counted = select(func.count()).select_from(Submission)
    return session.scalar(counted.where(*_waits_for(reviewer))) or 0


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
        if send:
            _send(submission, at)
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
        _must_be_own_draft(submission, by)
        same_file.refuse_if_standing(session, submission.period, submission.file_sha256, by=by, besides=submission)
        _send(submission, at)


def discard(session: Session, submission: Submission, *, by: User) -> None:
    """Throw a draft away; its file stays in the store, where other submissions may share it.

    What was not accepted at first is kept for ever, and goes back to where it was.

    :raises WrongState: if it was sent already.
    """
    require(by, Permission.REPORT, submission.plan)
    with transaction(session):
        plans.lock(session, submission.plan)
        session.refresh(submission)
        _must_be_own_draft(submission, by)
        if submission.rejected_at is None:
            session.delete(submission)
        else:
            held_rows.give_back(session, submission)
            submission.status, submission.document, submission.differences = SubmissionStatus.REJECTED, None, 0


def changes(session: Session, submission: Submission) -> Merge:
    """What accepting this would change now; for an accepted one, what it changed.

    :raises NotFound: if the revision it started from is not in the history.
    """
    if submission.status is SubmissionStatus.REJECTED:
        return Merge()
    if submission.status is SubmissionStatus.APPROVED:
        return _changed(session, submission)
    return _merge(session, submission, plan_tables.document_of(session, submission.plan))


def approve(
    session: Session,
    submission: Submission,
    *,
    by: User,
    at: datetime,
    settled: Mapping[str, Side] = MappingProxyType({}),
    typed: Mapping[str, str] = MappingProxyType({}),
    seen: int | None = None,
) -> int:
    """Accept a submission and apply its changes to the live plan: all of them, or none.

    :param settled: which side wins, by the conflict's id.
    :param typed: what to write instead of either side's value, by the conflict's id.
    :param seen: the plan's revision on which its conflicts were decided; ``None`` if nobody decided on any.
    :param at: aware moment of approval, kept with the revision that it makes.
    :returns: how many cells and rows changed.
    :raises PermissionDenied: if ``by`` may not review this plan.
    :raises WrongState: if it does not wait for review.
    :raises PlanMovedOn: if it has conflicts, and they were decided on another revision than the present one.
    :raises UnsettledConflicts: while a cell still differs between the file and the plan.
    :raises UnusableEntry: if its cell cannot hold what was typed, or a rule forbids it.
    """
    require(by, Permission.REVIEW, submission.plan)
    with transaction(session):
        return _accept(session, submission, by, at, settled, typed, seen)


def record_directly(
    session: Session, plan: Plan, period: ReportingPeriod, proposal: Proposal, *, by: User, at: datetime
) -> Submission:
    """What a person typed into a form: accepted at once if they may review, sent for review otherwise."""
    require(by, Permission.REPORT, plan)
    with transaction(session):
        submission = _keep(session, plan, period, proposal, by=by, at=at, digest=None)
        _send(submission, at)
        if may(by, Permission.REVIEW, plan):
            session.flush()  # the acceptance reads the submission back under the plan's lock
            _accept(session, submission, by, at, {}, {}, None)
    return submission


def send_back(session: Session, submission: Submission, *, by: User, at: datetime, comment: str) -> None:
    """Return a submission for correction (退回補正) with a reason; the plan stays as it is.

    :raises WrongState: if it does not wait for review, or no reason is given.
    """
    require(by, Permission.REVIEW, submission.plan)
    if not comment.strip():
        raise WrongState("退回補正須填寫退回原因，請說明要補正什麼。")
    with transaction(session):
        plans.lock(session, submission.plan)
        session.refresh(submission)
        _must_be(submission, SubmissionStatus.SUBMITTED)
        submission.status = SubmissionStatus.RETURNED
        submission.reviewed_by_id, submission.reviewed_at = by.id, at
        submission.review_comment = comment.strip()


def become_draft(session: Session, submission: Submission, proposal: Proposal) -> None:
    """A file that was not accepted passes after all. A step: the caller holds the plan's lock."""
    submission.status, submission.document = SubmissionStatus.DRAFT, canonical.to_json(proposal.document)
    submission.problems, submission.cells = kept_problems.as_json(proposal.problems), proposal.cells
    submission.differences = changes(session, submission).differences


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
    submission = Submission(
        plan=plan,
        period=period,
        version=next_version(session, period),
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
        on_behalf_of=behalf(by, plan),
    )
    session.add(submission)
    ours = plan_tables.document_of(session, plan)
    submission.differences = merge(_base(session, submission), proposal.document, ours).differences
    return submission


def _accept(
    session: Session,
    submission: Submission,
    by: User,
    at: datetime,
    settled: Mapping[str, Side],
    typed: Mapping[str, str],
    seen: int | None,
) -> int:
    plan = submission.plan
    plans.lock(session, plan)
    session.refresh(submission)
    _must_be(submission, SubmissionStatus.SUBMITTED)
    ours = plan_tables.document_of(session, plan)
    merged = _merge(session, submission, ours)
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
    if not merged.is_empty:
        plan_tables.write(session, plan, merged)
        plan.revision += 1
        cause = f"核定期報 {submission.period.key} 第 {submission.version} 版"
        revisions.record(session, plan, apply(ours, merged), cause=cause, by=by, at=at, submission=submission)
    submission.status = SubmissionStatus.APPROVED
    submission.reviewed_by_id, submission.reviewed_at = by.id, at
    submission.applied_revision = plan.revision
    submission.differences = merged.differences
    report = f"核定期報 {submission.period.key} 第 {submission.version} 版"
    reported.follow(session, plan, ours, merged, source=report, by=by, at=at)
    held_rows.settle_reported(session, submission, by=by, at=at)
    changed = audit_entries.of_merge(ours, merged, submission, typed=entered)
    audit_trail.record(session, changed, by=by, at=at, plan=plan, submission=submission)
    return merged.differences


def _changed(session: Session, submission: Submission) -> Merge:
    around = revisions.around(session, submission)
    if around is None:
        return Merge()
    before, after = around
    return merge(before, after, before)


def _merge(session: Session, submission: Submission, ours: PlanDocument) -> Merge:
    assert submission.document is not None  # only a rejected file has none, and it is never merged
    return merge(_base(session, submission), canonical.from_json(submission.document), ours)


def _base(session: Session, submission: Submission) -> PlanDocument:
    base = revisions.find(session, submission.plan, submission.base_revision)
    if base is None:
        raise NotFound(f"查無計畫 {submission.plan.code} 的第 {submission.base_revision} 次修訂。")
    return canonical.from_json(base.document)


def _waits_for(reviewer: User) -> tuple[ColumnElement[bool], ...]:
    reviewed = visible_plans(reviewer, Permission.REVIEW).with_only_columns(Plan.id).order_by(None)
    return Submission.status == SubmissionStatus.SUBMITTED, Submission.plan_id.in_(reviewed)


def _send(submission: Submission, at: datetime) -> None:
    submission.status = SubmissionStatus.SUBMITTED
    submission.submitted_at = at


def _must_be_own_draft(submission: Submission, by: User) -> None:
    _must_be(submission, SubmissionStatus.DRAFT)
    if submission.created_by_id != by.id:
        raise PermissionDenied("這是其他人上傳的草稿，只有上傳者可以送審或捨棄。")


def _must_be(submission: Submission, status: SubmissionStatus) -> None:
    if submission.status is not status:
        raise WrongState(f"期報 {submission.id} 目前為「{submission.status}」，須為「{status}」才能進行這項操作。")
