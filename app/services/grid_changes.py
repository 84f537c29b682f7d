"""What a plan promises laid out as grids: what is typed over it becomes a change request, as the form's fields do.

A plan in force loses no rows: 查核點 are added below, or leave with a disposition. What is typed in one section waits
as a draft until all sections together are made one request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.change_request import CHANGEABLE, ChangeSet, findings_of, merge_changes
from app.domain.errors import NotFound
from app.domain.findings import Severity
from app.domain.plan_document import PlanDocument
from app.domain.plan_setup import FACTS
from app.domain.roles import Permission
from app.models import ChangeRequest, Plan, User
from app.services import change_forms, change_requests, grid_drafts, revisions
from app.services.change_cells import NEW_ROW_FIELDS, TITLES, column_of, unit_of, written
from app.services.change_forms import MOST_NEW_ROWS, NEW, name_of
from app.services.change_requests import Proposal
from app.services.grid import CellProblem, Grid
from app.services.permissions import require
from app.workbooks.layout import Column, Sheet
from app.workbooks.setup_sheets import setup_sheet_of
from app.workbooks.typed import Base, LaidRows, TypedRow

WHY = "why"  # where reason and effect are kept beside the grids
_BESIDE: Mapping[str, tuple[str, ...]] = {
    "periods": ("key",),
    "sub_plans": ("key", "name"),
    "checkpoints": ("sub_plan", "number", "measure", "unit"),
    "indicators": ("key", "item", "unit"),
    "finance_lines": ("account", "source"),
    "staffing": ("key",),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the plan itself, as a row: its name, and what is written there."""

    key: str
    label: str
    value: str
    help: str


@dataclass(frozen=True, slots=True)
class ChangeGrid(Grid):
    """A section of what a plan promises; ``offered`` are the cells that a request may alter, by key and field."""

    plan: Plan
    document: PlanDocument
    offered: frozenset[tuple[str, str]]

    def is_open(self, column: Column, key: str | None) -> bool:
        """Whether a request may alter this cell."""
        return column.field in NEW_ROW_FIELDS if key is None else (key, column.field) in self.offered


@dataclass(frozen=True, slots=True)
class Why:
    """變更理由 and 變更影響."""

    reason: str = ""
    effect: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the grids: a draft of a change request, or the reasons why there is none."""

    request: ChangeRequest | None
    problems: tuple[CellProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """One section read: what it asks for, and what is wrong in its cells."""

    grid: ChangeGrid
    changes: ChangeSet
    problems: tuple[CellProblem, ...]
    added: Mapping[str, int]  # keys of the rows that are added, with their places on the page


def place_of(plan: Plan) -> str:
    """Under which the drafts of all sections are kept."""
    return f"{plan.code}/changes/"


def open_grid(session: Session, plan: Plan, section: str, *, by: User, revision: int | None = None) -> ChangeGrid:
    """A section as it stands; on the way back, as it stood when the person opened it.

    :raises PermissionDenied: if ``by`` may not propose changes of this plan.
    :raises NotFound: if there is no such section or revision.
    """
    require(by, Permission.PROPOSE_CHANGE, plan)
    if section not in CHANGEABLE:
        names = "、".join(TITLES[name] for name in CHANGEABLE)
        raise NotFound(f"沒有「{section}」這張變更表格；可用的表格：{names}。")
    number = plan.revision if revision is None else revision
    document = change_requests.seen(session, plan, number)
    cells = ((key, field) for of, key, field in change_forms.cells_of(document) if of == section)
    offered = frozenset((key, "value" if section == FACTS else field) for key, field in cells)
    base: Base = LaidRows(tuple(_facts(document)), document.roc_year) if section == FACTS else document
    fills_new = frozenset(NEW_ROW_FIELDS) if section == "checkpoints" else None
    place = place_of(plan) + section
    return ChangeGrid(place, plan, sheet_of(section), base, number, fills_new, document, offered)


def sheet_of(section: str) -> Sheet:
    """The sheet in which a section is altered: its rows by name, and every column that a request may alter."""
    if section == FACTS:
        columns: tuple[Column, ...] = (
            Column("項目", "label", width=14, locked=True),
            Column("內容", "value", width=24),
            Column("說明", "help", width=60, locked=True),
        )
        return Sheet(TITLES[FACTS], FACTS, columns, "變更期程或經費時，請一併修改相關的查核點與經費。", all_open=True)
    fields = (*_BESIDE[section], *CHANGEABLE[section])
    declared = [column.field for column in setup_sheet_of(section).columns]
    ordered = sorted(fields, key=lambda name: declared.index(name) if name in declared else len(declared))
    columns = tuple(
        replace(column_of(section, name), locked=name not in CHANGEABLE[section], required=False) for name in ordered
    )
    note = "直接修改要變更的儲存格，其他保留原值。"
    if section == "checkpoints":
        note += "新增的查核點請填在最後一列之後，序號由系統接續編列；撤銷、停辦或併案請填最後三欄。"
    return Sheet(TITLES[section], section, columns, note, all_open=True, growing=section == "checkpoints", frozen=2)


def check(session: Session, grid: ChangeGrid, rows: Sequence[TypedRow], *, by: User) -> tuple[CellProblem, ...]:
    """Everything wrong with what is typed here, and with the plan as all sections together would have it.

    A step: opening the grid has asked for permission.
    """
    parts = _parts(session, grid, rows, by)
    ours = revisions.present(session, grid.plan)
    return (*_faults(parts, grid), *_broken_rules(ours, parts, grid, rows))


def keep_why(session: Session, grid: ChangeGrid, why: Why, *, by: User, at: datetime) -> None:
    """Keep reason and effect beside the grids."""
    texts = {name: text for name, text in (("reason", why.reason), ("effect", why.effect)) if text}
    beside = replace(grid, place=place_of(grid.plan) + WHY)
    grid_drafts.keep(session, beside, (TypedRow(None, texts),), on=grid_drafts.NONE, by=by, at=at, force=True)


def why_of(session: Session, plan: Plan, *, by: User) -> Why:
    """Reason and effect as they were kept."""
    kept = grid_drafts.rows_of(grid_drafts.find(session, place_of(plan) + WHY, by=by))
    return Why(**kept[0].texts) if kept else Why()


def propose(
    session: Session, grid: ChangeGrid, rows: Sequence[TypedRow], why: Why, *, by: User, at: datetime
) -> Outcome:
    """Make one draft of a change request out of what is typed in all sections, to be looked at and sent.

    :raises PermissionDenied: if ``by`` may not propose changes of this plan.
    :raises NothingToChange: if nothing is altered, or no reason or effect is given.
    """
    require(by, Permission.PROPOSE_CHANGE, grid.plan)
    parts = _parts(session, grid, rows, by)
    faults = _faults(parts, grid)
    if faults:
        return Outcome(None, faults)
    wanted = _joined(parts)
    base = min(part.grid.revision for part in parts)
    request = change_requests.draft(session, grid.plan, Proposal(wanted, why.reason, why.effect, base), by=by, at=at)
    grid_drafts.discard(session, place_of(grid.plan), by=by)
    return Outcome(request)


def _facts(document: PlanDocument) -> Iterator[Fact]:
    for name in CHANGEABLE[FACTS]:
        column = column_of(FACTS, name)
        unit = unit_of(FACTS, name, name, document)
        yield Fact(
            name, column.header + (f"（{unit}）" if unit else ""), written(document, FACTS, name, name), column.help
        )


def _parts(session: Session, grid: ChangeGrid, rows: Sequence[TypedRow], by: User) -> list[_Read]:
    """This section as it is typed, and the others as they were kept."""
    found = [_read(grid, rows)]
    for draft in grid_drafts.under(session, place_of(grid.plan), by=by):
        section = draft.place.removeprefix(place_of(grid.plan))
        if section in CHANGEABLE and section != grid.sheet.section:
            other = open_grid(session, grid.plan, section, by=by, revision=draft.revision)
            found.append(_read(other, grid_drafts.rows_of(draft)))
    return found


def _read(grid: ChangeGrid, rows: Sequence[TypedRow]) -> _Read:
    texts: dict[str, str] = {}
    places: dict[str, tuple[int, str]] = {}
    locked: list[CellProblem] = []
    new = [index for index, row in enumerate(rows) if row.key is None and row.texts]
    if len(new) > MOST_NEW_ROWS:
        message = f"一份變更申請最多新增 {MOST_NEW_ROWS} 個查核點，這裡有 {len(new)} 個；請分次提出。"
        locked.append(CellProblem(new[MOST_NEW_ROWS], None, Severity.ERROR, "too_many_rows", message))
    columns = {column.field: column for column in grid.sheet.columns}
    for index, row in enumerate(rows):
        for field, text in row.texts.items():
            if not grid.is_open(columns[field], row.key):
                message = f"「{columns[field].header}」在這一列不能變更；請清除，或保留原值。"
                locked.append(CellProblem(index, field, Severity.ERROR, "locked_cell_changed", message))
                continue
            if row.key is None:
                name = name_of(NEW, str(new.index(index) + 1), field)
            else:
                name = name_of(grid.sheet.section, row.key, row.key if grid.sheet.section == FACTS else field)
            texts[name], places[name] = text, (index, field)
    for number, index in enumerate(new, start=1):
        places |= {name_of(NEW, str(number), field): (index, field) for field in NEW_ROW_FIELDS}
    read = change_forms.read_form(grid.document, texts)
    faults = tuple(
        CellProblem(*places[name], Severity.ERROR, "unreadable", message) for name, message in read.faults.items()
    )
    whole = [index for index in new if index not in {fault.row for fault in faults}]
    added = dict(zip((row.key for row in read.changes.added), whole, strict=False))
    return _Read(grid, read.changes, (*locked, *faults), added)


def _faults(parts: Iterable[_Read], grid: ChangeGrid) -> tuple[CellProblem, ...]:
    """What cannot be read: here at its cell, elsewhere by the name of the section."""
    found: list[CellProblem] = []
    for part in parts:
        if part.grid is grid:
            found += part.problems
        elif part.problems:
            message = f"「{part.grid.sheet.name}」表格有 {len(part.problems)} 格需要修正，請到該表格處理。"
            found.append(CellProblem(None, None, Severity.ERROR, "other_section", message))
    return tuple(found)


def _joined(parts: Iterable[_Read]) -> ChangeSet:
    changes = [part.changes for part in parts]
    edits = tuple(edit for one in changes for edit in one.edits)
    return ChangeSet(edits, tuple(row for one in changes for row in one.added))


def _broken_rules(
    ours: PlanDocument, parts: Sequence[_Read], grid: ChangeGrid, rows: Sequence[TypedRow]
) -> Iterator[CellProblem]:
    here = {row.key: index for index, row in enumerate(rows) if row.key} | dict(parts[0].added)
    for finding in findings_of(ours, merge_changes(_joined(parts), ours)):
        row = here.get(finding.key) if finding.section == grid.sheet.section and finding.key else None
        field = "value" if finding.section == FACTS else finding.field
        message = finding.message
        if finding.section != grid.sheet.section:
            message = f"（{TITLES[finding.section]}）{message}"
        yield CellProblem(row, field if row is not None else None, finding.severity, finding.code, message)
