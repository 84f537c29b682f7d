"""The budget of 108 and the programme of 114 as published facts; resolutions that are due now are constructed.

What is published and what is constructed is told in ``data/budget-108/README.md`` and ``data/plan-114/README.md``.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files

from app.domain.budget import Account, BudgetLevel, Line, ResolutionAnswer

AGENCY, YEAR = "經濟部中小企業處", 108
RESOLUTIONS_YEAR = 107  # the budget of 108 answers what was resolved with that of the year before
PROGRAMME_AGENCY, PROGRAMME, PROGRAMME_YEAR = "經濟部中小及新創企業署", "中小微企業多元振興發展計畫", 114

Cells = Mapping[str, str]
_DATA = files("app.demo") / "data"


def lines() -> Iterator[Line]:
    """The budget from the whole agency down, as printed."""
    for row in _rows("budget-108/lines.csv"):
        yield Line(
            code=row["code"],
            parent=row["parent"] or None,
            level=BudgetLevel(row["level"]),
            name=row["name"],
            amount=_whole(row["amount"]),
            change=_whole(row["change"]),
            divisions=row["divisions"] or None,
        )


def accounts() -> Iterator[Account]:
    """What each 分支計畫 is spent on."""
    for row in _rows("budget-108/accounts.csv"):
        yield Account(row["line"], row["code"], row["name"], int(row["amount"]))


def multi_year_plans() -> Iterator[tuple[Cells, list[Cells]]]:
    """Each plan over several years, with its yearly shares."""
    shares = list(_rows("budget-108/allotments.csv"))
    for row in _rows("budget-108/multi_year.csv"):
        yield row, [share for share in shares if share["plan"] == row["name"]]


def resolutions() -> Iterator[Cells]:
    """What the legislature resolved, and the agency's answers."""
    return _rows("budget-108/resolutions.csv")


def resolutions_of_today(today: date) -> Iterator[tuple[str, str, date, ResolutionAnswer | None, date | None]]:
    """Constructed ones with deadlines around a day: number, subject, deadline, answer, and the day of the answer."""
    told = (
        ("一", "示範：委辦計畫執行情形書面報告", -75, ResolutionAnswer.REPORTED, -82),
        ("二", "示範：凍結經費解凍專案報告", -40, ResolutionAnswer.REPORTED, -31),
        ("三", "示範：計畫績效指標檢討報告", -12, None, None),
        ("四", "示範：補助款查核結果書面報告", 9, None, None),
        ("五", "示範：次年度經費配置檢討", 45, None, None),
    )
    for item, subject, due, answer, answered in told:
        day = None if answered is None else today + timedelta(days=answered)
        yield item, subject, today + timedelta(days=due), answer, day


def programme_indicators() -> Iterator[Cells]:
    """The figures of the programme of 114."""
    return _rows("plan-114/indicators.csv")


def figure(text: str) -> Decimal | None:
    """A figure as printed; a blank cell is none."""
    return Decimal(text) if text else None


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8") as rows:
        yield from csv.DictReader(rows)
