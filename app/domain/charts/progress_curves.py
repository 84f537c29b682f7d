"""預定、實際與推估進度 as curves over the days of a plan (field-notes 1.2). Pure, exact, nothing rounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from app.domain.facts import facts_of
from app.domain.forecast import FinishForecast
from app.domain.plan_document import Checkpoint
from app.domain.progress import completion

#: How long after its last day, or its last deadline, an unfinished plan is still drawn with what is expected of it.
AFTERMATH = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Step:
    """A percentage, 0 to 100, that holds from the end of a day until the next step."""

    on: date
    pct: Decimal


@dataclass(frozen=True, slots=True)
class ProgressCurves:
    """The curves of a plan on the day ``as_of``; each rises from 0, or from what was reached by then.

    :ivar baseline: as planned at first; empty where that is what is planned now.
    :ivar actual: by the days of completion. What is done in part bears no day and stands at ``as_of``.
    :ivar forecast: what is expected of the open checkpoints; empty where nothing can be said.
    :ivar earliest: the same with each at the early end of its range; :ivar latest: at the late end.
    :ivar unforeseen: open checkpoints of which too little is known; they are in none of the three.
    :ivar endless: those of which nothing tells how late they can get; they are not in ``latest``.
    """

    first: date
    last: date
    as_of: date
    planned: tuple[Step, ...]
    baseline: tuple[Step, ...]
    actual: tuple[Step, ...]
    forecast: tuple[Step, ...] = ()
    earliest: tuple[Step, ...] = ()
    latest: tuple[Step, ...] = ()
    unforeseen: int = 0
    endless: int = 0

    @property
    def is_changed(self) -> bool:
        """Whether it was planned otherwise at first."""
        return bool(self.baseline)


def curves_of(
    rows: Sequence[Checkpoint],
    *,
    originally: Sequence[Checkpoint],
    starts_on: date,
    ends_on: date,
    as_of: date,
    expected: Mapping[str, FinishForecast],
) -> ProgressCurves | None:
    """The curves of a plan with these checkpoints; ``None`` where none of them counts.

    :param originally: the checkpoints as they were set up.
    :param expected: when open checkpoints are likely to be finished, by their keys.
    """
    counting = [row for row in rows if row.is_in_force]
    planned, at_first = planned_steps(counting), planned_steps(originally)
    if not planned:
        return None
    done = {row.key: row.weight_pct * completion(facts_of(row), as_of=as_of) for row in counting}
    total = sum((row.weight_pct for row in counting), Decimal(0))
    actual = _rising(((_day_done(row, as_of), done[row.key]) for row in counting), total)
    end = max([ends_on, *(row.due_on for row in counting), *(step.on for step in actual if step.on < as_of)])
    is_history = as_of > end + AFTERMATH
    curves = ProgressCurves(
        first=min([starts_on, *(step.on for step in (*planned, *at_first, *actual))]),
        last=end if is_history else max(end, as_of),
        as_of=as_of,
        planned=planned,
        baseline=() if at_first == planned else at_first,
        actual=actual,
    )
    left = {row.key: row.weight_pct - done[row.key] for row in counting if done[row.key] < row.weight_pct}
    return curves if is_history else _with_forecast(curves, left, total, expected)


def planned_steps(rows: Iterable[Checkpoint]) -> tuple[Step, ...]:
    """預定進度 over the days: what is due by each."""
    counting = [row for row in rows if row.is_in_force]
    total = sum((row.weight_pct for row in counting), Decimal(0))
    return _rising(((row.due_on, row.weight_pct) for row in counting), total) if total > 0 else ()


def value_on(steps: Sequence[Step], day: date) -> Decimal:
    """The percentage at the end of a day; 0 before the first step."""
    reached = [step.pct for step in steps if step.on <= day]
    return reached[-1] if reached else Decimal(0)


def _day_done(row: Checkpoint, as_of: date) -> date:
    return row.completed_on if row.completed_on is not None and row.completed_on <= as_of else as_of


def _rising(weights: Iterable[tuple[date, Decimal]], total: Decimal, start: Decimal = Decimal(0)) -> tuple[Step, ...]:
    """Steps that add up weights, day by day, as percentages of their total."""
    by_day: dict[date, Decimal] = {}
    for day, weight in weights:
        if weight:
            by_day[day] = by_day.get(day, Decimal(0)) + weight
    steps, height = [], start
    for day in sorted(by_day):
        height += by_day[day]
        steps.append(Step(day, height * 100 / total))
    return tuple(steps)


def _with_forecast(
    curves: ProgressCurves, left: Mapping[str, Decimal], total: Decimal, expected: Mapping[str, FinishForecast]
) -> ProgressCurves:
    """The curves with what is expected of what is left, drawn at most as long again as the plan itself."""
    foreseen = [(expected[key], weight) for key, weight in left.items() if key in expected]
    if not foreseen:
        return replace(curves, unforeseen=len(left))
    now, reached = curves.as_of, total - sum(left.values(), Decimal(0))
    start = (Step(now, reached * 100 / total),)
    bounded = [(one.high, weight) for one, weight in foreseen if one.high is not None]
    likely = _rising(((max(one.likely, now), weight) for one, weight in foreseen), total, reached)
    return replace(
        curves,
        first=min(curves.first, now),
        last=max(curves.last, min(likely[-1].on, curves.last + (curves.last - curves.first))),
        forecast=start + likely,
        earliest=start + _rising(((max(one.low, now), weight) for one, weight in foreseen), total, reached),
        latest=start + _rising(((max(day, now), weight) for day, weight in bounded), total, reached),
        unforeseen=len(left) - len(foreseen),
        endless=len(foreseen) - len(bounded),
    )
