"""辦公日曆: what is said of single days (停班、補班、更正), nationwide or in one agency, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.domain import published_calendar
from app.domain.audit_trail import Entry, Subject
from app.domain.errors import NotFound, PermissionDenied, UnusableEntry
from app.domain.roc_calendar import format_roc
from app.domain.roles import Permission
from app.domain.workdays import DaySource
from app.models import Agency, CalendarDay, User
from app.services import audit_trail, workdays
from app.services.permissions import agency_ids, may_in_agency, require_in_agency
from app.services.transaction import transaction

NATIONWIDE = "全國"


@dataclass(frozen=True, slots=True)
class Realm:
    """Where a calendar counts: in one agency, or nationwide (``agency_id`` is ``None``)."""

    agency_id: int | None
    name: str


def realms(session: Session, by: User) -> Sequence[Realm]:
    """The calendars that a person may keep, the widest first."""
    allowed = agency_ids(by, Permission.KEEP_CALENDAR)
    every = select(Agency).order_by(Agency.id)
    found = session.scalars(every if None in allowed else every.where(Agency.id.in_(allowed)))
    nationwide = [Realm(None, NATIONWIDE)] if None in allowed else []
    return [*nationwide, *(Realm(agency.id, agency.name) for agency in found)]


def realm(session: Session, agency_id: int | None, *, by: User) -> Realm:
    """The calendar of an agency; without one, the widest that the person may keep.

    :raises PermissionDenied: if they may keep none.
    :raises NotFound: if they may not keep this one.
    """
    known = realms(session, by)
    if not known:
        raise PermissionDenied("您沒有「維護辦公日曆」的權限。如有需要，請洽系統管理者。")
    if agency_id is None:
        return known[0]
    found = next((one for one in known if one.agency_id == agency_id), None)
    if found is None:
        raise NotFound("查無這個機關，或您沒有維護其辦公日曆的權限。")
    return found


def said_in(session: Session, agency_id: int | None, year: int) -> Sequence[CalendarDay]:
    """What was said of the days of a Gregorian year that counts in an agency, by day."""
    return session.scalars(
        select(CalendarDay)
        .where(or_(CalendarDay.agency_id.is_(None), CalendarDay.agency_id == agency_id))
        .where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)))
        .options(joinedload(CalendarDay.set_by), joinedload(CalendarDay.agency))
        .order_by(CalendarDay.day, CalendarDay.source, CalendarDay.agency_id)
    ).all()


def set_day(
    session: Session, agency_id: int | None, day: date, *, is_workday: bool, name: str, by: User, at: datetime
) -> None:
    """Say of a day that offices work, or do not, from this moment on.

    :raises PermissionDenied: if ``by`` may not keep this calendar.
    :raises UnusableEntry: without a name, or if the day is such a day already.
    """
    require_in_agency(by, Permission.KEEP_CALENDAR, agency_id)
    if not name.strip():
        raise UnusableEntry("請填寫事由，例如「颱風停班」。")
    if day.year < published_calendar.FIRST_YEAR:
        raise UnusableEntry("請填 87 年度以後的日期。")
    with transaction(session):
        hold(session, agency_id)
        known = workdays.calendar(session, agency_id)
        if known.is_workday(day) is is_workday:
            said = known.special(day)
            reason = f"（{said.name}）" if said else ""
            raise UnusableEntry(f"{format_roc(day)} 已是{_kind(is_workday)}{reason}，不必登錄。")
        if (taken := _typed(session, agency_id, day)) is not None:
            raise UnusableEntry(f"{format_roc(day)} 已登錄「{taken.name}」，請先移除再重新登錄。")
        session.add(
            CalendarDay(
                agency_id=agency_id,
                day=day,
                is_workday=is_workday,
                name=name.strip(),
                source=DaySource.TYPED,
                set_by=by,
                set_at=at,
            )
        )
        told = Entry(Subject.CALENDAR, day.isoformat(), None, told_of(is_workday, name.strip()), label=format_roc(day))
        audit_trail.record(session, [told], by=by, at=at, agency_id=agency_id)


def remove_day(session: Session, day_id: int, *, by: User, at: datetime) -> date:
    """Take back what somebody typed of a day; what is known otherwise counts again. Returns the day.

    :raises NotFound: if there is none, or not in a calendar that ``by`` may keep.
    """
    with transaction(session):
        row = session.scalar(
            select(CalendarDay)
            .where(CalendarDay.id == day_id, CalendarDay.source == DaySource.TYPED)
            .with_for_update(of=CalendarDay)
        )
        if row is None or not may_in_agency(by, Permission.KEEP_CALENDAR, row.agency_id):
            raise NotFound("查無這筆登錄，可能已經移除。")
        before = told_of(row.is_workday, row.name)
        told = Entry(Subject.CALENDAR, row.day.isoformat(), before, None, label=format_roc(row.day))
        session.delete(row)
        audit_trail.record(session, [told], by=by, at=at, agency_id=row.agency_id)
        return row.day


def told_of(is_workday: bool, name: str) -> dict[str, str]:
    """A day as the audit trail tells of it."""
    return {"辦公": _kind(is_workday), "事由": name}


def _kind(is_workday: bool) -> str:
    return "上班日" if is_workday else "放假日"


def _typed(session: Session, agency_id: int | None, day: date) -> CalendarDay | None:
    same = CalendarDay.agency_id.is_(None) if agency_id is None else CalendarDay.agency_id == agency_id
    return session.scalar(
        select(CalendarDay).where(same, CalendarDay.day == day, CalendarDay.source == DaySource.TYPED)
    )


def hold(session: Session, agency_id: int | None) -> None:
    """Keep the rows of the agencies whose calendar it is, so that of two changes at once the second sees the first."""
    every = select(Agency.id).order_by(Agency.id).with_for_update()
    session.execute(every if agency_id is None else every.where(Agency.id == agency_id))
