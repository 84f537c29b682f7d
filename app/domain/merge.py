"""What a file would change, and what two sides changed at once (三方合併).

*Base* is the document that was exported, *theirs* the file that came back, *ours* the plan as it stands now. A
cell changed on one side only merges silently; changed on both sides to different values it is a conflict that a
person settles (design section 2).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any, TypeAlias

from app.domain.plan_document import (
    REPORTED_SECTIONS,
    ROW_TYPES,
    PlanDocument,
    Row,
    changed_rows,
    reported_cells,
)


class ChangeKind(StrEnum):
    """What happens to a cell or row, in the words of the review page."""

    FILLED = "新增"  # the cell was empty
    CHANGED = "變更"
    CLEARED = "刪除"  # the cell becomes empty
    ROW_ADDED = "新增列"
    ROW_REMOVED = "刪除列"


class Side(StrEnum):
    """Whose value settles a conflict."""

    THEIRS = "theirs"  # the file's
    OURS = "ours"  # the plan's


@dataclass(frozen=True, slots=True)
class Typed:
    """A value that settles a conflict instead of either side's, as the cell holds it."""

    value: Any


Settlement: TypeAlias = Side | Typed


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that the file changes. ``ours`` is what stands in the plan now.

    A cell that says two fields (a completion date and whether it is an upper bound) is changed as one, and its
    values are tuples: a day of one side with the 「以前」 of the other is what nobody reported.
    """

    section: str
    key: str
    field: str  # the leading field of the cell
    base: Any
    theirs: Any
    ours: Any

    @property
    def id(self) -> str:
        """The cell's name within its plan: checkpoints/A-4/actual."""
        return f"{self.section}/{self.key}/{self.field}"

    @property
    def kind(self) -> ChangeKind:
        """Whether the accepted change fills, changes or clears what stands in the plan."""
        if is_blank(self.ours):
            return ChangeKind.FILLED
        return ChangeKind.CLEARED if is_blank(self.theirs) else ChangeKind.CHANGED


@dataclass(frozen=True, slots=True)
class RowAdded:
    """A row that stands only in the file."""

    section: str
    key: str
    row: Row


@dataclass(frozen=True, slots=True)
class RowRemoved:
    """A row that leaves the plan with the report that brought it; only an undo removes one."""

    section: str
    key: str
    row: Row


@dataclass(frozen=True, slots=True)
class Merge:
    """The outcome: what may be applied, and what a person must settle first."""

    changes: tuple[CellChange, ...] = ()
    added: tuple[RowAdded, ...] = ()
    conflicts: tuple[CellChange, ...] = ()
    removed: tuple[RowRemoved, ...] = ()

    @property
    def differences(self) -> int:
        """Cells and rows in which the file differs from the plan; zero for an untouched file."""
        return len(self.changes) + len(self.added) + len(self.conflicts) + len(self.removed)

    @property
    def is_empty(self) -> bool:
        """Nothing to apply and nothing to settle."""
        return self.differences == 0


def merge(base: PlanDocument, theirs: PlanDocument, ours: PlanDocument) -> Merge:
    """Three-way merge by row key and field, over the reported fields only.

    A row that the file lacks is left alone: deleting rows is not something a report can do.
    """
    changes: list[CellChange] = []
    conflicts: list[CellChange] = []
    added: list[RowAdded] = []
    for section in REPORTED_SECTIONS:
        base_by_key = {} if ours is base else {row.key: row for row in base.rows(section)}
        for mine, row in changed_rows(ours.rows(section), theirs.rows(section)):
            exported = mine if ours is base else base_by_key.get(row.key)
            if mine is None:
                if row != exported:  # one that was taken out of the plan since stays out unless the file changed it
                    added.append(RowAdded(section, row.key, row))
                continue
            # A row that both sides added since the export is compared with an empty row.
            origin = exported or type(row)(key=row.key)  # type: ignore[call-arg]
            if row is origin or row == mine:
                continue  # nearly every row, and a look at each of its cells would take most of the time
            for change in _cell_changes(section, origin, row, mine):
                both_changed = change.ours != change.base
                (conflicts if both_changed else changes).append(change)
    return Merge(tuple(changes), tuple(added), tuple(conflicts))


def _cell_changes(section: str, base: Row, theirs: Row, ours: Row) -> Iterator[CellChange]:
    for lead, value_of in _cells(section).items():
        was, is_, now = value_of(base), value_of(theirs), value_of(ours)
        if is_ not in (was, now):
            yield CellChange(section, theirs.key, lead, was, is_, now)


def cell_value(section: str, row: Row, lead: str) -> Any:
    """What a cell of the row says: the value of its field, or a tuple if it says several."""
    return _cells(section)[lead](row)


@cache
def _cells(section: str) -> Mapping[str, Callable[[Row], Any]]:
    return {lead: attrgetter(*names) for lead, names in reported_cells(section).items()}


def fields_of(section: str, lead: str, value: Any) -> dict[str, Any]:
    """The fields that a cell's value fills, the reverse of :func:`cell_value`."""
    names = reported_cells(section).get(lead, (lead,))  # what is set up is one field a cell
    return dict(zip(names, value, strict=True)) if len(names) > 1 else {lead: value}


def without(result: Merge, places: Container[str]) -> Merge:
    """The merge without some of its places: cells by their ids, and whole rows (cases/107-0005)."""

    def stays(one: CellChange | RowAdded) -> bool:
        return f"{one.section}/{one.key}" not in places

    return Merge(
        tuple(one for one in result.changes if stays(one) and one.id not in places),
        tuple(one for one in result.added if stays(one)),
        tuple(one for one in result.conflicts if stays(one) and one.id not in places),
    )


def settle(result: Merge, choices: Mapping[str, Settlement]) -> Merge:
    """The merge after a person has settled some of its conflicts, by their ids: a side's value, or another."""
    return replace(
        result,
        changes=result.changes + tuple(_settled(result.conflicts, choices)),
        conflicts=tuple(one for one in result.conflicts if one.id not in choices),
    )


def _settled(conflicts: Iterable[CellChange], choices: Mapping[str, Settlement]) -> Iterator[CellChange]:
    """Those that change the plan: the file's values, and typed ones that do not stand there already."""
    for one in conflicts:
        match choices.get(one.id):
            case Side.THEIRS:
                yield one
            case Typed(value) if value != one.ours:
                yield replace(one, theirs=value)


def apply(ours: PlanDocument, result: Merge) -> PlanDocument:
    """The plan after the merge; conflicts must have been settled into changes before.

    :raises ValueError: if a conflict is still open.
    """
    if result.conflicts:
        raise ValueError(f"{len(result.conflicts)} conflicts are not settled")
    document = ours
    for section in ROW_TYPES:
        edits: dict[str, dict[str, Any]] = {}
        for change in result.changes:
            if change.section == section:
                edits.setdefault(change.key, {}).update(fields_of(section, change.field, change.theirs))
        gone = {removed.key for removed in result.removed if removed.section == section}
        kept = (row for row in ours.rows(section) if row.key not in gone)
        rows = tuple(replace(row, **edits[row.key]) if row.key in edits else row for row in kept)
        rows += tuple(added.row for added in result.added if added.section == section)
        document = replace(document, **{section: rows})  # type: ignore[arg-type]
    return document


def is_blank(value: Any) -> bool:
    """Nothing was reported: ``None`` or an empty text. Zero is a report."""
    return value is None or value == "" or (isinstance(value, tuple) and is_blank(value[0]))
