"""What was read from a workbook: rows by key, where each value stands, and everything that was wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import repeat
from typing import Any, Final, NamedTuple, TypeAlias

from app.domain.findings import Problem
from app.workbooks.grid import cell_name
from app.workbooks.meta import WorkbookMeta

TAKEN_FOR_GRANTED = "taken_for_granted"  # code of the warnings that say how a cell was understood


class Unread(Enum):
    """Stands where a cell could not be read; ``None`` is a blank cell."""

    UNREAD = "unread"


UNREAD: Final = Unread.UNREAD


@dataclass(frozen=True, slots=True)
class Table:
    """What all rows of a sheet share: which fields of the document stand in which columns, counted from 0."""

    sheet: str
    section: str
    columns: Mapping[str, int]


class ReadRow(NamedTuple):
    """One row of a sheet. ``found`` holds a value for each of the table's fields; ``line`` counts from 0."""

    table: Table
    key: str
    line: int
    found: tuple[Any, ...]

    @property
    def sheet(self) -> str:
        """The name of the sheet."""
        return self.table.sheet

    @property
    def section(self) -> str:
        """The section of the plan document."""
        return self.table.section

    @property
    def columns(self) -> Mapping[str, int]:
        """Field to column, counted from 0."""
        return self.table.columns

    @property
    def values(self) -> dict[str, Any]:
        """Value by field. A field whose cell could not be read, or whose column is absent, is not there."""
        return {
            field: value for field, value in zip(self.table.columns, self.found, strict=True) if value is not UNREAD
        }

    @property
    def cells(self) -> dict[str, str]:
        """The name of each field's cell, as a person sees it: ``{"actual": "I5"}``."""
        return {field: cell_name(self.line, column) for field, column in self.columns.items()}

    def cell(self, field: str) -> str | None:
        """The name of one field's cell, or ``None`` if the file has no such column."""
        column = self.columns.get(field)
        return None if column is None else cell_name(self.line, column)


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one sheet as columns, as they are read and handed on: a list of values for each field of the table.

    ``passed`` lines of the ``total`` of all sheets have been read with it.
    """

    table: Table
    keys: list[str]
    lines: list[int]
    values: list[list[Any]]
    passed: int
    total: int

    def rows(self) -> Iterator[ReadRow]:
        """The same as rows."""
        return map(ReadRow, repeat(self.table), self.keys, self.lines, zip(*self.values, strict=True))


@dataclass(frozen=True)
class WorkbookReading:
    """A whole file. ``meta`` is ``None`` if the file does not say where it comes from."""

    meta: WorkbookMeta | None
    rows: tuple[ReadRow, ...]
    problems: tuple[Problem, ...]
    is_whole: bool = True  # a block typed into a page holds some rows only, and the others are not missing

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str], ReadRow]:
        """Rows by section and key."""
        return {(row.section, row.key): row for row in self.rows}

    @property
    def sections(self) -> frozenset[str]:
        """The sections of which the file holds at least one row."""
        return frozenset(row.section for row in self.rows)


#: What a file is handed on in: whose it is, if it says so; blocks of rows; and a reading without rows that closes.
Piece: TypeAlias = WorkbookMeta | Block | WorkbookReading
