"""年度交替提醒: next year's plans and calendar, and what the year that is over still lacks; told once a month."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.domain import published_calendar, rollover, year_end
from app.domain.notices import NoticeKind
from app.domain.roc_calendar import format_roc, roc_year
from app.domain.roles import Permission
from app.models import Agency, CalendarYear, Plan, ReportingPeriod, User
from app.services import addressees, notices, period_closings, plans, settled_periods
from app.services.permissions import agency_ids
from app.services.transaction import transaction


@dataclass(frozen=True, slots=True)
class Left:
    """Something that is to be done: by whom, and what they are told."""

    people: Sequence[User]
    key: str
    subject: str
    text: str
    path: str
    plan: Plan | None = None


def remind(session: Session, *, on: date, at: datetime) -> tuple[int, int]:
    """Tell what is to be done, once a month each; returns things, and tellings that were new."""
    things = told = 0
    for left in _left(session, on):
        with transaction(session):
            news = {"key": f"{left.key}/{year_end.month_of(on)}", "subject": left.subject, "text": left.text}
            told += sum(
                notices.tell(session, user, **news, kind=NoticeKind.REMINDER, path=left.path, plan=left.plan, at=at)
                for user in left.people
            )
        things += 1
    return things, told


def work(session: Session, on: date) -> str:
    """The job of the night."""
    if year_end.year_to_come(on) is None and year_end.year_over(on) is None:
        return "非年度交替期間（11 月至次年 3 月），不提醒"
    things, told = remind(session, on=on, at=clock.now())
    return f"年度交替待辦 {things} 件，新提醒 {told} 人次"


def _left(session: Session, on: date) -> Iterator[Left]:
    if (coming := year_end.year_to_come(on)) is not None:
        yield from _plans_to_come(session, coming)
        yield from _calendar_to_come(session, coming)
    if (over := year_end.year_over(on)) is not None:
        yield from _periods_left(session, over, on)


def _plans_to_come(session: Session, year: int) -> list[Left]:
    """Plans that run on, and whose next year nobody has set up."""
    known = {(plan.agency_id, plan.name, plan.roc_year): plan for plan in plans.everything(session)}
    codes = {plan.code for plan in known.values()}
    return [
        Left(
            addressees.reviewers(session, plan),
            f"new_year/{plan.id}",
            f"{plan.roc_year + 1} 年度計畫尚未建立：{plan.name}",
            f"計畫 {plan.code}「{plan.full_name}」於 {format_roc(plan.ends_on)} 結束，共 {plan.years_total} 年，"
            "次年度計畫尚未建立。可由本年度計畫產製次年度的計畫設定檔，修改後上傳。",
            "/plans/new",
            plan,
        )
        for plan in known.values()
        if plan.ends_on.year == year - 1
        and plan.year_index < plan.years_total
        and (plan.agency_id, plan.name, plan.roc_year + 1) not in known
        and rollover.next_code(plan.code, plan.roc_year) not in codes
    ]


def _calendar_to_come(session: Session, year: int) -> Iterator[Left]:
    """Where the days off of the next year only follow from the law: told to who may upload the calendar."""
    if year <= published_calendar.LAST_COMPARED_YEAR:
        return
    number = roc_year(date(year, 1, 1))
    uploaded = set(session.scalars(select(CalendarYear.agency_id).where(CalendarYear.roc_year == number)))
    if None in uploaded:
        return
    kept = {
        user: agency_ids(user, Permission.KEEP_CALENDAR)
        for user in addressees.who_may(session, Permission.KEEP_CALENDAR)
    }
    yield _calendar([user for user, of in kept.items() if None in of], None, number)
    for agency in session.scalars(select(Agency).order_by(Agency.id)):
        if agency.id not in uploaded:
            theirs = [user for user, of in kept.items() if agency.id in of and None not in of]
            yield _calendar(theirs, agency, number)


def _calendar(keepers: Sequence[User], agency: Agency | None, number: int) -> Left:
    where = f"&agency={agency.id}" if agency else ""
    return Left(
        keepers,
        f"calendar/{agency.id if agency else 'all'}/{number}",
        f"{number} 年辦公日曆尚為推算：{agency.name if agency else '全國'}",
        f"{number} 年的放假日目前依法推算，調整放假與補行上班可能不同；"
        "行政院人事行政總處公布辦公日曆表後，請上傳採用。",
        f"/admin/calendar?year={number}{where}",
    )


def _periods_left(session: Session, year: int, on: date) -> Iterator[Left]:
    """Plans of the year that is over with periods for which nothing was approved, or that are still open."""
    ended = select(Plan).where(Plan.ends_on.between(date(year, 1, 1), date(year, 12, 31))).order_by(Plan.code)
    found = session.scalars(ended).all()
    ids = [plan.id for plan in found]
    settled = settled_periods.settled_to(session, ids, on=on)
    closed = period_closings.closed_periods(session, ids)
    periods = defaultdict(list)
    of_plans = select(ReportingPeriod).where(ReportingPeriod.plan_id.in_(ids)).order_by(ReportingPeriod.ordinal)
    for period in session.scalars(of_plans):
        periods[period.plan_id].append(period)
    for plan in found:
        owed = [one.key for one in periods[plan.id] if one.ordinal > settled.get(plan.id, 0)]
        open_ones = [one.key for one in periods[plan.id] if one.key not in owed and one.id not in closed]
        said = [*_named("尚無核定的期報", owed), *_named("已核定、尚未關閉", open_ones)]
        if said:
            yield Left(
                addressees.reviewers(session, plan),
                f"year_end/{plan.id}",
                f"{plan.roc_year} 年度計畫尚有期別未完成：{plan.name}",
                f"計畫 {plan.code}「{plan.full_name}」的年度已結束，{'；'.join(said)}。"
                "關閉期別後，當時的數值即永久保存。",
                f"/plans/{plan.code}",
                plan,
            )


def _named(what: str, periods: Sequence[str]) -> Iterator[str]:
    if periods:
        yield f"{what}：{'、'.join(periods)}"
