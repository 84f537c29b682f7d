"""A sheet laid out on a page to be filled in, whatever it is for: a report, a change of the plan, a new plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.findings import Severity
from app.models import Plan
from app.workbooks.clipboard import read_block
from app.workbooks.layout import Column, Sheet
from app.workbooks.pasting import Anchor, Spread, spread
from app.workbooks.typed import Base, TypedRow


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet laid out for a person, as the plan stood at ``revision``.

    ``place`` names the draft of what is typed. ``plan`` is ``None`` for one that is yet to be set up. ``fills_new``
    are the fields that people fill in a row that they add; ``None`` for all.
    """

    place: str
    plan: Plan | None
    sheet: Sheet
    base: Base
    revision: int
    fills_new: frozenset[str] | None

    @property
    def is_behind(self) -> bool:
        """Whether the plan has changed since the page was opened."""
        return self.plan is not None and self.revision != self.plan.revision

    def is_open(self, column: Column, key: str | None) -> bool:
        """Whether people fill this cell; a row that is being added has no key."""
        if key is None:
            return self.fills_new is None or column.field in self.fills_new
        return self.sheet.is_open(column)


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong in a cell of the page: the row's place, counted from 0, and the field; ``None`` for all of it."""

    row: int | None
    field: str | None
    severity: Severity
    code: str
    message: str


def paste(grid: Grid, rows: Sequence[TypedRow], text: str, at: Anchor | None) -> Spread:
    """The rows with a copied block spread over them, and how it was aligned; nothing is kept.

    :raises PasteRefused: if the block does not fit.
    """
    return spread(grid.sheet, grid.base, rows, read_block(text), at)


def without_locked(grid: Grid, rows: Sequence[TypedRow]) -> tuple[TypedRow, ...]:
    """The rows without what a block says otherwise in locked cells."""
    columns = {column.field: column for column in grid.sheet.columns}
    return tuple(
        TypedRow(row.key, {name: text for name, text in row.texts.items() if grid.is_open(columns[name], row.key)})
        for row in rows
    )
