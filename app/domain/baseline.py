"""原訂與歷次變更: what a plan promised at first, beside what it promises now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.change_request import ChangeSet, value_of
from app.domain.plan_document import REPORTED_SECTIONS, PlanDocument

ORIGINAL = "原訂"


@dataclass(frozen=True, slots=True)
class ApprovedChange:
    """A change request that was approved: the ``number``-th of its plan."""

    number: int
    approved_on: date
    changes: ChangeSet

    @property
    def title(self) -> str:
        """第 1 次變更."""
        return f"第 {self.number} 次變更"


@dataclass(frozen=True, slots=True)
class Step:
    """What a cell said from one decision to the next; ``approved_on`` is ``None`` for what was set up."""

    title: str
    value: Any
    approved_on: date | None = None


def course_of(
    baseline: PlanDocument, approved: Iterable[ApprovedChange], section: str, key: str, field: str
) -> tuple[Step, ...]:
    """What a cell of the set-up said over time: 原訂, then every approved change that altered it, in their order.

    A row that a change added begins with that change.
    """
    first = value_of(baseline, section, key, field)
    has_row = section not in REPORTED_SECTIONS or baseline.row(section, key) is not None
    steps = [Step(ORIGINAL, first)] if has_row else []
    for one in approved:
        for row in one.changes.added:
            if section == "checkpoints" and row.key == key:
                steps.append(Step(one.title, getattr(row, field), one.approved_on))
        for edit in one.changes.edits:
            if (edit.section, edit.key, edit.field) == (section, key, field):
                steps.append(Step(one.title, edit.after, one.approved_on))
    return tuple(steps)


def changed_cells(approved: Iterable[ApprovedChange]) -> tuple[tuple[str, str, str], ...]:
    """Every cell that an approved change altered, as (section, key, field), in the order of the changes."""
    return tuple(dict.fromkeys((edit.section, edit.key, edit.field) for one in approved for edit in one.changes.edits))
