"""立法院決議 in the inbox: before one is due and when it is late, whoever answers for the agency is told.

Alerts belong to plans, and a resolution belongs to none; so it is told of like any other due date (到期提醒), and goes
up like an alert: late to 計畫辦公室 and 主管, and to both once more when it turns red.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.budget import ResolutionState
from app.domain.due_dates import reminder_step, reminder_steps
from app.domain.lights import Light
from app.domain.notices import NoticeKind
from app.domain.roc_calendar import DateStyle, format_roc
from app.domain.roles import Role
from app.domain.thresholds import Thresholds
from app.domain.workdays import Calendar
from app.models import Resolution, User
from app.services import addressees, notices, resolutions, workdays
from app.services.resolutions import ResolutionLine
from app.services.transaction import transaction

LONGEST_REST = 31  # as for other reminders: days off in a row by which one may be moved forward
WHERE = "/programme/resolutions/{id}"


@dataclass(frozen=True, slots=True)
class Told:
    """Resolutions that somebody was told of, and how many people that were."""

    resolutions: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class _News:
    step: str  # with the deadline it names the piece: another deadline is told of anew
    kind: NoticeKind
    subject: str
    to: tuple[Role, ...]


def remind(session: Session, *, on: date, at: datetime) -> Told:
    """Tell what is due soon and what is late, each step once; a night that was missed is caught up.

    Nobody is told on a day off: what falls on one is told on the workday before, what is late on the next.
    """
    limits = resolutions.LIMITS
    until = on + timedelta(days=reminder_steps(limits)[0] + LONGEST_REST)
    open_ones = select(Resolution).where(Resolution.answer.is_(None), Resolution.due_on <= until)
    calendars: dict[int, Calendar] = {}
    told = Told()
    with transaction(session):
        for row in session.scalars(open_ones.order_by(Resolution.id)).all():
            if row.agency_id not in calendars:
                calendars[row.agency_id] = workdays.calendar(session, row.agency_id)
            people = _tell(session, resolutions.line_of(row, on), limits, calendars[row.agency_id], on, at)
            told = Told(told.resolutions + bool(people), told.people + people)
    return told


def _tell(
    session: Session, line: ResolutionLine, limits: Thresholds, calendar: Calendar, on: date, at: datetime
) -> int:
    row = line.resolution
    people = 0
    for news in _news(line, limits, calendar, on):
        for person in _addressed(session, news.to, row.agency_id):
            people += notices.tell(
                session,
                person,
                key=f"resolution/{row.id}/{row.due_on}/{news.step}",
                kind=news.kind,
                subject=news.subject,
                text=f"{row.subject}（{row.roc_year} 年度預算，{row.section}{row.item}），{line.reading.sentence}。",
                path=WHERE.format(id=row.id),
                plan=None,
                at=at,
            )
    return people


def _news(line: ResolutionLine, limits: Thresholds, calendar: Calendar, on: date) -> Iterator[_News]:
    row = line.resolution
    if row.due_on is None or not calendar.is_workday(on):
        return
    due = format_roc(row.due_on, DateStyle.WEEKDAY)
    if line.state is ResolutionState.OVERDUE:
        both = (Role.OFFICER, Role.MANAGER)
        yield _News("late", NoticeKind.ALERT, f"立法院決議逾期未辦理（期限 {due}）", both)
        if line.reading.light is Light.RED:
            yield _News("severe", NoticeKind.ALERT, f"立法院決議嚴重逾期（期限 {due}）", both)
        return
    step = reminder_step(row.due_on, on=on, thresholds=limits, calendar=calendar)
    if step is not None:
        left = (row.due_on - on).days
        said = f"尚餘 {left} 天" if left else "今日到期"
        yield _News(str(step), NoticeKind.REMINDER, f"立法院決議於 {due} 到期（{said}）", (Role.OFFICER,))


def _addressed(session: Session, roles: Sequence[Role], agency_id: int) -> list[User]:
    """Who has one of these roles in the whole agency; of 計畫辦公室 without anybody, 主管."""
    found = {user.id: user for role in roles for user in addressees.in_agency(session, role, agency_id)}
    if not found and Role.MANAGER not in roles:
        return addressees.in_agency(session, Role.MANAGER, agency_id)
    return list(found.values())
