"""What was read from a workbook: rows by key, where each value stands, and everything that was wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.domain.findings import Problem
from app.workbooks.grid import cell_name
from app.workbooks.meta import WorkbookMeta

TAKEN_FOR_GRANTED = "taken_for_granted"  # code of the warnings that say how a cell was understood


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of a sheet. A field whose cell could not be read, or whose column is absent, is not in ``values``.

    ``None`` is a blank cell. ``line`` and ``columns`` count from 0.
    """

    sheet: str
    section: str
    key: str
    line: int
    values: Mapping[str, Any]
    columns: Mapping[str, int]  # field to column, shared by all rows of a sheet

    @property
    def cells(self) -> dict[str, str]:
        """The name of each field's cell, as a person sees it: ``{"actual": "I5"}``."""
        return {field: cell_name(self.line, column) for field, column in self.columns.items()}

    def cell(self, field: str) -> str | None:
        """The name of one field's cell, or ``None`` if the file has no such column."""
        column = self.columns.get(field)
        return None if column is None else cell_name(self.line, column)


@dataclass(frozen=True)
class WorkbookReading:
    """A whole file. ``meta`` is ``None`` if the file does not say where it comes from."""

    meta: WorkbookMeta | None
    rows: tuple[ReadRow, ...]
    problems: tuple[Problem, ...]

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str], ReadRow]:
        """Rows by section and key."""
        return {(row.section, row.key): row for row in self.rows}

    @property
    def sections(self) -> frozenset[str]:
        """The sections of which the file holds at least one row."""
        return frozenset(row.section for row in self.rows)
