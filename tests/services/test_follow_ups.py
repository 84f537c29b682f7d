"""The list of follow-ups goes out and comes back whole, and what is due and missing is found by the scan."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.stage import NOW, a_person, a_plan

from app.domain.errors import PermissionDenied
from app.domain.roles import Role
from app.models import Alert, AuditEvent, FollowUp, Plan, User
from app.services import alerts, follow_ups
from app.services.uploaded_lists import TakenList

PLANNED = {"追蹤編號": "T-001", "訓練課程": "焊接班", "業者": "甲公司", "預定追蹤日": "107/6/30", "結訓人數": 12}
MADE = {"實際追蹤日": "107/8/1", "回覆人數": 10, "加薪人數": 6, "升遷人數": 0, "每月加薪合計": 9000}
TRAINEE = {"追蹤編號": "T-002", "訓練課程": "焊接班", "學員": "王大明", "預定追蹤日": "107/11/1", "結訓人數": 1}


@pytest.fixture
def plan(session: Session) -> Plan:
    return a_plan(session)


@pytest.fixture
def officer(session: Session, plan: Plan) -> User:
    return a_person(session, Role.OFFICER)


def taken_out(session: Session, plan: Plan, by: User) -> bytes:
    return follow_ups.workbook(session, plan, kind="xlsx", by=by, at=NOW, trail=session)


def filled(content: bytes, *rows: Mapping[str, Any]) -> bytes:
    """The list with these rows typed into it from its first row on."""
    book = load_workbook(BytesIO(content))
    sheet = book["訓練成效追蹤"]
    column = {cell.value: cell.column for cell in sheet[3]}
    for line, row in enumerate(rows, start=4):
        for header, value in row.items():
            sheet.cell(line, column[header]).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def taken(session: Session, plan: Plan, by: User, data_dir: Path, content: bytes) -> TakenList:
    return follow_ups.take(session, plan, content, "追蹤.xlsx", by=by, on=NOW.date(), at=NOW, data_dir=data_dir)


def brought_in(session: Session, plan: Plan, by: User, data_dir: Path, *rows: Mapping[str, Any]) -> TakenList:
    return taken(session, plan, by, data_dir, filled(taken_out(session, plan, by), *rows))


def open_alerts(session: Session) -> list[tuple[str, str, str, str]]:
    rows = session.scalars(select(Alert).where(Alert.kind == "follow_up", Alert.resolved_on.is_(None)))
    return [(row.row_key, row.state, row.light, str(row.days)) for row in rows]


def scan(session: Session, on: date) -> None:
    alerts.scan(session, on=on, at=datetime(on.year, on.month, on.day, 17, tzinfo=NOW.tzinfo))


def test_what_is_typed_into_the_list_stands_in_the_tables_and_in_the_next_list(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    found = brought_in(session, plan, officer, data_dir, PLANNED, TRAINEE)

    again = taken(session, plan, officer, data_dir, taken_out(session, plan, officer))
    row = session.scalars(select(FollowUp).where(FollowUp.key == "T-001")).one()
    assert (found.new, found.changed, found.problems) == (2, 0, ())
    assert (row.planned_on, row.trainees, row.done_on) == (date(2018, 6, 30), 12, None)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)


def test_a_follow_up_that_is_missing_opens_an_alert_that_grows_worse_and_goes_when_it_is_made(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    brought_in(session, plan, officer, data_dir, PLANNED)

    scan(session, date(2018, 7, 1))
    assert open_alerts(session) == [("T-001", "逾期未追蹤", "黃", "1")]
    scan(session, date(2018, 7, 31))
    assert open_alerts(session) == [("T-001", "逾期未追蹤", "紅", "31")]
    brought_in(session, plan, officer, data_dir, PLANNED | MADE)
    scan(session, date(2018, 8, 2))
    assert open_alerts(session) == []


def test_a_list_with_a_fault_changes_nothing_and_names_the_cell(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    found = brought_in(session, plan, officer, data_dir, PLANNED, TRAINEE | {"結訓人數": 3}, PLANNED)

    assert [(one.cell, one.code) for one in found.problems] == [("H5", "count_beyond"), ("A6", "key_repeated")]
    assert not found.is_accepted
    assert session.scalars(select(FollowUp)).all() == []


def test_an_older_list_does_not_overwrite_what_others_wrote_since(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    brought_in(session, plan, officer, data_dir, PLANNED)
    older = taken_out(session, plan, officer)
    brought_in(session, plan, officer, data_dir, PLANNED | MADE)

    found = taken(session, plan, officer, data_dir, filled(older, {"備註": "舊檔"}))

    assert [one.code for one in found.problems] == ["list_outdated"]
    assert session.scalars(select(FollowUp.answered)).all() == [10]


def test_a_report_is_no_list_of_follow_ups(session: Session, plan: Plan, officer: User, data_dir: Path) -> None:
    found = taken(session, plan, officer, data_dir, b"no workbook")

    assert not found.is_accepted


def test_the_trail_tells_each_cell_and_no_trainee(session: Session, plan: Plan, officer: User, data_dir: Path) -> None:
    brought_in(session, plan, officer, data_dir, PLANNED, TRAINEE)
    brought_in(session, plan, officer, data_dir, PLANNED | {"結訓人數": 14})

    events = session.scalars(select(AuditEvent).where(AuditEvent.subject == "訓練成效追蹤")).all()
    last = events[-1]
    assert (last.row_key, last.field, last.before, last.after) == ("T-001", "trainees", "12", "14")
    assert last.cell == "訓練成效追蹤!H4"
    assert not any("王大明" in f"{event.before}{event.after}{event.label}" for event in events)


def test_names_of_trainees_that_leave_the_system_leave_a_trace(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    brought_in(session, plan, officer, data_dir, TRAINEE)

    taken_out(session, plan, officer)

    last = session.scalars(select(AuditEvent).order_by(AuditEvent.number.desc())).first()
    assert last is not None
    assert (last.subject, last.row_key) == ("個人資料", "訓練成效追蹤")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR, Role.ADMIN])
def test_only_who_manages_the_cases_takes_the_list_out_and_brings_it_in(
    session: Session, plan: Plan, officer: User, data_dir: Path, role: Role
) -> None:
    somebody = a_person(session, role)

    with pytest.raises(PermissionDenied):
        taken_out(session, plan, somebody)
    with pytest.raises(PermissionDenied):
        taken(session, plan, somebody, data_dir, taken_out(session, plan, officer))


def test_a_follow_up_that_lies_ahead_is_told_before_it_is_late(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    brought_in(session, plan, officer, data_dir, PLANNED)

    scan(session, date(2018, 6, 30) - timedelta(days=3))

    assert open_alerts(session) == [("T-001", "即將到期", "綠", "-3")]
