"""到期提醒: before something is due, those who still owe it are told, once for each step and due date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.domain.due_dates import DueDate, DueKind, DueState, reminder_due, reminder_steps
from app.domain.notices import NoticeKind
from app.domain.roc_calendar import DateStyle, format_roc
from app.domain.roles import Role
from app.domain.thresholds import Thresholds
from app.domain.workdays import Calendar
from app.models import Plan, User
from app.services import addressees, due_dates, notices, plans, resolution_reminders, thresholds, workdays
from app.services.due_dates import Window
from app.services.transaction import transaction

LONGEST_REST = 31  # days off in a row by which a reminder may be moved forward; New Year has nine
WHERE = {
    DueKind.CHECKPOINT: "/plans/{code}/checkpoints/{key}/report",
    DueKind.REPORT: "/plans/{code}/submissions/new",
    DueKind.CORRECTION: "/plans/{code}",
    DueKind.FOLLOW_UP: "/plans/{code}/follow-ups",
    DueKind.ANSWER: "/alerts/{key}",
}


@dataclass(frozen=True, slots=True)
class Reminded:
    """What a day's reminders came to. ``nobody``: things that are due soon and that nobody has an account for."""

    things: int = 0
    people: int = 0
    nobody: int = 0
    skipped: tuple[str, ...] = ()

    def __add__(self, other: "Reminded") -> "Reminded":
        return Reminded(
            self.things + other.things,
            self.people + other.people,
            self.nobody + other.nobody,
            self.skipped + other.skipped,
        )


def remind(session: Session, *, on: date, at: datetime) -> Reminded:
    """Tell everybody what they owe and have not been reminded of; each plan in a transaction of its own.

    Doing it twice tells nothing twice, and a night that was missed is caught up on the next workday.
    """
    everything = plans.everything(session)
    limits, refused = thresholds.of_each(session, everything)
    watched = [plan for plan in everything if plan.id in limits]
    horizon = max((reminder_steps(one)[0] for one in limits.values()), default=0) + LONGEST_REST
    window = Window(on, since=on, until=on + timedelta(days=horizon))
    calendars: dict[int, Calendar] = {}
    outcome = Reminded(skipped=tuple(f"計畫 {plan.code} 未提醒：{refusal}" for plan, refusal in refused))
    for plan, found in due_dates.of_plans(session, watched, window):
        calendar = calendars.setdefault(plan.agency_id, workdays.calendar(session, plan.agency_id))
        near = list(_near(found, limits[plan.id], calendar, on))
        if not near:
            continue
        with transaction(session):
            for due, step in near:
                owing = _owing(session, plan, due)
                news = _news(plan, due, step, calendar, on)
                told = sum(notices.tell(session, person, **news, plan=plan, at=at) for person in owing)
                outcome += Reminded(things=bool(told), people=told, nobody=not owing)
    return outcome


def _near(found: Sequence[DueDate], limits: Thresholds, calendar: Calendar, on: date) -> Iterator[tuple[DueDate, int]]:
    for due in found:
        step = reminder_due(due, on=on, thresholds=limits, calendar=calendar)
        if due.state is DueState.OPEN and step is not None:
            yield due, step


def _owing(session: Session, plan: Plan, due: DueDate) -> Sequence[User]:
    """Who has to see to it: the contractor's people; of 查核點 also 計畫辦公室, and of everything where the contractor
    has no account, for then the office files on its behalf (design section 2)."""
    if due.person_id is not None:
        person = session.get(User, due.person_id)
        return [person] if person else []
    if due.owed_by is Role.MANAGER:
        return addressees.managers(session, plan)
    officers = addressees.officers(session, plan)
    theirs = [] if due.owed_by is Role.OFFICER else addressees.contractor_people(session, plan)
    return [*theirs, *officers] if due.kind is DueKind.CHECKPOINT else theirs or officers


def _news(plan: Plan, due: DueDate, step: int, calendar: Calendar, on: date) -> dict[str, Any]:
    """What is told. Another due date is another key: after an extension reminding begins anew."""
    return {
        "key": f"reminder/{plan.id}/{due.kind.name}/{due.key}/{due.due_on}/{step}",
        "kind": NoticeKind.REMINDER,
        "subject": f"{due.label} {_days_left(due.due_on, on)}",
        "text": _text(due, calendar, on),
        "path": WHERE[due.kind].format(code=plan.code, key=due.key),
    }


def _days_left(due_on: date, on: date) -> str:
    days = (due_on - on).days
    return f"於 {format_roc(due_on)} 到期（{f'尚餘 {days:,} 天' if days else '今日到期'}）"


def _text(due: DueDate, calendar: Calendar, on: date) -> str:
    extended = f"（原訂 {format_roc(due.original_due_on)}，已展延）" if due.original_due_on else ""
    left = calendar.between(on, due.due_on)
    days_left = f"其間尚有 {left} 個工作日" if left else "期限前已無其他工作日"
    return f"期限為 {format_roc(due.due_on, DateStyle.WEEKDAY)}{extended}，{days_left}；目前{due.state}。"


def work(session: Session, on: date) -> str:
    """The day's reminders, as the schedule runs them."""
    at = clock.now()
    done, told = remind(session, on=on, at=at), resolution_reminders.remind(session, on=on, at=at)
    nobody = f"；另有 {done.nobody} 件無人可提醒，請確認受委託單位與計畫辦公室的帳號" if done.nobody else ""
    asked = f"；立法院決議 {told.resolutions} 件、{told.people} 人次" if told.resolutions else ""
    return f"提醒 {done.things} 件、{done.people} 人次{asked}{nobody}" + "".join(f"；{one}" for one in done.skipped)
