"""What an administrator decides about a job holds at once, is for administrators of all, and leaves a trace."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from support.stage import a_person, a_plan

from app.domain.errors import PermissionDenied, UnusableEntry, WrongState
from app.domain.job_course import RunCause
from app.domain.roles import Role
from app.models import AuditEvent, ScheduledJob, User
from app.services.scheduling import running, settings
from app.services.scheduling.lease import Held

from .conftest import JULY_31, Counted, ledger_of

At = Callable[[datetime], None]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Session:
    """Between two uses it is given back, so that the scheduler can write."""
    return sessions()


@pytest.fixture
def admin(session: Session) -> User:
    return a_person(session, Role.ADMIN)


def told(session: Session) -> list[tuple[str, str | None, object, object]]:
    of_jobs = select(AuditEvent).where(AuditEvent.subject == "排程工作").order_by(AuditEvent.number)
    said = [
        (one.row_key, one.field, json.loads(one.before or "null"), json.loads(one.after or "null"))
        for one in session.scalars(of_jobs)
    ]
    session.rollback()
    return said


def test_a_job_runs_by_its_new_hour_from_its_next_moment_on(
    session: Session, sessions: sessionmaker[Session], admin: User, held: Held, at: At
) -> None:
    counted = Counted()
    running.run_due(sessions, [counted.job], held)

    settings.change_cron(session, counted.job, " 0  2 * * * ", by=admin, at=JULY_31)
    for hours in (0, 1, 22, 23, 24):
        at(JULY_31 + hours * HOUR)
        running.run_due(sessions, [counted.job], held)

    assert [row.due_at - JULY_31 for row in ledger_of(sessions)] == [-2 * HOUR, 23 * HOUR]
    assert told(session) == [("count", "時間", "0 1 * * *", "0 2 * * *")]


def test_an_empty_text_brings_back_the_hours_it_was_declared_with(session: Session, admin: User) -> None:
    job = Counted().job
    settings.change_cron(session, job, "*/5 * * * *", by=admin, at=JULY_31)
    settings.change_cron(session, job, "", by=admin, at=JULY_31 + HOUR)
    settings.change_cron(session, job, "0 1 * * *", by=admin, at=JULY_31 + HOUR)

    assert [after for *_, after in told(session)] == ["*/5 * * * *", "0 1 * * *"]
    assert settings.standings(session, [job], JULY_31)[job.name].cron.hours == (1,)


def test_what_is_no_schedule_changes_nothing(session: Session, admin: User) -> None:
    with pytest.raises(UnusableEntry, match="「時」欄須為 0 至 23，收到「25」"):
        settings.change_cron(session, Counted().job, "0 25 * * *", by=admin, at=JULY_31)

    assert told(session) == []


def test_a_paused_job_waits_until_it_is_resumed_and_makes_up_for_nothing(
    session: Session, sessions: sessionmaker[Session], admin: User, held: Held, at: At
) -> None:
    counted = Counted()
    settings.pause(session, counted.job, by=admin, at=JULY_31)
    settings.pause(session, counted.job, by=admin, at=JULY_31)
    running.run_due(sessions, [counted.job], held)

    settings.resume(session, counted.job, by=admin, at=JULY_31 + HOUR)
    at(JULY_31 + 2 * HOUR)
    running.run_due(sessions, [counted.job], held)
    assert counted.days == []

    at(JULY_31 + DAY)
    running.run_due(sessions, [counted.job], held)
    assert len(counted.days) == 1
    assert told(session) == [("count", "暫停", False, True), ("count", "暫停", True, False)]


def test_what_is_asked_for_runs_once_paused_or_not_and_says_who_asked(
    session: Session, sessions: sessionmaker[Session], admin: User, held: Held
) -> None:
    counted = Counted()
    settings.pause(session, counted.job, by=admin, at=JULY_31)
    settings.run_now(session, counted.job, by=admin, at=JULY_31)
    with pytest.raises(WrongState, match="尚在等候"):
        settings.run_now(session, counted.job, by=admin, at=JULY_31 + HOUR)

    running.run_due(sessions, [counted.job], held)
    running.run_due(sessions, [counted.job], held)

    [run] = ledger_of(sessions)
    assert (run.cause, run.due_at, run.asked_by_id) == (RunCause.ASKED, JULY_31, admin.id)
    settings.run_now(session, counted.job, by=admin, at=JULY_31 + HOUR)  # nobody has to wait any more
    assert [field for _, field, *_ in told(session)] == ["暫停", "立即執行", "立即執行"]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MANAGER, Role.OFFICER, None])
def test_only_an_administrator_of_all_agencies_decides(session: Session, role: Role | None) -> None:
    plan = a_plan(session)
    person = a_person(session, role) if role else a_person(session, Role.ADMIN, agency=plan.agency.name)
    job = Counted().job

    for decide in (settings.pause, settings.resume, settings.run_now):
        with pytest.raises(PermissionDenied, match="管理排程"):
            decide(session, job, by=person, at=JULY_31)
    with pytest.raises(PermissionDenied, match="管理排程"):
        settings.change_cron(session, job, "", by=person, at=JULY_31)

    assert told(session) == []


def test_resuming_what_is_not_paused_changes_nothing(session: Session, admin: User) -> None:
    settings.resume(session, Counted().job, by=admin, at=JULY_31)

    assert session.get(ScheduledJob, "count") is None
    assert told(session) == []
