"""燈號月圖: each plan of a page with the light it had at the end of each month, as far as it was kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, and_, column, func, select, true, values
from sqlalchemy.orm import Session, aliased

from app.domain.lights import Light
from app.domain.portfolio import months_of, years_of
from app.models import Plan, PlanSnapshot
from app.services.pages.plan_list import PlanLine

_SHOWN = (
    PlanSnapshot.plan_id,
    PlanSnapshot.on_day,
    PlanSnapshot.light,
    PlanSnapshot.light_word,
    PlanSnapshot.is_afterwards,
)


class CellKind(StrEnum):
    """What a month says of a plan."""

    KEPT = "kept"
    MISSING = "missing"  # it ran, and nothing was kept
    AHEAD = "ahead"  # the month has not begun
    OUTSIDE = "outside"  # the plan did not run


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A plan in a month: the last day of it that was kept."""

    kind: CellKind
    month: int
    on_day: date | None = None
    light: Light | None = None
    word: str = ""
    is_afterwards: bool = False


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A plan in a 民國 year, from January to December. A plan over more years has a row for each."""

    line: PlanLine
    roc_year: int
    cells: tuple[HeatCell, ...]

    @property
    def is_of_own_year(self) -> bool:
        """Whether the year is the one that the plan is of."""
        return self.roc_year == self.line.roc_year


def rows(session: Session, lines: Sequence[PlanLine], *, on: date) -> Mapping[int, Sequence[HeatRow]]:
    """The rows of each plan by its id, in one query. Does not ask who reads: the lines have asked.

    The months of a plan are looked up one by one in the index of its days, so that it is the same to it how many
    days were kept.
    """
    years_by_plan = {line.plan_id: _years(line, on) for line in lines}
    years = {year for found in years_by_plan.values() for year in found}
    kept = _kept(session, [line.plan_id for line in lines], years) if years else {}
    return {
        line.plan_id: [
            HeatRow(line, year, tuple(_cell(line, months, kept, on) for months in months_of(year)))
            for year in years_by_plan[line.plan_id]
        ]
        for line in lines
    }


def _years(line: PlanLine, on: date) -> Sequence[int]:
    """The years in which the plan runs, as far as they have begun, and always its own."""
    running = years_of(line.roc_year, line.starts_on, line.ends_on)
    return [year for year in running if year == line.roc_year or next(months_of(year))[0] <= on]


def _kept(session: Session, plan_ids: Sequence[int], years: Collection[int]) -> Mapping[tuple[int, date], Any]:
    """The last kept day of each month, by plan and first day of the month."""
    spans = [span for year in sorted(years) for span in months_of(year)]
    months = values(column("first", Date), column("last", Date)).data(spans).cte("months")
    day = aliased(PlanSnapshot)
    last = select(func.max(day.on_day)).where(
        day.plan_id == Plan.id, day.on_day >= months.c.first, day.on_day <= months.c.last
    )
    is_last = PlanSnapshot.on_day == last.correlate(Plan, months).scalar_subquery()
    found = (
        select(months.c.first, *_SHOWN)
        .select_from(Plan)
        .join(months, true())
        .join(PlanSnapshot, and_(PlanSnapshot.plan_id == Plan.id, is_last))
        .where(Plan.id.in_(plan_ids))
    )
    return {(row.plan_id, row.first): row for row in session.execute(found)}


def _cell(line: PlanLine, month: tuple[date, date], kept: Mapping[tuple[int, date], Any], on: date) -> HeatCell:
    first, last = month
    row = kept.get((line.plan_id, first))
    if row is not None and row.on_day <= on:
        return HeatCell(CellKind.KEPT, first.month, row.on_day, Light(row.light), row.light_word, row.is_afterwards)
    if first > on:
        return HeatCell(CellKind.AHEAD, first.month)
    runs = line.starts_on <= last and first <= line.ends_on
    return HeatCell(CellKind.MISSING if runs else CellKind.OUTSIDE, first.month)
