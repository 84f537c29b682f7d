"""Where a checkpoint (查核點) stands on a day: derived from dates and quantities, never typed (field-notes 1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.variance import Variance


class Disposition(StrEnum):
    """An approved decision that takes a checkpoint out of the plan."""

    WITHDRAWN = "撤銷"
    STOPPED = "停辦"
    MERGED = "併入他案"


class CheckpointState(StrEnum):
    """The one word for a checkpoint on a day."""

    NOT_STARTED = "未開始"
    IN_PROGRESS = "進行中"
    DUE_SOON = "即將到期"
    DONE_EARLY = "提前完成"
    DONE_ON_TIME = "如期完成"
    DONE_LATE = "逾期完成"
    OVERDUE = "落後"
    PARTIAL = "部分完成"
    NOT_MET = "未達成"
    WITHDRAWN = "撤銷"
    STOPPED = "停辦"
    MERGED = "併入他案"


DONE = frozenset({CheckpointState.DONE_EARLY, CheckpointState.DONE_ON_TIME, CheckpointState.DONE_LATE})
OUT_OF_THE_PLAN = frozenset({CheckpointState.WITHDRAWN, CheckpointState.STOPPED, CheckpointState.MERGED})
_AT_LEAST = frozenset({">=", "="})  # reached by equality, and passed by more
NEEDS_ATTENTION = frozenset(
    {CheckpointState.DUE_SOON, CheckpointState.OVERDUE, CheckpointState.PARTIAL, CheckpointState.NOT_MET}
)


@dataclass(frozen=True, slots=True)
class CheckpointFacts:
    """What is known about a checkpoint, whatever the day.

    ``due_on`` is the approved deadline after any 展延, and ``original_due_on`` the first one (``None`` if it never
    moved). ``completed_on`` is only an upper bound when ``completed_is_on_or_before``. ``target`` and ``actual``
    are in one base unit; ``None`` means no quantity was promised, or none was reported. ``closing_on`` is the last
    day on which the plan can still deliver.
    """

    due_on: date
    original_due_on: date | None = None
    completed_on: date | None = None
    completed_is_on_or_before: bool = False
    target: Decimal | None = None
    actual: Decimal | None = None
    target_qualifier: str = ">="
    starts_on: date | None = None
    disposition: Disposition | None = None
    closing_on: date | None = None

    @property
    def quantity(self) -> Variance:
        """The reported quantity beside the promised one."""
        return Variance(self.target, self.actual, qualifier=self.target_qualifier)

    @property
    def has_part_of_its_quantity(self) -> bool:
        """Whether something was delivered, if not all. A ceiling that was broken has no part that counts."""
        return self.actual is not None and self.actual > 0 and self.quantity.more_is_better

    def is_completed_by(self, day: date) -> bool:
        """Whether a completion is known on ``day``: one that lies later has not happened yet."""
        return self.completed_on is not None and self.completed_on <= day

    def is_finished_by(self, day: date) -> bool:
        """Whether it is known on ``day`` to be finished as promised: what :func:`checkpoint_state` calls done.

        Asked of every row of a scan, so the common case is told by plain comparisons.
        """
        if self.completed_on is None or self.completed_on > day:
            return False
        if self.target is None or self.actual is None:
            return True
        if self.target_qualifier in _AT_LEAST and self.actual >= self.target:
            return True
        return self.quantity.is_met is True

    def is_closed_on(self, day: date) -> bool:
        """Whether the plan is over, so that nothing can be caught up any more."""
        return self.closing_on is not None and day > self.closing_on


@dataclass(frozen=True, slots=True)
class StateOnDay:
    """A checkpoint's state on one day, with the days that go with it.

    ``late_days`` counts against the approved deadline and ``late_days_against_original`` against the first one;
    both are 0 when not late. A finished checkpoint stops counting on its completion date (at most that many days
    if the date is an upper bound), any other on the day asked about or the plan's closing day. ``days_to_due`` is
    negative after the deadline, and ``None`` once there is nothing left to do.
    """

    state: CheckpointState
    late_days: int = 0
    late_days_against_original: int = 0
    late_days_is_upper_bound: bool = False
    days_to_due: int | None = None
    is_extended: bool = False  # badge 已展延

    @property
    def is_done(self) -> bool:
        """Finished as promised, early or late."""
        return self.state in DONE

    @property
    def is_overdue(self) -> bool:
        """Past its deadline without being finished as promised, whether nothing or only a part is there."""
        return self.late_days > 0 and not self.is_done

    @property
    def is_on_time(self) -> bool | None:
        """如期 as official reports use the word (early counts too); ``None`` while it cannot be said."""
        if self.state in {CheckpointState.DONE_EARLY, CheckpointState.DONE_ON_TIME}:
            return True
        if self.is_overdue or self.state in {CheckpointState.DONE_LATE, CheckpointState.NOT_MET}:
            return False
        return None

    @property
    def needs_attention(self) -> bool:
        """Whether somebody should act: it opens a slip."""
        return self.state in NEEDS_ATTENTION

    @property
    def counts(self) -> bool:
        """Whether it belongs into denominators; what was withdrawn, stopped or merged does not."""
        return self.state not in OUT_OF_THE_PLAN

    @property
    def label(self) -> str:
        """The state as people read it, with its days: 「落後 31 天」."""
        if self.state is CheckpointState.OVERDUE:
            return f"{self.state} {self.late_days:,} 天"
        if self.state is CheckpointState.DONE_LATE:
            return f"{self.state}{'至多' if self.late_days_is_upper_bound else ''} {self.late_days:,} 天"
        if self.state is CheckpointState.DUE_SOON:
            return f"{self.state}（{f'尚餘 {self.days_to_due:,} 天' if self.days_to_due else '當日到期'}）"
        return str(self.state)


def checkpoint_state(facts: CheckpointFacts, *, as_of: date, due_soon_days: int) -> StateOnDay:
    """The state of a checkpoint on the day ``as_of``, deadlines included (due today is not late).

    A quantity below its target is 部分完成 while it can be caught up and 未達成 after closing, or when nothing at
    all was delivered. A promised quantity that was completed but not reported is judged by its dates: the missing
    figure is a finding of the file, not a state.
    """
    if facts.disposition is not None:
        return StateOnDay(CheckpointState(facts.disposition.value), is_extended=_is_extended(facts))
    if facts.is_finished_by(as_of):
        return _finished(facts)
    return _unfinished(facts, as_of, due_soon_days)


def _finished(facts: CheckpointFacts) -> StateOnDay:
    assert facts.completed_on is not None
    late_days, late_days_against_original = _late_days(facts, facts.completed_on)
    if late_days:
        state = CheckpointState.DONE_LATE
    elif facts.completed_on < facts.due_on:
        state = CheckpointState.DONE_EARLY
    else:
        state = CheckpointState.DONE_ON_TIME
    return StateOnDay(
        state,
        late_days=late_days,
        late_days_against_original=late_days_against_original,
        late_days_is_upper_bound=facts.completed_is_on_or_before and late_days_against_original > 0,
        is_extended=_is_extended(facts),
    )


def _unfinished(facts: CheckpointFacts, as_of: date, due_soon_days: int) -> StateOnDay:
    # After closing nobody can catch up, so the count of days stops there instead of growing for years.
    counted_to = as_of if facts.closing_on is None else min(as_of, facts.closing_on)
    late_days, late_days_against_original = _late_days(facts, counted_to)
    return StateOnDay(
        _unfinished_state(facts, as_of, due_soon_days),
        late_days=late_days,
        late_days_against_original=late_days_against_original,
        days_to_due=(facts.due_on - as_of).days,
        is_extended=_is_extended(facts),
    )


def _unfinished_state(facts: CheckpointFacts, as_of: date, due_soon_days: int) -> CheckpointState:
    if facts.is_closed_on(as_of):
        return CheckpointState.NOT_MET
    if facts.is_completed_by(as_of):  # said to be complete, but short of the promised quantity
        return CheckpointState.PARTIAL if facts.has_part_of_its_quantity else CheckpointState.NOT_MET
    if as_of > facts.due_on:
        return CheckpointState.OVERDUE
    if (facts.due_on - as_of).days <= due_soon_days:
        return CheckpointState.DUE_SOON
    if facts.starts_on is not None and as_of < facts.starts_on:
        return CheckpointState.NOT_STARTED
    return CheckpointState.IN_PROGRESS


def _late_days(facts: CheckpointFacts, day: date) -> tuple[int, int]:
    """Days past the approved and past the original deadline, never below 0."""
    original_due_on = facts.original_due_on or facts.due_on
    return max(0, (day - facts.due_on).days), max(0, (day - original_due_on).days)


def _is_extended(facts: CheckpointFacts) -> bool:
    return facts.original_due_on is not None and facts.original_due_on != facts.due_on
