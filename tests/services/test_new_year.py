"""Towards the end of a year people hear of the next one, and afterwards of what the old one lacks; once a month."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan

from app.domain import rollover
from app.domain.roles import DAY, Role
from app.models import Agency, CalendarYear, Notice, Plan, ReportingPeriod, User
from app.services import new_year, period_closings, plans, submissions

NOVEMBER, DECEMBER, JANUARY = date(2018, 11, 5), date(2018, 12, 5), date(2019, 1, 5)


@pytest.fixture
def plan(session: Session) -> Plan:
    """The second of four years."""
    return a_plan(session, replace(small_plan(), year_index=2, years_total=4))


@pytest.fixture
def officer(session: Session, plan: Plan) -> User:
    return a_person(session, Role.OFFICER, agency=plan.agency.name)


@pytest.fixture
def heard(session: Session) -> Callable[..., list[str]]:
    """What a person is told by the nights of some days."""

    def of(person: User, *days: date) -> list[str]:
        for on in days:
            session.info[DAY] = on
            new_year.remind(session, on=on, at=NOW)
        rows = session.scalars(select(Notice).where(Notice.user_id == person.id).order_by(Notice.id))
        return [row.subject for row in rows]

    return of


def test_who_keeps_a_plan_that_runs_on_hears_once_a_month_that_its_next_year_is_not_set_up(
    officer: User, plan: Plan, heard: Callable[..., list[str]]
) -> None:
    said = f"108 年度計畫尚未建立：{plan.name}"

    assert heard(officer, date(2018, 10, 31)) == []
    assert heard(officer, NOVEMBER, NOVEMBER + timedelta(days=1), NOVEMBER + timedelta(days=20)) == [said]
    assert heard(officer, DECEMBER) == [said, said]


def test_a_plan_that_is_set_up_for_the_next_year_or_in_its_last_is_not_spoken_of(
    session: Session, officer: User, plan: Plan, heard: Callable[..., list[str]]
) -> None:
    plans.add(session, rollover.next_year(plans.document(session, plan)), is_demo=False, by=None, at=NOW)
    a_plan(session, replace(small_plan(), code="LAST-107", name="別的計畫", year_index=4, years_total=4))

    assert heard(officer, NOVEMBER) == []


def test_a_stranger_to_the_plan_hears_nothing(session: Session, plan: Plan, heard: Callable[..., list[str]]) -> None:
    a_plan(session, replace(small_plan(), code="X-107", agency="別的機關", years_total=1, year_index=1))
    elsewhere = a_person(session, Role.OFFICER, agency="別的機關")

    assert heard(elsewhere, NOVEMBER) == []


def test_in_january_the_periods_are_named_that_lack_a_report_or_are_open(
    session: Session, plan: Plan, officer: User, heard: Callable[..., list[str]], data_dir: Path
) -> None:
    names = list(session.scalars(select(ReportingPeriod.key).order_by(ReportingPeriod.ordinal)))
    assert heard(officer, JANUARY) == [f"107 年度計畫尚有期別未完成：{plan.name}"]
    [first] = session.scalars(select(Notice).where(Notice.user_id == officer.id))
    assert f"尚無核定的期報：{'、'.join(names)}。" in first.text

    submissions.approve(session, file_report(session, with_actual(214), officer, data_dir), by=officer, at=NOW)
    heard(officer, date(2019, 2, 1))

    last = session.scalars(select(Notice).where(Notice.user_id == officer.id).order_by(Notice.id.desc())).first()
    assert last is not None
    assert f"已核定、尚未關閉：{'、'.join(names)}。" in last.text


def test_when_everything_is_closed_or_spring_has_come_there_is_silence(
    session: Session, plan: Plan, officer: User, heard: Callable[..., list[str]], data_dir: Path
) -> None:
    assert heard(officer, date(2019, 4, 1)) == []
    submissions.approve(session, file_report(session, with_actual(214), officer, data_dir), by=officer, at=NOW)
    for period in plans.periods_of(session, plan):
        period_closings.close(session, plan, period, by=officer, at=NOW)

    assert heard(officer, JANUARY) == []


def test_a_calendar_that_only_follows_from_the_law_is_told_to_its_keepers(
    session: Session, plan: Plan, officer: User, heard: Callable[..., list[str]]
) -> None:
    everywhere = a_person(session, Role.ADMIN)
    later = date(2026, 11, 5)

    assert heard(everywhere, later) == ["116 年辦公日曆尚為推算：全國"]
    assert heard(officer) == [f"116 年辦公日曆尚為推算：{plan.agency.name}"]


def test_an_uploaded_calendar_silences_those_for_whom_it_counts(
    session: Session, plan: Plan, officer: User, heard: Callable[..., list[str]]
) -> None:
    everywhere = a_person(session, Role.ADMIN)
    agency = session.scalars(select(Agency)).one()
    said = {"roc_year": 116, "file_name": "116.csv", "file_sha256": "0" * 64, "taken_by_id": officer.id}
    session.add(CalendarYear(agency_id=agency.id, taken_at=NOW, **said))
    session.commit()

    assert heard(officer, date(2026, 11, 5)) == []
    assert heard(everywhere) == ["116 年辦公日曆尚為推算：全國"]

    session.add(CalendarYear(agency_id=None, taken_at=NOW, **said))
    session.commit()
    assert heard(everywhere, date(2026, 12, 5)) == ["116 年辦公日曆尚為推算：全國"]


def test_the_night_says_how_much_is_left_and_in_summer_that_there_is_nothing_to_say(
    session: Session, plan: Plan, officer: User
) -> None:
    session.info[DAY] = NOVEMBER

    assert new_year.work(session, NOVEMBER) == "年度交替待辦 1 件，新提醒 1 人次"
    assert new_year.work(session, date(2018, 7, 1)).startswith("非年度交替期間")
