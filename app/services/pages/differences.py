"""Old beside new, in the words and units of the workbook, so that page and file say the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias, overload

from app.domain.figures import figure_text
from app.domain.merge import CellChange, ChangeKind, Merge, RowAdded, RowRemoved, fields_of, is_blank
from app.domain.plan_document import REPORTED_SECTIONS, PlanDocument, Row, keyed_rows
from app.domain.row_label import row_label
from app.models import PlanRevision
from app.workbooks.layout import Column, Kind
from app.workbooks.sheets import sheet_of
from app.workbooks.showing import shown

WHOLE_ROW = "整列"
UNITS = {Kind.MONEY: "元", Kind.MONTHS: "人月"}  # of columns whose header does not say it
Difference: TypeAlias = CellChange | RowAdded | RowRemoved
TOLD_OF_NEW = ("state", "county", "function", "government_grant")


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that differs (or a new row); texts as people write them, empty when nothing was reported."""

    column: str
    kind: ChangeKind
    old: str
    new: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class RowChanges:
    """What differs in one row, under the words by which a person recognises it."""

    label: str
    changes: tuple[Change, ...]
    key: str

    def places(self, section: str) -> tuple[tuple[str, str], ...]:
        """What a reviewer can comment on: each of its cells and the whole row, by its name within the plan."""
        cells = ((f"{section}/{self.key}/{one.field}", one.column) for one in self.changes if one.field)
        return (*cells, (f"{section}/{self.key}", WHOLE_ROW))


@dataclass(frozen=True, slots=True)
class SectionChanges:
    """The differences of one sheet. ``count`` is how many cells differ; a new row counts as one."""

    section: str
    sheet: str
    rows: Sequence[RowChanges]
    count: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that the file and the plan have both changed since the export.

    ``ours_by``, ``ours_at`` and ``ours_cause`` tell of the change that gave the plan its present value.
    """

    id: str
    sheet: str
    row: str
    column: str
    base: str
    theirs: str
    ours: str
    help: str
    ours_by: str | None = None
    ours_at: datetime | None = None
    ours_cause: str | None = None


def by_sheet(merge: Merge, document: PlanDocument) -> tuple[SectionChanges, ...]:
    """Every difference, sheet by sheet in the order of the workbook. ``document`` is the plan they apply to."""
    desk = _Desk(document)
    found: dict[str, dict[str, list[Difference]]] = {section: {} for section in REPORTED_SECTIONS}
    told: tuple[Difference, ...] = (*merge.changes, *merge.added, *merge.removed)
    for one in told:
        found[one.section].setdefault(one.key, []).append(one)
    return tuple(
        SectionChanges(
            section, REPORTED_SECTIONS[section], _Rows(desk, list(rows.values())), sum(map(len, rows.values()))
        )
        for section, rows in found.items()
        if rows
    )


def conflicts(
    merge: Merge, document: PlanDocument, latest: Mapping[str, PlanRevision] = MappingProxyType({})
) -> tuple[Conflict, ...]:
    """Every open conflict with its three values.

    :param latest: by conflict, the revision that gave the plan its present value.
    """
    desk = _Desk(document)
    return tuple(desk.conflict(one, latest.get(one.id)) for one in merge.conflicts)


class _Desk:
    """The plan's rows at hand by their keys, for the words of every difference."""

    def __init__(self, document: PlanDocument) -> None:
        self.document = document
        self.found = {(section, key): row for section, key, row in keyed_rows(document)}

    def label(self, section: str, key: str) -> str:
        return row_label(key, self.found.get((section, key)))

    def value(self, change: CellChange, value: Any) -> str:
        """A value as it would stand in the workbook, with its unit where the column has one of the row's."""
        row, column = self.found.get((change.section, change.key)), _column(change)
        if is_blank(value):
            return ""
        if row is None or column is None:
            return str(value)
        filled = replace(row, **fields_of(change.section, change.field, value))
        return cell_text(column, filled, self.document) or str(value)

    def conflict(self, one: CellChange, latest: PlanRevision | None) -> Conflict:
        column = _column(one)
        return Conflict(
            one.id,
            REPORTED_SECTIONS[one.section],
            self.label(one.section, one.key),
            _header(one),
            base=self.value(one, one.base),
            theirs=self.value(one, one.theirs),
            ours=self.value(one, one.ours),
            help=column.help if column else "",
            ours_by=latest.created_by.name if latest and latest.created_by else None,
            ours_at=latest.created_at if latest else None,
            ours_cause=latest.cause if latest else None,
        )

    def row(self, of_row: Sequence[Difference]) -> RowChanges:
        """All differences of one row."""
        first = of_row[0]
        label = f"{first.key} {getattr(first.row, 'firm_name', '')}".rstrip() if isinstance(first, RowAdded) else None
        return RowChanges(label or self.label(first.section, first.key), tuple(map(self.change, of_row)), first.key)

    def change(self, one: Difference) -> Change:
        if isinstance(one, RowAdded):
            return Change(WHOLE_ROW, ChangeKind.ROW_ADDED, "", row_summary(one.section, one.row, self.document))
        if isinstance(one, RowRemoved):
            return Change(WHOLE_ROW, ChangeKind.ROW_REMOVED, row_summary(one.section, one.row, self.document), "")
        return Change(_header(one), one.kind, self.value(one, one.ours), self.value(one, one.theirs), one.field)


class _Rows(Sequence[RowChanges]):
    """Rows put into words when somebody looks at them: a file can bring 20,000, and a page shows a few."""

    def __init__(self, desk: _Desk, found: Sequence[Sequence[Difference]]) -> None:
        self._desk, self._found = desk, found

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, place: int) -> RowChanges: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[RowChanges]: ...
    def __getitem__(self, place: int | slice) -> RowChanges | Sequence[RowChanges]:
        if isinstance(place, slice):
            return _Rows(self._desk, self._found[place])
        return self._desk.row(self._found[place])


def cell_text(column: Column, row: Row, document: PlanDocument | None) -> str:
    """What a cell says, with its unit. The document is asked only for the names of sub-plans."""
    in_cell = shown(column, row, document)
    if isinstance(in_cell, int | Decimal):
        unit = getattr(row, "unit", None) if column.kind is Kind.QUANTITY else UNITS.get(column.kind)
        return f"{figure_text(Decimal(in_cell))} {unit or ''}".rstrip()
    return in_cell or ""


def row_summary(section: str, row: Row, document: PlanDocument) -> str:
    """A row in a line: the columns by which a reviewer tells whether it belongs there."""
    columns = [column for field in TOLD_OF_NEW if (column := sheet_of(section).column_of(field))]
    texts = [(column, cell_text(column, row, document)) for column in columns]
    told = [f"{column.header} {text}" if column.is_numeric else text for column, text in texts if text]
    return "，".join(told) or row.key


def _column(change: CellChange) -> Column | None:
    return sheet_of(change.section).column_of(change.field)


def _header(change: CellChange) -> str:
    column = _column(change)
    return column.header if column else change.field
