"""What a forecast is made from, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Basis(StrEnum):
    """Whose past a forecast stands on, nearest first; the first that is large enough is taken."""

    PLAN = "本計畫"
    CONTRACTOR = "同一受委託單位"
    KIND = "同類工作"
    AGENCY = "本機關全部計畫"


class Method(StrEnum):
    """Which base the estimate starts from."""

    PACE = "目前進度"  # as fast, or as high, as so far
    PROMISE = "期限或目標"  # the deadline of a checkpoint, the target of an indicator


@dataclass(frozen=True, slots=True)
class Reading:
    """A cumulative figure in its base unit, and the day since when it was accepted."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Work:
    """A checkpoint as a forecast sees it, open or finished.

    :ivar due_on: the first deadline. An extension makes no work faster, so all lateness is measured against it.
    :ivar finished_on: the day on which the whole promise was kept; ``None`` while it is not.
    :ivar target: in base units; ``None`` where no amount was promised that could be reached step by step.
    :ivar readings: in the order of their days.
    """

    plan: str
    key: str
    contractor: str
    kind: str  # app.domain.forecast.work_kinds
    starts_on: date  # of the plan
    due_on: date
    finished_on: date | None = None
    target: Decimal | None = None
    readings: tuple[Reading, ...] = ()
    is_constructed: bool = False  # of a plan that is labelled 示範

    def known_on(self, day: date) -> Work:
        """The same with nothing that came later than ``day``."""
        finished_on = self.finished_on if self.finished_on is not None and self.finished_on <= day else None
        return replace(self, finished_on=finished_on, readings=read_by(self.readings, day))


@dataclass(frozen=True, slots=True)
class Indication:
    """An indicator as a forecast sees it, of a plan that runs or is over.

    :ivar final: what the whole year came to; ``None`` while that is open.
    :ivar final_on: the first day on which ``final`` was known, at the earliest the plan's last.
    :ivar readings: in the order of their days.
    :ivar is_level: a share or a ratio, which stays as high as it is instead of growing with the days.
    :ivar step: the smallest amount that is printed, in base units; a range is rounded outwards to it.
    """

    plan: str
    key: str
    contractor: str
    kind: str  # of what is counted: app.domain.units.unit_kind
    starts_on: date
    ends_on: date
    is_level: bool
    step: Decimal = Decimal(1)
    target: Decimal | None = None
    final: Decimal | None = None
    final_on: date | None = None
    readings: tuple[Reading, ...] = ()
    is_constructed: bool = False

    def known_on(self, day: date) -> Indication:
        """The same with nothing that came later than ``day``."""
        is_over = self.final_on is not None and self.final_on <= day
        final, final_on = (self.final, self.final_on) if is_over else (None, None)
        return replace(self, final=final, final_on=final_on, readings=read_by(self.readings, day))


@dataclass(frozen=True, slots=True)
class Ground:
    """What a forecast stands on.

    :ivar size: finished things in the reference class; :ivar open: those in it that are still not finished.
    :ivar constructed: how many of them are of plans labelled 示範.
    :ivar as_base: whether the estimate is the base itself, because that was the better guess in the class.
    """

    method: Method
    basis: Basis
    size: int
    open: int
    constructed: int
    as_base: bool


@dataclass(frozen=True, slots=True)
class FinishForecast:
    """When an open checkpoint will be finished; ``high`` is ``None`` where nothing tells how late it can get."""

    low: date
    likely: date
    high: date | None
    ground: Ground
    own_pace: date | None  # where the pace alone would lead, with no past to say how far off that is


@dataclass(frozen=True, slots=True)
class ValueForecast:
    """What an indicator will have come to when its plan ends, in base units at the printed precision."""

    low: Decimal
    likely: Decimal
    high: Decimal
    ground: Ground
    own_pace: Decimal | None


@dataclass(frozen=True, slots=True)
class TooLittle:
    """No forecast, because too little is known; ``reason`` is the Chinese sentence for people."""

    reason: str
    own_pace: date | Decimal | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """How much certainty is asked for.

    :ivar cover: the share of truths that a range is to hold, 0 to 1.
    :ivar least: the smallest reference class; 9 are the fewest whose order statistics hold 80 %.
    """

    cover: Fraction = Fraction(4, 5)
    least: int = 9


def read_by(readings: Sequence[Reading], day: date) -> tuple[Reading, ...]:
    """The readings of that day and before."""
    return tuple(one for one in readings if one.on <= day)
