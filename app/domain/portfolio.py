"""總覽: how a list of many plans can be looked at: in what order, under what heads, and in what shape. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.lights import Light

_MOST = 999_999  # hundredths of a percentage point, farther than progress can be from what was planned
_LIGHT_STEP = 10_000_000
FIRST_ROC_YEAR = 1911


class View(StrEnum):
    """In what shape, as an address says it."""

    TABLE = "table"
    HEAT = "heat"  # 燈號月圖: a row a plan, a column a month

    @property
    def label(self) -> str:
        """As the page calls it."""
        return {View.TABLE: "表格", View.HEAT: "燈號月圖"}[self]


class Grouping(StrEnum):
    """Under what heads, as an address says it."""

    NONE = "none"
    DIVISION = "division"
    BRANCH = "branch"
    CONTRACTOR = "contractor"
    LIGHT = "light"

    @property
    def label(self) -> str:
        """As the page calls it."""
        return _GROUPINGS[self]


class Order(StrEnum):
    """In what order, as an address says it."""

    WORST = "worst"
    CODE = "code"
    DIFFERENCE = "difference"
    DAYS = "days"
    MONEY = "money"

    @property
    def label(self) -> str:
        """As the page calls it."""
        return _ORDERS[self]


_GROUPINGS = {
    Grouping.NONE: "不分組",
    Grouping.DIVISION: "組別",
    Grouping.BRANCH: "分支計畫",
    Grouping.CONTRACTOR: "受委託單位",
    Grouping.LIGHT: "燈號",
}
_ORDERS = {
    Order.WORST: "燈號，嚴重者在前",
    Order.CODE: "年度、計畫編號",
    Order.DIFFERENCE: "進度差異，落後多者在前",
    Order.DAYS: "落後天數，長者在前",
    Order.MONEY: "政府經費，多者在前",
}


@dataclass(frozen=True, slots=True)
class Totals:
    """What some plans come to, whole 元 and 案; ``lights`` counts plans.

    :ivar executed: 執行數 of those that reported one.
    :ivar unreported: plans without 執行數, which count in ``contracted`` all the same.
    """

    plans: int = 0
    lights: Mapping[Light, int] = field(default_factory=dict)
    government_budget: int = 0
    contracted: int = 0
    executed: int = 0
    unreported: int = 0
    cases: int = 0

    @property
    def rate(self) -> Decimal | None:
        """執行率: 執行數 over 簽約數, a ratio; ``None`` while nothing is contracted or nothing was reported."""
        if not self.contracted or self.unreported == self.plans:
            return None
        return Decimal(self.executed) / self.contracted

    def __add__(self, other: Totals) -> Totals:
        lights = {
            one: count for one in Light if (count := self.lights.get(one, 0) + other.lights.get(one, 0))
        }  # in the order of the lights, whatever was added first
        return Totals(
            self.plans + other.plans,
            lights,
            self.government_budget + other.government_budget,
            self.contracted + other.contracted,
            self.executed + other.executed,
            self.unreported + other.unreported,
            self.cases + other.cases,
        )


def urgency_of(light: Light, difference_pp: Decimal | None) -> int:
    """A number by which plans are sorted, the smallest first: the worst light, and in it the farthest behind.

    Plans without progress come last in their light.
    """
    if difference_pp is None:
        behind = 2 * _MOST + 1
    else:
        behind = int(min(max(difference_pp * 100, Decimal(-_MOST)), Decimal(_MOST))) + _MOST
    return -light.badness * _LIGHT_STEP + behind


def months_of(roc_year: int) -> Iterator[tuple[date, date]]:
    """First and last day of each month of a 民國 year."""
    year = roc_year + FIRST_ROC_YEAR
    for month in range(1, 13):
        yield date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def years_of(roc_year: int, starts_on: date, ends_on: date) -> tuple[int, ...]:
    """The 民國 years in which a plan runs, its own year included."""
    first, last = starts_on.year - FIRST_ROC_YEAR, ends_on.year - FIRST_ROC_YEAR
    return tuple(sorted({roc_year, *range(first, last + 1)}))
