"""辦公日曆表 uploaded: what it says otherwise than is known is shown first, and counts once it is confirmed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import published_calendar
from app.domain.audit_trail import Entry, Subject
from app.domain.calendar_file import CalendarFile
from app.domain.errors import NotFound, UnusableEntry
from app.domain.findings import Problem
from app.domain.roc_calendar import format_roc
from app.domain.roles import Permission
from app.domain.workdays import Calendar, DaySource, SpecialDay, is_weekend
from app.models import CalendarDay, CalendarYear, User
from app.services import audit_trail, files, office_calendar, waiting_files, workdays
from app.services.permissions import require_in_agency
from app.services.transaction import transaction
from app.workbooks import calendar_csv

ROOM = "calendars"


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that counts otherwise once the file is taken: what is known of it now, and what the file says.

    ``is_kept``: somebody typed something of this day, which goes on counting.
    """

    day: date
    known: SpecialDay
    new: SpecialDay
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a file would do. ``digest`` finds it again; with problems nothing can be taken."""

    roc_year: int | None
    changes: tuple[DayChange, ...]
    problems: tuple[Problem, ...]
    digest: str = ""


def look(session: Session, agency_id: int | None, content: bytes, *, by: User, data_dir: Path) -> Preview:
    """Read an uploaded calendar and say what it would change; the file waits for its confirmation.

    :raises PermissionDenied: if ``by`` may not keep this calendar.
    """
    require_in_agency(by, Permission.KEEP_CALENDAR, agency_id)
    read = calendar_csv.read(content)
    if read.problems:
        return Preview(None, (), read.problems)
    digest = waiting_files.keep(waiting_files.room(data_dir, ROOM), content)
    changes = tuple(_changes(workdays.calendar(session, agency_id), read))
    return Preview(read.year - 1911, changes, (), digest)


def take(
    session: Session,
    agency_id: int | None,
    digest: str,
    *,
    file_name: str,
    by: User,
    at: datetime,
    data_dir: Path,
) -> int:
    """Let an uploaded calendar count, and keep its file; returns its ROC year. Taking it twice changes nothing more.

    :raises PermissionDenied: if ``by`` may not keep this calendar.
    :raises NotFound: if no file waits under this hash (any more).
    """
    require_in_agency(by, Permission.KEEP_CALENDAR, agency_id)
    content = waiting_files.find(waiting_files.room(data_dir, ROOM), digest)
    if content is None:
        raise NotFound("找不到上傳的辦公日曆表，請重新上傳。")
    read = calendar_csv.read(content)
    if read.problems:
        raise UnusableEntry("這份辦公日曆表有錯誤，不能採用；請重新上傳。")
    roc_year = read.year - 1911
    files.keep(data_dir, content)
    with transaction(session):
        office_calendar.hold(session, agency_id)
        told = list(_replaced(session, agency_id, read, by, at))
        session.add(
            CalendarYear(
                agency_id=agency_id,
                roc_year=roc_year,
                file_name=file_name,
                file_sha256=digest,
                taken_by=by,
                taken_at=at,
            )
        )
        file = {"檔案": file_name, "SHA-256": digest}
        told.append(Entry(Subject.CALENDAR, str(roc_year), None, file, label=f"{roc_year} 年度辦公日曆表"))
        audit_trail.record(session, told, by=by, at=at, agency_id=agency_id)
    return roc_year


def last_taken(session: Session, agency_id: int | None, roc_year: int) -> CalendarYear | None:
    """The newest calendar of a year that counts in an agency; ``None``: none was uploaded."""
    rows = session.scalars(
        select(CalendarYear).where(CalendarYear.roc_year == roc_year).order_by(CalendarYear.id.desc())
    )
    return next((row for row in rows if row.agency_id in (None, agency_id)), None)


def _changes(known: Calendar, read: CalendarFile) -> Iterator[DayChange]:
    for day, new in sorted(read.days.items()):
        if known.is_workday(day) is not new.is_workday:
            special = known.special(day) or SpecialDay(day, not is_weekend(day), "")
            yield DayChange(day, special, new, is_kept=special.source is DaySource.TYPED)


def _replaced(session: Session, agency_id: int | None, read: CalendarFile, by: User, at: datetime) -> Iterator[Entry]:
    """Put the file's exceptions in the place of those of the file before; what counts anyway needs no row."""
    present = _uploaded(session, agency_id, read)
    wider = {} if agency_id is None else _uploaded(session, None, read)
    said = {day: SpecialDay(day, row.is_workday, row.name, row.source) for day, row in wider.items()}
    anyway = Calendar(published_calendar.special_days, said)
    for day, new in sorted(read.days.items()):
        old = present.get(day)
        wanted = new if anyway.is_workday(day) is not new.is_workday else None
        before = office_calendar.told_of(old.is_workday, old.name) if old else None
        after = office_calendar.told_of(wanted.is_workday, wanted.name) if wanted else None
        if before == after:
            continue
        if old is not None:
            session.delete(old)
            session.flush()  # the new row takes its place in a unique index
        if wanted is not None:
            about = {"day": day, "is_workday": wanted.is_workday, "name": wanted.name, "source": DaySource.UPLOADED}
            session.add(CalendarDay(agency_id=agency_id, set_by=by, set_at=at, **about))
        yield Entry(Subject.CALENDAR, day.isoformat(), before, after, label=format_roc(day))


def _uploaded(session: Session, agency_id: int | None, read: CalendarFile) -> dict[date, CalendarDay]:
    same = CalendarDay.agency_id.is_(None) if agency_id is None else CalendarDay.agency_id == agency_id
    of_year = CalendarDay.day.between(min(read.days), max(read.days))
    rows = session.scalars(select(CalendarDay).where(same, of_year, CalendarDay.source == DaySource.UPLOADED))
    return {row.day: row for row in rows}
