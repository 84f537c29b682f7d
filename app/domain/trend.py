"""How a plan went, day by day: what a small chart draws and the table beside it says. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from app.domain.figures import round_half_up
from app.domain.lights import Light


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A plan on one day that is kept. Progress is 0 to 100; ``is_afterwards``: computed after the day was over."""

    on: date
    light: Light
    word: str
    planned_pct: Decimal | None
    actual_pct: Decimal | None
    checkpoints_overdue: int
    is_afterwards: bool

    @property
    def difference_pp(self) -> Decimal | None:
        """進度差異 in percentage points."""
        if self.planned_pct is None or self.actual_pct is None:
            return None
        return self.actual_pct - self.planned_pct


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days under one light, as shares of the whole ("12.5%")."""

    light: Light
    start: str
    length: str


@dataclass(frozen=True, slots=True)
class Trend:
    """The chart of a plan: two lines in a field of 100 by 100, lights below, and the days on which something changed.

    ``planned`` and ``actual`` are corners of lines ("0,100 12.5,80"), each day holding until the next.
    """

    first: date
    last: date
    planned: str
    actual: str
    lights: tuple[Span, ...]
    rows: tuple[TrendPoint, ...]  # newest first

    @property
    def has_afterwards(self) -> bool:
        """Whether a day of it was computed after it was over."""
        return any(row.is_afterwards for row in self.rows)


def trend_of(points: Sequence[TrendPoint]) -> Trend | None:
    """The chart of these days, oldest first; ``None`` for fewer than two, of which no line can be drawn."""
    if len(points) < 2:
        return None
    first, last = points[0].on, points[-1].on
    return Trend(
        first,
        last,
        planned=_corners(points, [one.planned_pct for one in points]),
        actual=_corners(points, [one.actual_pct for one in points]),
        lights=tuple(_spans(points)),
        rows=tuple(reversed(turning_points(points))),
    )


def until_settled(points: Sequence[TrendPoint], ends_on: date) -> Sequence[TrendPoint]:
    """The days of the plan's term, and those after it as long as something still changed."""
    last = len(points)
    while last > 1 and points[last - 1].on > ends_on and _said(points[last - 1]) == _said(points[last - 2]):
        last -= 1
    return points[:last]


def turning_points(points: Sequence[TrendPoint]) -> list[TrendPoint]:
    """The first day, the last, and each on which something is other than the day before."""
    kept = [one for before, one in pairwise(points) if _said(before) != _said(one)]
    return list(dict.fromkeys([*points[:1], *kept, *points[-1:]]))


def _said(point: TrendPoint) -> tuple[object, ...]:
    return point.light, point.word, point.planned_pct, point.actual_pct, point.checkpoints_overdue


def _corners(points: Sequence[TrendPoint], values: Sequence[Decimal | None]) -> str:
    """A line of steps: what was known on a day holds until another is kept."""
    corners: list[str] = []
    height: Decimal | None = None
    for point, value in zip(points, values, strict=True):
        if value is None:
            continue
        across, up = _across(points, point.on), round_half_up(100 - min(max(value, Decimal(0)), Decimal(100)), 2)
        if height is not None and height != up:
            corners.append(f"{across:f},{height:f}")
        corners.append(f"{across:f},{up:f}")
        height = up
    return " ".join(corners)


def _spans(points: Sequence[TrendPoint]) -> list[Span]:
    spans: list[Span] = []
    begun = 0
    for at, point in enumerate(points):
        is_end = at == len(points) - 1
        if is_end or points[at + 1].light is not point.light:
            start = _across(points, points[begun].on)
            end = Decimal(100) if is_end else _across(points, points[at + 1].on)
            spans.append(Span(point.light, f"{start:f}%", f"{max(end - start, Decimal(1)):f}%"))
            begun = at + 1
    return spans


def _across(points: Sequence[TrendPoint], day: date) -> Decimal:
    whole = (points[-1].on - points[0].on).days
    return round_half_up(Decimal((day - points[0].on).days * 100) / whole, 2)
