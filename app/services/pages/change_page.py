"""計畫變更 as pages show it: the list with 原訂 beside every later value, and one request with its decision."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from app.domain import change_request
from app.domain.baseline import ORIGINAL, ApprovedChange, changed_cells, course_of
from app.domain.change_request import CHANGEABLE, ChangeSet, ChangeStatus, as_asked, findings_of
from app.domain.findings import Finding, Severity
from app.domain.merge import CellChange, ChangeKind, Merge, RowAdded
from app.domain.plan_document import PlanDocument
from app.domain.plan_setup import FACTS
from app.domain.roles import Permission
from app.models import ChangeRequest, Plan, User
from app.services import baselines, change_requests, revisions
from app.services.change_cells import NEW_ROW_FIELDS, TITLES, alone, column_of, label_of, said
from app.services.pages.differences import WHOLE_ROW, Change, RowChanges, SectionChanges
from app.services.permissions import may


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A change request in the list."""

    id: int
    title: str
    status: ChangeStatus
    reason: str
    count: int
    author: str
    on_behalf_of: str | None
    at: datetime
    reviewer: str | None
    reviewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A cell over time: ``values`` stand under 原訂 and each approved change, ``None`` where it was left as it was."""

    label: str
    column: str
    values: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class ChangeList:
    """All change requests of a plan that a person may see."""

    lines: tuple[RequestLine, ...]
    approved: tuple[ApprovedChange, ...]
    course: tuple[CourseLine, ...]
    may_propose: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that was changed otherwise since the request was written."""

    id: str
    label: str
    column: str
    base: str
    theirs: str
    ours: str


@dataclass(frozen=True, slots=True)
class ChangePage:
    """One change request."""

    line: RequestLine
    effect: str
    comment: str | None
    letter: str | None
    submitted_at: datetime | None
    sections: tuple[SectionChanges, ...]
    conflicts: tuple[Conflict, ...]
    findings: tuple[tuple[str, Finding], ...]  # with the name of the row
    may_edit: bool
    may_decide: bool
    is_own: bool  # one that the person could decide, had they not proposed it
    may_begin_again: bool

    @property
    def has_errors(self) -> bool:
        """Whether it can be neither sent nor approved as it is."""
        return any(finding.severity is Severity.ERROR for _, finding in self.findings)


def index(session: Session, plan: Plan, *, viewer: User) -> ChangeList:
    """The list of a plan's change requests, and what they made of its first promises."""
    requests = change_requests.of_plan(session, plan, viewer=viewer)
    approved = baselines.approved_changes(session, plan)
    return ChangeList(
        tuple(map(_line, requests)),
        approved,
        tuple(_course(session, plan, approved)),
        may(viewer, Permission.PROPOSE_CHANGE, plan),
    )


def waiting(session: Session, viewer: User) -> tuple[tuple[Plan, RequestLine], ...]:
    """What waits for this person's decision, each with its plan."""
    return tuple((one.plan, _line(one)) for one in change_requests.waiting_for(session, viewer))


def show(session: Session, request: ChangeRequest, *, viewer: User) -> ChangePage:
    """One request: what it would alter now, or what it altered when it was approved."""
    ours = revisions.present(session, request.plan)
    is_open = request.status in (ChangeStatus.DRAFT, ChangeStatus.SUBMITTED)
    merged = change_requests.merge_now(request, ours) if is_open else _as_written(request)
    after = ours if request.status is ChangeStatus.APPROVED else as_asked(ours, merged)
    is_mine = request.created_by_id == viewer.id
    decides = request.status is ChangeStatus.SUBMITTED and may(viewer, Permission.APPROVE_CHANGE, request.plan)
    proposes = may(viewer, Permission.PROPOSE_CHANGE, request.plan)
    return ChangePage(
        _line(request),
        request.effect,
        request.review_comment,
        request.approval_letter,
        request.submitted_at,
        tuple(_sections(after, merged)),
        tuple(_conflict(ours, one) for one in merged.conflicts),
        tuple((_place(after, one), one) for one in findings_of(ours, merged)) if is_open else (),
        may_edit=request.status is ChangeStatus.DRAFT and is_mine and proposes,
        may_decide=decides and not is_mine,
        is_own=decides and is_mine,
        may_begin_again=request.status is ChangeStatus.RETURNED and is_mine and proposes,
    )


def _line(request: ChangeRequest) -> RequestLine:
    wanted = change_request.from_json(request.applied or request.changes)
    return RequestLine(
        request.id,
        f"第 {request.number} 次計畫變更" if request.number else f"變更申請 {request.id}",
        request.status,
        request.reason,
        wanted.count,
        request.created_by.name,
        request.on_behalf_of,
        request.submitted_at or request.created_at,
        request.reviewed_by.name if request.reviewed_by else None,
        request.reviewed_at,
    )


def _course(session: Session, plan: Plan, approved: tuple[ApprovedChange, ...]) -> Iterator[CourseLine]:
    if not approved:
        return
    baseline, document = baselines.baseline_of(session, plan), revisions.present(session, plan)
    titles = (ORIGINAL, *(one.title for one in approved))
    for one in approved:
        for row in one.changes.added:
            values = tuple("新增" if title == one.title else None for title in titles)
            yield CourseLine(label_of(document, "checkpoints", row.key), WHOLE_ROW, values)
    for section, key, field in changed_cells(approved):
        told = {step.title: step.value for step in course_of(baseline, approved, section, key, field)}
        yield CourseLine(
            label_of(document, section, key),
            column_of(section, field).header,
            tuple(said(document, section, key, field, told[title]) if title in told else None for title in titles),
        )


def _as_written(request: ChangeRequest) -> Merge:
    """What a decided request altered, or asked for in vain: as it says itself, whatever the plan says by now."""
    wanted: ChangeSet = change_request.from_json(request.applied or request.changes)
    cells = (CellChange(one.section, one.key, one.field, one.before, one.after, one.before) for one in wanted.edits)
    return Merge(tuple(cells), tuple(RowAdded("checkpoints", row.key, row) for row in wanted.added))


def _sections(document: PlanDocument, merged: Merge) -> Iterator[SectionChanges]:
    told: tuple[CellChange | RowAdded, ...] = (*merged.changes, *merged.added)
    for section in CHANGEABLE:
        place = {row.key: number for number, row in enumerate(document.rows(section))} if section != FACTS else {}
        of_section = sorted((one for one in told if one.section == section), key=lambda one: place.get(one.key, 0))
        rows = tuple(_row(document, list(cells)) for _, cells in groupby(of_section, key=_row_of))
        if rows:
            yield SectionChanges(section, TITLES[section], rows, len(of_section))


def _row_of(one: CellChange | RowAdded) -> str:
    return FACTS if one.section == FACTS else one.key


def _row(document: PlanDocument, cells: list[CellChange | RowAdded]) -> RowChanges:
    first = cells[0]
    label = f"{first.key}（新增）" if isinstance(first, RowAdded) else label_of(document, first.section, first.key)
    return RowChanges(label, tuple(_change(document, one) for one in cells), first.key)


def _change(document: PlanDocument, one: CellChange | RowAdded) -> Change:
    if isinstance(one, RowAdded):
        return Change(WHOLE_ROW, ChangeKind.ROW_ADDED, "", "；".join(_said_of_new(document, one)))
    old, new = (said(document, one.section, one.key, one.field, value) for value in (one.ours, one.theirs))
    return Change(column_of(one.section, one.field).header, one.kind, old, new)


def _said_of_new(document: PlanDocument, added: RowAdded) -> Iterable[str]:
    own = alone(document, added.section, added.row)
    for field in NEW_ROW_FIELDS:
        value = getattr(added.row, field)
        if value is not None and field != "unit":  # which stands behind the quantity
            yield f"{column_of(added.section, field).header} {said(own, added.section, added.key, field, value)}"


def _conflict(document: PlanDocument, one: CellChange) -> Conflict:
    base, theirs, ours = (
        said(document, one.section, one.key, one.field, value) for value in (one.base, one.theirs, one.ours)
    )
    column = column_of(one.section, one.field).header
    return Conflict(one.id, label_of(document, one.section, one.key), column, base, theirs, ours)


def _place(document: PlanDocument, finding: Finding) -> str:
    """Where a finding is, by the words of the form."""
    if finding.section == FACTS or not finding.key:
        return TITLES[finding.section]
    return label_of(document, finding.section, finding.key)
