"""工作日: on which days offices work. Pure: what is known of the days is given, and the day asked about too.

Saturday and Sunday are off and the other days are not, unless something is said of the day itself: a holiday, a
day off that is made up for (調整放假), the Saturday that makes up for it (補行上班), a typhoon (停班).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

SATURDAY = 5
WEEKDAYS = "一二三四五六日"
_DAY = timedelta(days=1)


class DaySource(StrEnum):
    """Where something said of a day comes from."""

    LAW = "依法推算"  # the holidays of the law, and the calendars published until now
    UPLOADED = "辦公日曆表"  # the yearly calendar of 行政院人事行政總處
    TYPED = "登錄"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day of which there is something to say: by name, and often other than its weekday."""

    day: date
    is_workday: bool
    name: str
    source: DaySource = DaySource.LAW

    @property
    def is_exception(self) -> bool:
        """Whether offices work, or do not, against what the weekday says."""
        return self.is_workday == is_weekend(self.day)


def is_weekend(day: date) -> bool:
    """Saturday or Sunday."""
    return day.weekday() >= SATURDAY


def weekday_of(day: date) -> str:
    """The weekday as calendars abbreviate it: 一 to 六, 日."""
    return WEEKDAYS[day.weekday()]


def _nothing(_year: int) -> Mapping[date, SpecialDay]:
    return {}


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known of the days.

    :ivar published: the special days of a Gregorian year.
    :ivar overrides: what was said later of single days; it goes before ``published``.
    """

    published: Callable[[int], Mapping[date, SpecialDay]] = _nothing
    overrides: Mapping[date, SpecialDay] = field(default_factory=dict)

    def special(self, day: date) -> SpecialDay | None:
        """What there is to say of the day; ``None``: its weekday says it all."""
        return self.overrides.get(day) or self.published(day.year).get(day)

    def is_workday(self, day: date) -> bool:
        """Whether offices work on the day."""
        said = self.special(day)
        return not is_weekend(day) if said is None else said.is_workday

    def next_workday(self, day: date) -> date:
        """The first workday from the day on: the day itself, if it is one."""
        while not self.is_workday(day):
            day += _DAY
        return day

    def previous_workday(self, day: date) -> date:
        """The last workday up to the day: the day itself, if it is one."""
        while not self.is_workday(day):
            day -= _DAY
        return day

    def add(self, day: date, workdays: int) -> date:
        """The n-th workday after the day (negative: before it); the day itself does not count (始日不計, 民法 120).

        0 is the day itself, whether or not offices work on it.
        """
        step = _DAY if workdays > 0 else -_DAY
        for _ in range(abs(workdays)):
            day += step
            while not self.is_workday(day):
                day += step
        return day

    def between(self, start: date, end: date) -> int:
        """How many workdays lie after ``start`` up to and with ``end``; the other way round the count is negative.

        What :meth:`add` adds: ``between(day, add(day, n)) == n``.
        """
        if end < start:
            return -sum(self.is_workday(end + _DAY * n) for n in range((start - end).days))
        return sum(self.is_workday(start + _DAY * n) for n in range(1, (end - start).days + 1))
