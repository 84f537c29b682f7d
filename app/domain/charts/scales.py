"""Scales and ticks: where a day or a percentage stands in a drawing."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.charts.drawing import Anchor, Label, Line, Mark

#: How many months may lie between two ticks: whole parts of a year, then whole years.
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
MOST_TICKS = 13
FIRST_ROC_YEAR = 1911


@dataclass(frozen=True, slots=True)
class Box:
    """The field of a chart inside its margins."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class DayScale:
    """Days from ``first`` to ``last`` across a box; what lies outside stands at its edge."""

    first: date
    last: date
    box: Box

    def x(self, day: date) -> float:
        """Where a day stands."""
        whole = max((self.last - self.first).days, 1)
        share = min(max((day - self.first).days / whole, 0.0), 1.0)
        return self.box.left + share * (self.box.right - self.box.left)

    def holds(self, day: date) -> bool:
        """Whether a day is in the chart."""
        return self.first <= day <= self.last

    def axis(self) -> Iterator[Mark]:
        """A line at the first of each month, or of each few, with its name below (民國)."""
        for at, day in enumerate(month_ticks(self.first, self.last)):
            x = self.x(day)
            yield Line(((x, self.box.top), (x, self.box.bottom)), "grid")
            yield Label(x, self.box.bottom + 16, month_text(day, with_year=at == 0), "note", Anchor.START)


@dataclass(frozen=True, slots=True)
class PercentScale:
    """0 % at the bottom of a box and 100 % at its top; what lies outside stands at its edge."""

    box: Box

    def y(self, pct: Decimal) -> float:
        """Where a percentage stands."""
        share = float(min(max(pct, Decimal(0)), Decimal(100)) / 100)
        return self.box.bottom - share * (self.box.bottom - self.box.top)

    def axis(self) -> Iterator[Mark]:
        """Lines at the quarters, with their percentages beside."""
        for pct in range(0, 101, 25):
            y = self.y(Decimal(pct))
            paint = "grid" if pct else "axis"
            yield Line(((self.box.left, y), (self.box.right, y)), paint)
            yield Label(self.box.left - 8, y + 4, f"{pct}%", "note", Anchor.END)


def month_ticks(first: date, last: date) -> list[date]:
    """The firsts of months from one day to another, as many as can be read beside each other."""
    whole = (last.year - first.year) * 12 + last.month - first.month
    step = next((one for one in MONTH_STEPS if whole // one < MOST_TICKS), MONTH_STEPS[-1])
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    ticks = [date(month // 12, month % 12 + 1, 1) for month in months if (month - months[0]) % step == 0]
    return [day for day in ticks if first <= day <= last]


def month_text(day: date, *, with_year: bool = False) -> str:
    """「2月」, in January and at the beginning of an axis with the year: 「107年1月」."""
    month = f"{day.month}月"
    return f"{day.year - FIRST_ROC_YEAR}年{month}" if with_year or day.month == 1 else month


def month_ends(first: date, last: date) -> Iterator[date]:
    """The last day of each month from the month of one day to that of another."""
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        year, number = month // 12, month % 12 + 1
        yield date(year, number, calendar.monthrange(year, number)[1])
