"""復原: what takes an accepted report back out of a plan. Pure.

It is the three-way merge run backwards: *base* is the plan as the report left it, *theirs* as it was before, *ours*
as it stands now. What nobody has touched since goes back by itself; what a later change touched is put before a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.domain.merge import Merge, RowAdded, RowRemoved, Side, merge, settle
from app.domain.plan_document import REPORTED_SECTIONS, PlanDocument, Row

REVERTED = "已復原"  # what an accepted report is called that was taken back


@dataclass(frozen=True, slots=True)
class RowConflict:
    """A row that can only go back as a whole, and that a later change touched.

    The report brought it and it was changed since (``before`` is ``None``), or the report changed it and it was
    removed since (``now`` is ``None``). ``must_stay``: more hangs on it by now than a report can take back.
    """

    section: str
    key: str
    before: Row | None
    after: Row
    now: Row | None
    must_stay: bool = False

    @property
    def id(self) -> str:
        """The row's name within its plan: cases/107-0001."""
        return f"{self.section}/{self.key}"


@dataclass(frozen=True, slots=True)
class Undo:
    """What goes back (``merge``: *theirs* is the state before the report), and what must be settled first."""

    merge: Merge
    rows: tuple[RowConflict, ...] = ()

    @property
    def open_conflicts(self) -> int:
        """How many cells and rows somebody must decide on."""
        return len(self.merge.conflicts) + len(self.rows)


def undo(
    before: PlanDocument,
    after: PlanDocument,
    now: PlanDocument,
    rooted: frozenset[tuple[str, str]] = frozenset(),
) -> Undo:
    """What restores the plan to what it was before a report, of exactly the cells and rows that the report changed.

    :param before: the plan that the report was applied to.
    :param after: the same with the report.
    :param now: the plan as it stands, with everything accepted since.
    :param rooted: rows by section and key that can no longer be removed or put back as a whole.
    """
    back = merge(after, before, now)
    removed: list[RowRemoved] = []
    rows = list(_gone(back, after, rooted))
    for section in REPORTED_SECTIONS:
        present = {row.key: row for row in now.rows(section)}
        old = {row.key for row in before.rows(section)}
        for row in after.rows(section):
            standing = present.get(row.key)
            if row.key in old or standing is None:
                continue
            must_stay = (section, row.key) in rooted
            if standing == row and not must_stay:
                removed.append(RowRemoved(section, row.key, row))
            else:
                rows.append(RowConflict(section, row.key, None, row, standing, must_stay))
    return Undo(replace(back, added=(), removed=tuple(removed)), tuple(rows))


def settled(found: Undo, choices: Mapping[str, Side]) -> Undo:
    """The undo after a person has decided on some conflicts, by their ids: ``THEIRS`` goes back, ``OURS`` stays."""
    decided = {row.id: row for row in found.rows if _is_decided(row, choices.get(row.id))}
    back = [row for row in decided.values() if choices[row.id] is Side.THEIRS]
    cells = settle(found.merge, choices)
    returned = (RowAdded(row.section, row.key, row.before) for row in back if row.before is not None)
    taken = (RowRemoved(row.section, row.key, row.now) for row in back if row.now is not None)
    return Undo(
        replace(cells, added=(*cells.added, *returned), removed=(*cells.removed, *taken)),
        tuple(row for row in found.rows if row.id not in decided),
    )


def _is_decided(row: RowConflict, side: Side | None) -> bool:
    return side is Side.OURS if row.must_stay else side is not None


def _gone(back: Merge, after: PlanDocument, rooted: frozenset[tuple[str, str]]) -> Iterator[RowConflict]:
    """Rows that the report changed and a later change removed; those that it left alone are not its business."""
    for added in back.added:
        left = after.row(added.section, added.key)
        if left is not None:
            must_stay = (added.section, added.key) in rooted
            yield RowConflict(added.section, added.key, added.row, left, None, must_stay)
