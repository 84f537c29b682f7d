"""What is different about a plan between two days (上週與本週有何不同), from what was kept of each. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from app.domain.checkpoint_state import DONE, CheckpointState
from app.domain.plan_figures import CheckpointFigure, IndicatorFigure, PlanFigures

#: 灰 counts as the mildest but one: nothing is known to be late, and nothing is known to be fine.
_OF_CASES = (("個案", "案", "cases"), ("增加產值", "元", "output_sum"), ("降低成本", "元", "saving_sum"))
_SHORT = frozenset({CheckpointState.PARTIAL, CheckpointState.NOT_MET})


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure then and now; ``None`` on a side: it was not reported, or not there."""

    what: str
    before: Any
    after: Any
    unit: str = ""
    places: int = 0


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What is different about one plan. Checkpoints are named by their keys, in the order of the plan.

    :ivar late: newly 落後, 部分完成 or 未達成. :ivar caught_up: no longer so, without being finished.
    :ivar due_soon: newly 即將到期.
    :ivar rescheduled: the deadline moved: key, then, now. :ivar difference_moved: of 進度差異, in percentage points.
    """

    before: PlanFigures
    after: PlanFigures
    late: tuple[str, ...]
    due_soon: tuple[str, ...]
    finished: tuple[str, ...]
    caught_up: tuple[str, ...]
    reopened: tuple[str, ...]
    rescheduled: tuple[Moved, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    quantities: tuple[Moved, ...]
    indicators: tuple[Moved, ...]
    targets: tuple[Moved, ...]
    money: tuple[Moved, ...]
    cases: tuple[Moved, ...]

    @property
    def difference_moved(self) -> Decimal | None:
        """How far 進度差異 moved; negative: further behind. ``None`` when one of the days has no progress."""
        if self.before.difference_pp is None or self.after.difference_pp is None:
            return None
        return self.after.difference_pp - self.before.difference_pp

    @property
    def has_new_light(self) -> bool:
        """Whether colour or word is another."""
        return (self.before.light, self.before.word) != (self.after.light, self.after.word)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell. That work began, say, differs in what is kept and is no news."""
        is_told = any(getattr(self, one.name) for one in fields(self) if one.name not in ("before", "after"))
        return not is_told and not self.has_new_light and self._progress(self.before) == self._progress(self.after)

    @staticmethod
    def _progress(figures: PlanFigures) -> tuple[Decimal | None, ...]:
        return figures.planned_pct, figures.actual_pct, figures.difference_pp


def compare(before: PlanFigures, after: PlanFigures) -> PlanChange:
    """What is different between two states of one plan, whatever lies between them."""
    was = {row.key: row for row in before.checkpoints}
    both = [(was[row.key], row) for row in after.checkpoints if row.key in was]
    now = {row.key for row in after.checkpoints}
    return PlanChange(
        before,
        after,
        late=tuple(new.key for old, new in both if _is_behind(new) and not _is_behind(old)),
        due_soon=tuple(new.key for old, new in both if _is_due_soon(new) and not _is_due_soon(old)),
        finished=tuple(new.key for old, new in both if _is_done(new) and not _is_done(old)),
        caught_up=tuple(new.key for old, new in both if _is_behind(old) and not _is_behind(new) and not _is_done(new)),
        reopened=tuple(new.key for old, new in both if _is_done(old) and not _is_done(new)),
        rescheduled=tuple(Moved(new.key, old.due_on, new.due_on) for old, new in both if old.due_on != new.due_on),
        added=tuple(row.key for row in after.checkpoints if row.key not in was),
        removed=tuple(row.key for row in before.checkpoints if row.key not in now),
        quantities=tuple(
            Moved(new.key, old.actual, new.actual, new.unit or "") for old, new in both if old.actual != new.actual
        ),
        indicators=tuple(_of_indicators(before, after, "actual")),
        targets=tuple(_of_indicators(before, after, "target")),
        money=tuple(_money(before, after)),
        cases=tuple(_cases(before, after)),
    )


def urgency(change: PlanChange) -> tuple[int, int, Decimal]:
    """Sorts the worst first: what got a worse light, then what is worst now, then what fell back furthest."""
    fell = change.after.light.badness - change.before.light.badness
    return -max(fell, 0), -change.after.light.badness, change.difference_moved or Decimal(0)


def _is_behind(row: CheckpointFigure) -> bool:
    return row.is_overdue or row.state in _SHORT


def _is_due_soon(row: CheckpointFigure) -> bool:
    return row.state is CheckpointState.DUE_SOON


def _is_done(row: CheckpointFigure) -> bool:
    return row.state in DONE


def _of_indicators(before: PlanFigures, after: PlanFigures, field: str) -> Iterator[Moved]:
    was: dict[str, IndicatorFigure] = {row.key: row for row in before.indicators}
    for row in after.indicators:
        old, new = getattr(was.get(row.key), field, None), getattr(row, field)
        if old != new:
            yield Moved(f"{row.key} {row.subject}", old, new, row.unit, row.places)
    now = {row.key for row in after.indicators}
    for key, row in was.items():
        if key not in now and getattr(row, field) is not None:
            yield Moved(f"{key} {row.subject}", getattr(row, field), None, row.unit, row.places)


def _money(before: PlanFigures, after: PlanFigures) -> Iterator[Moved]:
    was, now = {one.source: one for one in before.money}, {one.source: one for one in after.money}
    for source in dict.fromkeys((*was, *now)):
        for field, word in (("contracted", "簽約數"), ("executed", "執行數")):
            old, new = getattr(was.get(source), field, None), getattr(now.get(source), field, None)
            if old != new:
                yield Moved(f"{source}{word}", old, new, "元")


def _cases(before: PlanFigures, after: PlanFigures) -> Iterator[Moved]:
    for what, unit, field in _OF_CASES:
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            yield Moved(what, old, new, unit)
