"""Rows held against the exported document block by block, while the rest of the file is still being read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import compress, groupby
from operator import attrgetter
from typing import Any

from app.domain.findings import Finding
from app.domain.plan_document import PlanDocument, Row
from app.domain.report_rules import check_rows
from app.workbooks.as_exported import as_kept
from app.workbooks.new_rows import new_rows
from app.workbooks.reading import Block, Table, WorkbookReading
from app.workbooks.sheets import SHEETS, sheet_of


class Comparison:
    """What is known of the rows, by section: ``untouched`` are the keys of those that say what the document says
    (others may too), ``new`` the rows that only the file has, where a report may add rows.

    :param on: the day of reporting, for new rows to be checked by the rules as they come: ``checked``.
    """

    def __init__(self, base: PlanDocument, on: date | None = None) -> None:
        self.untouched: dict[str, set[str]] = {sheet.section: set() for sheet in SHEETS}
        self.new: dict[str, dict[str, Row]] = {sheet.section: {} for sheet in SHEETS}
        self.checked: dict[str, dict[str, tuple[Finding, ...]]] = {sheet.section: {} for sheet in SHEETS}
        self._base, self._on = base, on
        self._kept: dict[str, Mapping[str, tuple[Any, ...]]] = {}  # by section

    @classmethod
    def of(cls, base: PlanDocument, reading: WorkbookReading) -> Comparison:
        """All rows of a reading that nobody has heard block by block."""
        comparison = cls(base)
        for table, rows in groupby(reading.rows, key=attrgetter("table")):
            _, keys, lines, found = zip(*rows, strict=True)
            values = [list(column) for column in zip(*found, strict=True)]
            comparison.take(Block(table, list(keys), list(lines), values, passed=0, total=0))
        return comparison

    def take(self, block: Block) -> None:
        """Hold the rows of a block against the document."""
        section = block.table.section
        if section not in self._kept:
            self._kept[section] = self._rows(block.table)
        kept = self._kept[section]
        if kept:
            found = zip(block.keys, zip(*block.values, strict=True), strict=True)
            self.untouched[section].update(key for key, values in found if kept.get(key) == values)
        if sheet_of(section).growing:
            is_new = [key not in kept for key in block.keys]
            keys, *values = (list(compress(column, is_new)) for column in (block.keys, *block.values))
            added = new_rows(block.table, keys, values)
            self.new[section].update(added)
            if self._on is not None:
                self.checked[section].update(check_rows(section, added.values(), self._base, on=self._on))

    def _rows(self, table: Table) -> Mapping[str, tuple[Any, ...]]:
        rows = self._base.rows(table.section)
        keys = (row.key for row in rows)
        return dict(zip(keys, as_kept(table.columns, rows), strict=True))
