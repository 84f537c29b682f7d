"""The office calendars of Taiwan as they were published, and as the law foretells the years after them.

From a library that was compared with the calendars of 行政院人事行政總處 from 87 to 115. What it cannot know comes as
an override: days off for a typhoon, and what a later calendar settles otherwise.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from app.domain.roc_calendar import format_roc
from app.domain.workdays import SpecialDay, is_weekend

FIRST_YEAR = 1998  # before it nothing is known but the weekdays
LAST_COMPARED_YEAR = 2026  # after it the days follow from the law, and may be settled otherwise
EVE, DAY_BEFORE_EVE = "農曆除夕", "小年夜"  # the library calls both 農曆除夕; the second is a holiday since 115
_MADE_UP_FOR = re.compile(r"(\d{4}-\d\d-\d\d) 補班")


@cache
def special_days(year: int) -> Mapping[date, SpecialDay]:
    """The holidays of a Gregorian year, also those on weekends, and the weekend days on which offices work."""
    if year < FIRST_YEAR:
        return MappingProxyType({})
    from holidays import country_holidays  # takes longer to import than most commands take to run

    # A day may make up for one of the next year (103/12/27 for 104/1/2), which names it.
    known = country_holidays("TW", years=(year, year + 1), language="zh_TW")
    made_up = {date.fromisoformat(on[1]): off for off, name in known.items() if (on := _MADE_UP_FOR.search(name))}
    found = {}
    for day in (date(year, 1, 1) + timedelta(days=n) for n in range(366)):
        is_workday, name = known.is_working_day(day), known.get(day)
        if day.year == year and (name or is_workday == is_weekend(day)):
            found[day] = SpecialDay(day, is_workday, _holiday(name) if name else _make_up(made_up.get(day)))
    for day in (day for day, one in found.items() if one.name == EVE and _is_eve(found.get(day + timedelta(days=1)))):
        found[day] = SpecialDay(day, is_workday=False, name=DAY_BEFORE_EVE)
    return MappingProxyType(found)


def _is_eve(next_day: SpecialDay | None) -> bool:
    return next_day is not None and next_day.name == EVE


def _holiday(name: str) -> str:
    """The library's name in the words of offices: dates in 民國, names joined as in a list."""
    in_roc = _MADE_UP_FOR.sub(lambda on: f"{format_roc(date.fromisoformat(on[1]))} 補行上班", name)
    return in_roc.replace("放假日（", "調整放假（").replace("; ", "、")


def _make_up(day_off: date | None) -> str:
    return "上班日" if day_off is None else f"補行上班（{format_roc(day_off)} 調整放假）"
