"""The 33 commissioned plans (委辦計畫) as the budget of 108 lists them, and how each of them is told to have gone."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import groupby

_DATA = files("app.demo") / "data"

CONTRACTORS: Mapping[str, str] = {
    "1": "財團法人示範產業服務中心",  # that of the demo's second contractor
    "2": "財團法人示範數位應用研究院",
    "3": "示範創業育成股份有限公司",
    "4": "社團法人示範中小企業協進會",
    "5": "示範管理顧問股份有限公司",
}


@dataclass(frozen=True, slots=True)
class Target:
    """An expected result as the budget prints it (預期成果), in base units."""

    item: str
    qualifier: str
    target: Decimal
    unit: str
    places: int


@dataclass(frozen=True, slots=True)
class Commission:
    """A line of the analysis of commissioned money (委辦經費分析表). Money is whole 元, years are ROC."""

    number: int
    budget_code: str
    division: str
    name: str
    start_year: int
    end_year: int
    money: tuple[tuple[str, int], ...]  # by kind of expense, as the analysis divides it
    targets: tuple[Target, ...]

    @property
    def total(self) -> int:
        """What the plan costs."""
        return sum(amount for _, amount in self.money)


@dataclass(frozen=True, slots=True)
class Story:
    """How a plan is told to have gone; ``again``: it is told a second time in the year of today."""

    contractor: str
    pace: str
    results: str
    spending: str
    reports: str
    change: str
    shortfall: str
    again: bool


@cache
def commissions() -> tuple[Commission, ...]:
    """All of them, in the order of the budget."""
    return tuple(
        Commission(
            number=int(row["number"]),
            budget_code=row["budget_code"],
            division=row["division"],
            name=row["name"],
            start_year=int(row["start_year"]),
            end_year=int(row["end_year"]),
            money=tuple((label, int(row[column])) for column, label in _EXPENSES.items() if row[column] != "0"),
            targets=_targets().get(row["number"], ()),
        )
        for row in _rows("budget-108/commissions.csv")
    )


@cache
def stories() -> Mapping[int, Story]:
    """By the number of the commission."""
    return {
        int(row.pop("number")): Story(
            CONTRACTORS[row.pop("contractor")],
            **{name: text for name, text in row.items() if name != "again"},
            again=row["again"] == "1",
        )
        for row in _rows("portfolio/stories.csv")
    }


_EXPENSES = {"personnel": "用人費用", "operating": "業務費用", "other": "其他費用", "capital": "資本門其他"}


@cache
def _targets() -> Mapping[str, tuple[Target, ...]]:
    by_number = groupby(_rows("budget-108/targets.csv"), lambda row: row["number"])
    return {number: tuple(map(_target, rows)) for number, rows in by_number}


def _target(row: Mapping[str, str]) -> Target:
    return Target(row["item"], row["qualifier"], Decimal(row["target"]), row["unit"], int(row["places"]))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)
