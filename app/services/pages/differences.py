"""Old beside new, in the words and units of the workbook, so that page and file say the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from app.domain.figures import figure_text
from app.domain.merge import CellChange, ChangeKind, Merge, RowAdded
from app.domain.plan_document import REPORTED_SECTIONS, Case, Checkpoint, FinanceLine, Indicator, PlanDocument, WorkItem
from app.workbooks.layout import Kind
from app.workbooks.sheets import sheet_of
from app.workbooks.showing import shown

WHOLE_ROW = "整列"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the table of differences; texts as people write them, empty when nothing was reported."""

    row: str
    column: str
    kind: ChangeKind
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class SectionChanges:
    """The differences of one sheet."""

    sheet: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that the file and the plan have both changed since the export."""

    id: str
    sheet: str
    row: str
    column: str
    base: str
    theirs: str
    ours: str


def by_sheet(merge: Merge, document: PlanDocument) -> tuple[SectionChanges, ...]:
    """Every difference, sheet by sheet in the order of the workbook. ``document`` is the plan they apply to."""
    lines = [*_cells(merge.changes, document), *_rows(merge.added)]
    lines.sort(key=lambda line: list(REPORTED_SECTIONS).index(line[0]))
    return tuple(
        SectionChanges(REPORTED_SECTIONS[section], tuple(change for _, change in found))
        for section, found in groupby(lines, key=lambda line: line[0])
    )


def conflicts(merge: Merge, document: PlanDocument) -> tuple[Conflict, ...]:
    """Every open conflict with its three values."""
    return tuple(
        Conflict(
            one.id,
            REPORTED_SECTIONS[one.section],
            row_label(document, one.section, one.key),
            _column(one.section, one.field),
            *(value_text(document, one, value) for value in (one.base, one.theirs, one.ours)),
        )
        for one in merge.conflicts
    )


def row_label(document: PlanDocument, section: str, key: str) -> str:
    """How a person recognises the row: 「A-4 完成公告受理…」."""
    row = document.row(section, key)
    match row:
        case Checkpoint():
            return f"{key} {row.description}"
        case Indicator():
            return f"{key} {row.subject}"
        case WorkItem():
            return f"{key} {row.name}"
        case FinanceLine():
            return f"{row.account}（{row.source}）"
        case Case():
            return f"{key} {row.firm_name}"
        case _:
            return key


def value_text(document: PlanDocument, change: CellChange, value: Any) -> str:
    """A value as it would stand in the workbook, with its unit where the column has one of the row's."""
    row, column = document.row(change.section, change.key), sheet_of(change.section).column_of(change.field)
    if row is None or column is None or value is None or value == "":
        return "" if value is None else str(value)
    in_cell = shown(column, replace(row, **{change.field: value}), document)
    if isinstance(in_cell, int | Decimal):
        unit = getattr(row, "unit", None) if column.kind is Kind.QUANTITY else None
        return f"{figure_text(Decimal(in_cell))} {unit or ''}".rstrip()
    return in_cell or str(value)


def _cells(changes: Iterable[CellChange], document: PlanDocument) -> Iterator[tuple[str, Change]]:
    for one in changes:
        yield (
            one.section,
            Change(
                row_label(document, one.section, one.key),
                _column(one.section, one.field),
                one.kind,
                value_text(document, one, one.ours),
                value_text(document, one, one.theirs),
            ),
        )


def _rows(added: Iterable[RowAdded]) -> Iterator[tuple[str, Change]]:
    for one in added:
        name = getattr(one.row, "firm_name", "")
        state = getattr(one.row, "state", "")
        yield one.section, Change(f"{one.key} {name}".rstrip(), WHOLE_ROW, ChangeKind.ROW_ADDED, "", state or one.key)


def _column(section: str, field: str) -> str:
    column = sheet_of(section).column_of(field)
    if column is None:
        return field
    return "實際完成日（確切或以前）" if field == "completion_basis" else column.header
