"""On which days offices work: the published calendar, and what was said of single days since.

What an agency said of a day goes before what was said nationwide. Each call asks the database, so that a typhoon day
counts from the moment it is entered; the published years are worked out once a process.
"""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain import published_calendar
from app.domain.workdays import Calendar, DaySource, SpecialDay
from app.models import CalendarDay


def calendar(session: Session, agency_id: int | None = None) -> Calendar:
    """The calendar of an agency, or the nationwide one, for whoever asks for more than one day."""
    rows = session.scalars(
        select(CalendarDay)
        .where(or_(CalendarDay.agency_id.is_(None), CalendarDay.agency_id == agency_id))
        # The last one wins: what was typed was known later than the year's calendar, and an agency knows its own.
        .order_by(CalendarDay.source == DaySource.TYPED, CalendarDay.agency_id.is_not(None))
    )
    overrides = {row.day: SpecialDay(row.day, row.is_workday, row.name, row.source) for row in rows}
    return Calendar(published_calendar.special_days, overrides)


def is_workday(session: Session, day: date, *, agency_id: int | None = None) -> bool:
    """Whether offices work on the day."""
    return calendar(session, agency_id).is_workday(day)


def next_workday(session: Session, day: date, *, agency_id: int | None = None) -> date:
    """The first workday from the day on: the day itself, if it is one."""
    return calendar(session, agency_id).next_workday(day)


def add_workdays(session: Session, day: date, n: int, *, agency_id: int | None = None) -> date:
    """The n-th workday after the day (negative: before it); the day itself does not count, and 0 is the day itself."""
    return calendar(session, agency_id).add(day, n)
