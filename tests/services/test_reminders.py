"""Who still owes something is told before it is due, once for each step, whatever nights are run or missed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual, with_checkpoint
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan, the_contractor_of

from app.domain.alert_life import Addressee
from app.domain.roles import DAY, Role
from app.domain.workdays import DaySource
from app.models import Alert, CalendarDay, Checkpoint, FollowUp, Notice, Plan, ReportingPeriod, ThresholdOverride, User
from app.services import reminders, submissions

DUE = date(2018, 10, 31)
DAY_BY_DAY = [DUE - timedelta(days=n) for n in range(20, -3, -1)]


@pytest.fixture
def plan(session: Session) -> Plan:
    """The small plan of which only the 期末 report is near its due date."""
    session.info[DAY] = DUE
    made = a_plan(session)
    for row in session.scalars(select(Checkpoint)):
        row.due_on = row.original_due_on = date(2018, 1, 31)
    for period in session.scalars(select(ReportingPeriod)):
        last = period.key == "期末"
        period.opens_on, period.due_on = date(2018, 1, 1), DUE if last else date(2018, 1, 31)
    session.commit()
    return made


@pytest.fixture
def contractor(session: Session, plan: Plan) -> User:
    return the_contractor_of(session, plan)


def nights(session: Session, days: Iterable[date]) -> None:
    for on in days:
        reminders.remind(session, on=on, at=NOW)


def told(session: Session, person: User) -> list[str]:
    """The steps of which the person was reminded, thing by thing."""
    rows = session.scalars(select(Notice).where(Notice.user_id == person.id).order_by(Notice.id))
    return ["/".join(row.key.split("/")[2:]) for row in rows]


def test_a_report_that_nobody_sent_is_reminded_of_three_times(session: Session, contractor: User) -> None:
    nights(session, DAY_BY_DAY)

    assert told(session, contractor) == [f"REPORT/期末/2018-10-31/{n}" for n in (14, 7, 1)]
    first = session.scalars(select(Notice).order_by(Notice.id)).first()
    assert first is not None
    assert first.subject == "期末期報 於 107/10/31 到期（尚餘 14 天）"
    assert "期限為 107/10/31(三)，其間尚有 10 個工作日；目前未完成。" in first.text
    assert first.path == "/plans/TEST-107/submissions/new"


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(DAY_BY_DAY * 2, id="twice"),
        pytest.param([day for day in DAY_BY_DAY for _ in range(2)], id="each-night-twice"),
        pytest.param(DAY_BY_DAY[::-1], id="backwards"),
        pytest.param(DAY_BY_DAY[::3] + DAY_BY_DAY[1::3] + DAY_BY_DAY[2::3], id="in-leaps"),
    ],
)
def test_nothing_is_told_twice_in_whatever_order_nights_come(
    session: Session, contractor: User, order: list[date]
) -> None:
    nights(session, order)

    found = told(session, contractor)
    assert sorted(found) == sorted(f"REPORT/期末/2018-10-31/{n}" for n in (14, 7, 1))


def test_a_missed_night_is_caught_up_without_a_heap(session: Session, contractor: User) -> None:
    nights(session, [DUE - timedelta(days=n) for n in (13, 5, 0)])

    assert [one.rpartition("/")[2] for one in told(session, contractor)] == ["14", "7", "1"]


def test_a_typhoon_day_is_quiet_and_its_reminder_comes_before_it(session: Session, contractor: User) -> None:
    admin = a_person(session, Role.ADMIN)
    about = {"day": DUE - timedelta(days=1), "is_workday": False, "name": "停班", "source": DaySource.TYPED}
    session.add(CalendarDay(agency_id=None, **about, set_by=admin, set_at=NOW))
    session.commit()

    nights(session, [DUE - timedelta(days=1)])
    assert told(session, contractor) == []
    nights(session, [DUE - timedelta(days=2)])
    assert told(session, contractor) == ["REPORT/期末/2018-10-31/1"]


def test_an_extension_begins_anew(session: Session, contractor: User) -> None:
    nights(session, [DUE - timedelta(days=7)])
    session.scalars(select(ReportingPeriod).where(ReportingPeriod.key == "期末")).one().due_on = DUE + timedelta(
        days=14
    )
    session.commit()

    nights(session, [DUE - timedelta(days=6), DUE, DUE + timedelta(days=7)])

    assert told(session, contractor) == [
        "REPORT/期末/2018-10-31/7",
        "REPORT/期末/2018-11-14/14",
        "REPORT/期末/2018-11-14/7",
    ]


def test_who_has_sent_the_report_is_left_in_peace_and_so_is_the_office(
    session: Session, contractor: User, tmp_path: Path
) -> None:
    officer = a_person(session, Role.OFFICER)
    file_report(session, with_actual(214), contractor, tmp_path)

    nights(session, DAY_BY_DAY)

    assert told(session, contractor) == told(session, officer) == []


def test_a_report_that_was_returned_is_owed_by_its_correction_date(
    session: Session, contractor: User, tmp_path: Path
) -> None:
    officer = a_person(session, Role.OFFICER)
    sent = file_report(session, with_actual(214), contractor, tmp_path)
    submissions.send_back(session, sent, by=officer, at=NOW, comment="請補正")
    sent.correct_by = sent.period.due_on = by = NOW.date() + timedelta(days=10)
    session.commit()

    nights(session, [by - timedelta(days=n) for n in range(9, -1, -1)])

    steps = [f"CORRECTION/期末/1/{by}/{n}" for n in (7, 1)]
    assert [one for one in told(session, contractor) if one.startswith("CORRECTION")] == steps
    assert [one for one in told(session, contractor) if one.startswith("REPORT")] == []


def test_of_a_checkpoint_the_office_is_told_too_until_it_is_reported_as_done(
    session: Session, plan: Plan, contractor: User, tmp_path: Path
) -> None:
    officer = a_person(session, Role.OFFICER)
    row = session.scalars(select(Checkpoint).where(Checkpoint.key == "B-1")).one()
    row.due_on, by = DUE + timedelta(days=21), DUE + timedelta(days=21)
    session.commit()

    nights(session, [by - timedelta(days=14)])

    assert told(session, officer) == [f"CHECKPOINT/B-1/{by}/14"]
    assert f"CHECKPOINT/B-1/{by}/14" in told(session, contractor)
    file_report(session, with_checkpoint("B-1", completed_on=date(2018, 11, 1)), contractor, tmp_path)
    nights(session, [by - timedelta(days=7)])
    assert told(session, officer) == [f"CHECKPOINT/B-1/{by}/14"]


def test_without_an_account_of_the_contractor_the_office_is_told(session: Session, plan: Plan) -> None:
    officer = a_person(session, Role.OFFICER)

    nights(session, [DUE - timedelta(days=7)])

    assert told(session, officer) == ["REPORT/期末/2018-10-31/7"]


def test_what_nobody_can_be_told_of_is_said(session: Session, plan: Plan) -> None:
    assert "1 件無人可提醒" in reminders.work(session, DUE - timedelta(days=7))


def test_a_contractor_of_another_plan_is_told_nothing(session: Session, plan: Plan, contractor: User) -> None:
    other = a_person(session, Role.CONTRACTOR, contractor="別的單位", email="other@firm.example")

    nights(session, DAY_BY_DAY)

    assert told(session, other) == []


def test_a_follow_up_is_reminded_of_until_it_is_made(session: Session, plan: Plan, contractor: User) -> None:
    place = {"plan_id": plan.id, "agency_id": plan.agency_id}
    about = {"key": "T-1", "course": "焊接班", "firm_name": "甲公司", "trainees": 3, "changed_at": NOW}
    planned = DUE + timedelta(days=30)
    row = FollowUp(**place, **about, planned_on=planned)
    session.add(row)
    session.commit()

    nights(session, [planned - timedelta(days=7)])
    row.done_on, row.answered = DUE, 3
    session.commit()
    nights(session, [planned - timedelta(days=1)])

    assert [one for one in told(session, contractor) if one.startswith("FOLLOW_UP")] == [f"FOLLOW_UP/T-1/{planned}/7"]


def test_an_agency_sets_its_own_days_and_a_bad_setting_is_said_and_keeps_nobody_else_from_reminders(
    session: Session, plan: Plan, contractor: User
) -> None:
    other = a_plan(session, replace(small_plan(), code="OTHER-107"))
    place = {"agency_id": plan.agency_id, "plan_id": plan.id}
    session.add(ThresholdOverride(**place, name="first_reminder_days", value="20"))
    session.add(ThresholdOverride(agency_id=other.agency_id, plan_id=other.id, name="last_reminder_days", value="9"))
    session.commit()

    outcome = reminders.remind(session, on=DUE - timedelta(days=20), at=NOW)

    assert told(session, contractor) == ["REPORT/期末/2018-10-31/20"]
    assert len(outcome.skipped) == 1
    assert "OTHER-107" in outcome.skipped[0]


def an_alert(session: Session, plan: Plan, **changes: Any) -> Alert:
    """An alert that asks for an explanation by the due date."""
    asked_at = NOW.replace(month=10, day=1)
    about = {
        "kind": "checkpoint",
        "row_key": "A-2",
        "state": "落後",
        "level": 2,
        "light": "黃",
        "days": 3,
        "rule": "…",
        "signals": "[]",
        "first_signals": "[]",
        "opened_on": asked_at.date(),
        "evaluated_on": asked_at.date(),
        "changed_at": asked_at,
        "addressed": Addressee.CONTRACTOR,
        "answer_due_on": DUE + timedelta(days=58),
        "is_explained": False,
    }
    row = Alert(plan=plan, **(about | changes))
    session.add(row)
    session.commit()
    return row


@pytest.mark.parametrize("addressed", Addressee)
def test_of_an_answer_whoever_is_addressed_is_reminded(
    session: Session, plan: Plan, contractor: User, addressed: Addressee
) -> None:
    people = {
        Addressee.CONTRACTOR: contractor,
        Addressee.OFFICE: a_person(session, Role.OFFICER),
        Addressee.MANAGER: a_person(session, Role.MANAGER),
    }
    row = an_alert(session, plan, addressed=addressed)
    assert row.answer_due_on is not None

    nights(session, [row.answer_due_on - timedelta(days=n) for n in (7, 0)])

    asked = [who for who, person in people.items() if any("ANSWER" in one for one in told(session, person))]
    assert asked == [addressed]


def test_of_an_answer_only_the_one_to_whom_it_was_handed_is_reminded(
    session: Session, plan: Plan, contractor: User
) -> None:
    colleague = a_person(session, Role.CONTRACTOR, contractor=plan.contractor.name, email="colleague@firm.example")
    row = an_alert(session, plan, assigned_to_id=colleague.id)
    assert row.answer_due_on is not None

    nights(session, [row.answer_due_on - timedelta(days=7)])

    due = row.answer_due_on
    assert [one for one in told(session, colleague) if "ANSWER" in one] == [f"ANSWER/{row.id}/{due}/7"]
    assert [one for one in told(session, contractor) if "ANSWER" in one] == []
