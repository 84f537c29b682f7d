"""The page of the office calendar: a year as twelve months, and what was said of single days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.domain import published_calendar
from app.domain.roles import Permission
from app.domain.workdays import Calendar, DaySource, SpecialDay
from app.models import CalendarDay, CalendarYear, User
from app.services import calendar_uploads, office_calendar, workdays
from app.services.permissions import may_in_agency, require_in_agency

MONTHS = range(1, 13)
WEEK = 7


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day in its week. ``mark`` is 休 or 班 where offices work otherwise than on this weekday."""

    day: date
    is_workday: bool
    mark: str
    is_typed: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks from Monday (``None``: a day of another month), and the days with a name."""

    number: int
    weeks: tuple[tuple[DayCell | None, ...], ...]
    named: tuple[SpecialDay, ...]
    workdays: int


@dataclass(frozen=True, slots=True)
class SaidLine:
    """Something said of a day, and whether the person may take it back."""

    row: CalendarDay
    realm: str
    may_remove: bool


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """What the page shows. ``taken``: the yearly calendar that was uploaded; ``is_forecast``: none was, nor known."""

    months: tuple[Month, ...]
    said: tuple[SaidLine, ...]
    taken: CalendarYear | None
    is_forecast: bool
    workdays: int


def page(session: Session, agency_id: int | None, roc_year: int, *, viewer: User) -> CalendarPage:
    """The calendar of a year as it counts in an agency, or nationwide.

    :raises PermissionDenied: if ``viewer`` may not keep this calendar.
    """
    require_in_agency(viewer, Permission.KEEP_CALENDAR, agency_id)
    year = roc_year + 1911
    known = workdays.calendar(session, agency_id)
    months = tuple(_month(known, year, number) for number in MONTHS)
    taken = calendar_uploads.last_taken(session, agency_id, roc_year)
    return CalendarPage(
        months,
        tuple(_lines(office_calendar.said_in(session, agency_id, year), viewer)),
        taken,
        is_forecast=taken is None and year > published_calendar.LAST_COMPARED_YEAR,
        workdays=sum(month.workdays for month in months),
    )


def _lines(rows: Sequence[CalendarDay], viewer: User) -> Iterator[SaidLine]:
    for row in rows:
        may = may_in_agency(viewer, Permission.KEEP_CALENDAR, row.agency_id)
        realm = row.agency.name if row.agency else office_calendar.NATIONWIDE
        yield SaidLine(row, realm, may_remove=may and row.source is DaySource.TYPED)


def _month(known: Calendar, year: int, number: int) -> Month:
    first = date(year, number, 1)
    last = date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
    days = [first + timedelta(days=n) for n in range(last.day)]
    cells: list[DayCell | None] = [None] * first.weekday()
    cells += [_cell(known, day) for day in days]
    cells += [None] * (-len(cells) % WEEK)
    weeks = tuple(tuple(cells[start : start + WEEK]) for start in range(0, len(cells), WEEK))
    named = tuple(found for day in days if (found := known.special(day)))
    return Month(number, weeks, named, sum(known.is_workday(day) for day in days))


def _cell(known: Calendar, day: date) -> DayCell:
    special = known.special(day)
    mark = "" if special is None or not special.is_exception else "班" if special.is_workday else "休"
    return DayCell(day, known.is_workday(day), mark, special is not None and special.source is DaySource.TYPED)
