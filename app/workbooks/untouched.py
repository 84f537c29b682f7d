"""Rows that came back as they went out, told apart block by block while the rest of the file is still being read."""

from collections.abc import Mapping
from typing import Any

from app.domain.plan_document import PlanDocument
from app.workbooks.as_exported import as_kept
from app.workbooks.reading import Block, Table
from app.workbooks.sheets import SHEETS


class Untouched:
    """Keys of rows, by section, that say what the exported document says. Others may be untouched too."""

    def __init__(self, base: PlanDocument) -> None:
        self.keys: dict[str, set[str]] = {sheet.section: set() for sheet in SHEETS}
        self._base = base
        self._kept: dict[str, Mapping[str, tuple[Any, ...]]] = {}  # by section

    def take(self, block: Block) -> None:
        """Hold the rows of a block against the document."""
        section = block.table.section
        if section not in self._kept:
            self._kept[section] = self._rows(block.table)
        kept = self._kept[section]
        found = zip(block.keys, zip(*block.values, strict=True), strict=True)
        self.keys[section].update(key for key, values in found if kept.get(key) == values)

    def _rows(self, table: Table) -> Mapping[str, tuple[Any, ...]]:
        rows = self._base.rows(table.section)
        keys = (row.key for row in rows)
        return dict(zip(keys, as_kept(table.columns, rows), strict=True))
