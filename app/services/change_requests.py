"""計畫變更: from a proposal to alter what a plan promises to the plan that promises it.

As with a report, what a request would change is computed against the plan as it stands, and accepted whole or not
at all. Who proposes does not decide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.domain import canonical, change_request
from app.domain.change_request import (
    ChangeSet,
    ChangeStatus,
    Edit,
    NothingToChange,
    changed,
    findings_of,
    merge_changes,
)
from app.domain.errors import NotFound, PermissionDenied, PlanMovedOn, SetupRefused, UnsettledConflicts, WrongState
from app.domain.findings import Severity
from app.domain.merge import Merge, Side, settle
from app.domain.plan_document import Checkpoint, PlanDocument
from app.domain.roles import Permission
from app.models import ChangeRequest, Plan, User
from app.services import audit_entries, audit_trail, plan_tables, plans, revisions, snapshots, submissions
from app.services.permissions import require, sees
from app.services.transaction import transaction


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody wants to be changed, and why (變更理由、影響)."""

    changes: ChangeSet
    reason: str
    effect: str
    base_revision: int


def get(session: Session, plan: Plan, request_id: int, *, viewer: User) -> ChangeRequest:
    """A change request of the plan; a draft is its author's own business.

    :raises NotFound: if there is none that ``viewer`` may see.
    """
    require(viewer, Permission.VIEW, plan)
    request = session.get(ChangeRequest, request_id)
    is_hidden = request is None or (request.status is ChangeStatus.DRAFT and request.created_by_id != viewer.id)
    if request is None or request.plan_id != plan.id or is_hidden:
        raise NotFound(f"計畫 {plan.code} 查無變更申請 {request_id}，或尚未送審。")
    return request


def to_edit(session: Session, plan: Plan, request_id: int, *, by: User) -> ChangeRequest:
    """A draft of one's own, to go on with.

    :raises WrongState: if it was sent already.
    """
    request = get(session, plan, request_id, viewer=by)
    _must_be_own_draft(request, by)
    return request


def of_plan(session: Session, plan: Plan, *, viewer: User) -> Sequence[ChangeRequest]:
    """The plan's change requests that a person may see, newest first."""
    require(viewer, Permission.VIEW, plan)
    return session.scalars(
        select(ChangeRequest)
        .where(ChangeRequest.plan_id == plan.id)
        .where(or_(ChangeRequest.status != ChangeStatus.DRAFT, ChangeRequest.created_by_id == viewer.id))
        .options(joinedload(ChangeRequest.created_by), joinedload(ChangeRequest.reviewed_by))
        .order_by(ChangeRequest.id.desc())
    ).all()


def waiting_for(session: Session, reviewer: User) -> Sequence[ChangeRequest]:
    """What waits for this person's decision, longest waiting first."""
    return session.scalars(
        select(ChangeRequest)
        .where(*waits_for(reviewer))
        .options(joinedload(ChangeRequest.plan), joinedload(ChangeRequest.created_by))
        .order_by(ChangeRequest.submitted_at, ChangeRequest.id)
    ).all()


def count_waiting(session: Session, *, reviewer: User) -> int:
    """How many change requests wait for this person's decision."""
    return session.scalar(counted_waiting(reviewer)) or 0


def counted_waiting(reviewer: User) -> Select[int]:
    """The query of how many change requests wait for this person's decision."""
    return select(func.count()).select_from(ChangeRequest).where(*waits_for(reviewer))


def draft(session: Session, plan: Plan, proposal: Proposal, *, by: User, at: datetime) -> ChangeRequest:
    """Keep a proposal as a draft for its author.

    :raises PermissionDenied: if ``by`` may not propose changes of this plan.
    :raises NothingToChange: if it alters nothing, or gives no reason or effect.
    """
    require(by, Permission.PROPOSE_CHANGE, plan)
    request = ChangeRequest(
        plan=plan,
        status=ChangeStatus.DRAFT,
        created_by=by,
        created_at=at,
        on_behalf_of=submissions.behalf(by, plan),
    )
    _fill(request, proposal)
    with transaction(session):
        session.add(request)
    return request


def rewrite(session: Session, request: ChangeRequest, proposal: Proposal, *, by: User) -> None:
    """Replace what a draft says.

    :raises WrongState: if it was sent already.
    """
    require(by, Permission.PROPOSE_CHANGE, request.plan)
    with transaction(session):
        _hold(session, request)
        _must_be_own_draft(request, by)
        _fill(request, proposal)


def discard(session: Session, request: ChangeRequest, *, by: User) -> None:
    """Throw a draft away.

    :raises WrongState: if it was sent already.
    """
    require(by, Permission.PROPOSE_CHANGE, request.plan)
    with transaction(session):
        _hold(session, request)
        _must_be_own_draft(request, by)
        session.delete(request)


def send(session: Session, request: ChangeRequest, *, by: User, at: datetime) -> None:
    """Send a draft for approval (送審).

    :raises WrongState: if it was sent already, or nothing of it is left to change.
    :raises SetupRefused: if a rule of set-up would be broken; the text is the first rule's sentence.
    """
    require(by, Permission.PROPOSE_CHANGE, request.plan)
    with transaction(session):
        _hold(session, request)
        _must_be_own_draft(request, by)
        ours = plan_tables.document_of(session, request.plan)
        merged = merge_now(request, ours)
        if merged.is_empty:
            raise WrongState("這份變更申請的內容都已是計畫現值，沒有可送審的變更；請修改或捨棄草稿。")
        _must_obey_the_rules(ours, merged)
        request.status, request.submitted_at = ChangeStatus.SUBMITTED, at
        _tell(session, request, ChangeStatus.DRAFT, request.reason, by=by, at=at)


def seen(session: Session, plan: Plan, revision: int) -> PlanDocument:
    """The plan as its author saw it: what was typed is a change of that.

    :raises NotFound: if there is no such revision.
    """
    if revision == plan.revision:
        return revisions.present(session, plan)
    found = revisions.find(session, plan, revision)
    if found is None:
        raise NotFound("這份表單所依據的計畫版本不存在，請重新開啟變更申請頁面。")
    return canonical.from_json(found.document)


def wanted(request: ChangeRequest) -> ChangeSet:
    """What the request asks for, as it was written."""
    return change_request.from_json(request.changes)


def merge_now(request: ChangeRequest, ours: PlanDocument) -> Merge:
    """What approving it would change in the plan as it stands, and what a person must settle first."""
    return merge_changes(wanted(request), ours)


def approve(
    session: Session,
    request: ChangeRequest,
    *,
    by: User,
    at: datetime,
    settled: Mapping[str, Side] = MappingProxyType({}),
    seen: int | None = None,
    letter: str | None = None,
) -> int:
    """Approve a request and apply it to the plan: all of it, or nothing. It becomes the plan's next 計畫變更.

    :param settled: which side wins, by the conflict's id.
    :param seen: the plan's revision on which its conflicts were decided; ``None`` if nobody decided on any.
    :param letter: the number of the letter that grants it (核定文號).
    :returns: how many cells and rows changed.
    :raises PermissionDenied: if ``by`` may not approve changes of this plan, or proposed this one.
    :raises WrongState: if it does not wait for approval, or nothing of it is left to change.
    :raises PlanMovedOn: if it has conflicts, and they were decided on another revision than the present one.
    :raises UnsettledConflicts: while a cell was changed otherwise in between, and nobody has chosen.
    :raises SetupRefused: if a rule of set-up would be broken.
    """
    _may_decide(request, by)
    with transaction(session):
        _hold(session, request)
        _must_be(request, ChangeStatus.SUBMITTED)
        ours = plan_tables.document_of(session, request.plan)
        return _apply(session, request, ours, _settled(request, ours, settled, seen), by, at, letter)


def send_back(session: Session, request: ChangeRequest, *, by: User, at: datetime, comment: str) -> None:
    """Return a request (退回) with a comment; the plan stays as it is.

    :raises WrongState: if it does not wait for approval, or no comment is given.
    """
    _may_decide(request, by)
    if not comment.strip():
        raise WrongState("退回變更申請須填寫審查意見，請說明退回的原因。")
    with transaction(session):
        _hold(session, request)
        _must_be(request, ChangeStatus.SUBMITTED)
        request.status, request.review_comment = ChangeStatus.RETURNED, comment.strip()
        request.reviewed_by_id, request.reviewed_at = by.id, at
        _tell(session, request, ChangeStatus.SUBMITTED, request.review_comment, by=by, at=at)


def _settled(request: ChangeRequest, ours: PlanDocument, settled: Mapping[str, Side], seen: int | None) -> Merge:
    asked = merge_now(request, ours)
    if asked.conflicts and seen not in (None, request.plan.revision):
        raise PlanMovedOn("您開啟這份變更申請之後，計畫另有核定的變更；請重新查看衝突欄位的現值後再核定。")
    merged = settle(asked, settled)
    if merged.conflicts:
        raise UnsettledConflicts(
            f"有 {len(merged.conflicts)} 個欄位在提出後已另有核定的變更，請逐項選定採用申請的值或保留現值後再核定。"
        )
    if merged.is_empty:
        raise WrongState("這份變更申請的內容都已是計畫現值，沒有可核定的變更；請退回。")
    _must_obey_the_rules(ours, merged)
    return merged


def _apply(
    session: Session,
    request: ChangeRequest,
    ours: PlanDocument,
    merged: Merge,
    by: User,
    at: datetime,
    letter: str | None,
) -> int:
    plan = request.plan
    plan_tables.write(session, plan, merged)
    plan.revision += 1
    request.status, request.number = ChangeStatus.APPROVED, _next_number(session, plan)
    request.reviewed_by_id, request.reviewed_at = by.id, at
    request.approval_letter = (letter or "").strip() or None
    request.applied, request.applied_revision = change_request.to_json(_applied(merged)), plan.revision
    cause = f"第 {request.number} 次計畫變更"
    revisions.record(session, plan, changed(ours, merged), cause=cause, by=by, at=at)
    snapshots.renew(session, plan, at=at)
    _tell(session, request, ChangeStatus.SUBMITTED, cause, by=by, at=at)
    audit_trail.record(session, audit_entries.of_set_up(ours, merged), by=by, at=at, plan=plan)
    return merged.differences


def _applied(merged: Merge) -> ChangeSet:
    edits = tuple(Edit(one.section, one.key, one.field, one.ours, one.theirs) for one in merged.changes)
    return ChangeSet(edits, tuple(one.row for one in merged.added if isinstance(one.row, Checkpoint)))


def _fill(request: ChangeRequest, proposal: Proposal) -> None:
    if not proposal.changes.count:
        raise NothingToChange("沒有任何變更；請修改要變更的欄位後再儲存。")
    if not proposal.reason.strip() or not proposal.effect.strip():
        raise NothingToChange("請填寫變更理由與變更影響。")
    request.changes = change_request.to_json(proposal.changes)
    request.reason, request.effect = proposal.reason.strip(), proposal.effect.strip()
    request.base_revision = proposal.base_revision


def _must_obey_the_rules(ours: PlanDocument, merged: Merge) -> None:
    errors = [one for one in findings_of(ours, merged) if one.severity is Severity.ERROR]
    if errors:
        raise SetupRefused(f"這份變更申請有 {len(errors)} 項錯誤，沒有任何改變；第一項：{errors[0].message}")


def _may_decide(request: ChangeRequest, by: User) -> None:
    require(by, Permission.APPROVE_CHANGE, request.plan)
    if request.created_by_id == by.id:
        raise PermissionDenied("不能審查自己提出的變更申請，請由主管或其他承辦人審查。")


def waits_for(reviewer: User) -> tuple[ColumnElement[bool], ...]:
    """Which change requests wait for this person's decision."""
    is_waiting = ChangeRequest.status == ChangeStatus.SUBMITTED
    may_decide = sees(reviewer, ChangeRequest.plan_id, Permission.APPROVE_CHANGE)
    return is_waiting, may_decide, ChangeRequest.created_by_id != reviewer.id


def _next_number(session: Session, plan: Plan) -> int:
    last = session.scalar(select(func.max(ChangeRequest.number)).where(ChangeRequest.plan_id == plan.id))
    return (last or 0) + 1


def _hold(session: Session, request: ChangeRequest) -> None:
    plans.lock(session, request.plan)
    session.refresh(request)


def _must_be_own_draft(request: ChangeRequest, by: User) -> None:
    _must_be(request, ChangeStatus.DRAFT)
    if request.created_by_id != by.id:
        raise PermissionDenied("這是其他人的草稿，只有提出人可以修改、送審或捨棄。")


def _must_be(request: ChangeRequest, status: ChangeStatus) -> None:
    if request.status is not status:
        raise WrongState(f"變更申請 {request.id} 目前為「{request.status}」，須為「{status}」才能進行這項操作。")


def _tell(session: Session, request: ChangeRequest, before: ChangeStatus, note: str, *, by: User, at: datetime) -> None:
    entry = audit_entries.of_decision(request, before, note)
    audit_trail.record(session, [entry], by=by, at=at, plan=request.plan)
