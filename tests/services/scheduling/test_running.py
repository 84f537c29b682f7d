"""The night shift: each job once for each moment it is due, whatever starts twice, fails, or dies."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker
from support.stage import a_person

from app import clock
from app.domain.cron import parse_cron
from app.domain.errors import JobFailed, NotFound, WrongState
from app.domain.job_course import RunCause, RunStatus
from app.domain.notices import NoticeKind
from app.domain.roles import Role
from app.models import Alert, JobRun, Notice, RoleGrant
from app.models import Lease as Marker
from app.services import demo
from app.services.scheduling import running
from app.services.scheduling.lease import SCHEDULER, Held, LeaseLost
from app.services.scheduling.schedule import job_of, schedule
from config import Settings

from .conftest import JULY_31, Counted, claimed, ledger_of, let_it_expire

At = Callable[[datetime], None]
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def people(sessions: sessionmaker[Session]) -> None:
    """An administrator, and an officer, who has no say in what runs."""
    with sessions() as session:
        a_person(session, Role.ADMIN)
        a_person(session, Role.OFFICER)
        session.commit()


def admin_id(sessions: sessionmaker[Session]) -> int:
    with sessions() as session:
        return session.scalars(select(RoleGrant.user_id).where(RoleGrant.role == Role.ADMIN)).one()


def told(sessions: sessionmaker[Session]) -> list[Notice]:
    with sessions() as session:
        return list(session.scalars(select(Notice).order_by(Notice.id)))


def only_run(sessions: sessionmaker[Session]) -> JobRun:
    [found] = ledger_of(sessions)
    return found


def test_the_nightly_scan_works_and_is_in_the_ledger_once(sessions: sessionmaker[Session], held: Held) -> None:
    with sessions() as session:
        demo.load(session, password="a long enough password", at=clock.now())

    running.run_due(sessions, [job_of(Settings(), "scan_slippage")], held)
    running.run_due(sessions, [job_of(Settings(), "scan_slippage")], held)

    row = only_run(sessions)
    assert (row.job, row.day, row.status, row.attempts) == ("scan_slippage", date(2018, 7, 31), RunStatus.DONE, 1)
    assert (row.cause, row.due_at.hour, row.token) == (RunCause.SCHEDULED, 17, held.token)
    assert row.outcome is not None
    assert row.outcome.startswith("新開 14、升級 0、解除 0、未結 14 件")
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Alert)) == 14


def test_a_job_runs_once_a_night(sessions: sessionmaker[Session], held: Held, at: At) -> None:
    counted = Counted()

    for hours in range(50):
        at(JULY_31 + timedelta(hours=hours))
        running.run_due(sessions, [counted.job], held)

    assert counted.days == [date(2018, 7, 31), date(2018, 8, 1), date(2018, 8, 2)]


def test_missed_nights_are_caught_up_once(sessions: sessionmaker[Session], held: Held, at: At) -> None:
    counted = Counted()
    running.run_due(sessions, [counted.job], held)

    at(JULY_31 + 9 * DAY)
    running.run_due(sessions, [counted.job], held)
    running.run_due(sessions, [counted.job], held)

    assert counted.days == [date(2018, 7, 31), date(2018, 8, 9)]


def test_a_clock_that_is_set_back_repeats_no_night(sessions: sessionmaker[Session], held: Held, at: At) -> None:
    counted = Counted()
    for days in (0, 1, 2, 1, 0, 2):
        at(JULY_31 + days * DAY)
        running.run_due(sessions, [counted.job], held)

    assert len(counted.days) == 3


def test_a_clock_that_was_years_ahead_silences_nothing_afterwards(
    sessions: sessionmaker[Session], held: Held, at: At
) -> None:
    counted = Counted()
    at(JULY_31 + 3000 * DAY)
    running.run_due(sessions, [counted.job], held)

    at(JULY_31 + DAY)
    running.run_due(sessions, [counted.job], held)

    assert counted.days[1:] == [date(2018, 8, 1)]


def test_a_job_may_be_due_many_times_a_day(sessions: sessionmaker[Session], held: Held, at: At) -> None:
    counted = Counted()
    job = replace(counted.job, cron="*/5 * * * *")
    for minutes in (0, 1, 4, 5, 9, 10, 31):
        at(JULY_31 + minutes * MINUTE)
        running.run_due(sessions, [job], held)

    assert [row.due_at.minute for row in ledger_of(sessions)] == [0, 5, 10, 30]


def test_a_job_that_fails_keeps_no_other_from_running_and_takes_back_what_it_wrote(
    sessions: sessionmaker[Session], held: Held
) -> None:
    def half(session: Session) -> None:
        session.add(Marker(token=0, expires_at=JULY_31, name="half"))
        session.flush()

    failing, other = Counted("failing", fails=True, meanwhile=half), Counted("other")

    running.run_due(sessions, [failing.job, other.job], held)

    first, second = ledger_of(sessions)
    assert (first.status, first.error, first.outcome) == (RunStatus.FAILED, "RuntimeError: 磁碟已滿", None)
    assert (second.status, second.outcome) == (RunStatus.DONE, "數到 1")
    with sessions() as session:
        assert session.scalars(select(Marker.name).where(Marker.name != SCHEDULER)).all() == []


def test_a_failure_is_tried_again_with_longer_and_longer_waits_and_then_left(
    sessions: sessionmaker[Session], held: Held, at: At
) -> None:
    counted, began = Counted(fails=True), list[int]()
    for minutes in range(180):
        at(JULY_31 + minutes * MINUTE)
        before = len(counted.days)
        running.run_due(sessions, [counted.job], held)
        if len(counted.days) > before:
            began.append(minutes)

    assert began == [0, 1, 6, 21, 81]
    row = only_run(sessions)
    assert (row.status, row.attempts) == (RunStatus.FAILED, 5)


def test_a_run_that_is_left_red_is_told_once_to_who_may_see_to_it(
    sessions: sessionmaker[Session], held: Held, at: At
) -> None:
    people(sessions)
    counted = Counted(fails=True)
    for minutes in (0, 1, 6, 21):
        at(JULY_31 + minutes * MINUTE)
        running.run_due(sessions, [counted.job], held)
    assert told(sessions) == []

    for minutes in (81, 82, 120):
        at(JULY_31 + minutes * MINUTE)
        running.run_due(sessions, [counted.job], held)

    [news] = told(sessions)
    assert (news.user_id, news.kind, news.path) == (admin_id(sessions), NoticeKind.SYSTEM, "/admin/jobs/count")
    assert "計數" in news.subject
    assert "已執行 5 次" in news.text
    assert "磁碟已滿" in news.text


def test_a_job_of_every_minute_that_fails_all_day_is_told_once_a_day(
    sessions: sessionmaker[Session], held: Held, at: At
) -> None:
    people(sessions)
    job = replace(Counted(fails=True).job, cron="* * * * *", retry_minutes=())
    for minutes in (0, 1, 2, 24 * 60, 24 * 60 + 1):
        at(JULY_31 + minutes * MINUTE)
        running.run_due(sessions, [job], held)

    assert len(told(sessions)) == 2


def test_what_went_wrong_before_stays_beside_what_was_done_at_last(
    sessions: sessionmaker[Session], held: Held, at: At
) -> None:
    counted = Counted(fails=True)
    running.run_due(sessions, [counted.job], held)
    counted.fails = False
    at(JULY_31 + MINUTE)
    running.run_due(sessions, [counted.job], held)

    row = only_run(sessions)
    assert (row.status, row.attempts, row.outcome) == (RunStatus.DONE, 2, "數到 2")
    assert row.error == "RuntimeError: 磁碟已滿"


def test_a_secret_in_what_went_wrong_is_not_kept(sessions: sessionmaker[Session], held: Held) -> None:
    def betray(_session: Session) -> None:
        raise RuntimeError("postgresql://tracker:hunter2hunter2@db refused officer@agency.example")

    running.run_due(sessions, [Counted(meanwhile=betray).job], held)

    error = only_run(sessions).error or ""
    assert "refused" in error
    assert "hunter2" not in error
    assert "officer@" not in error


def test_a_run_whose_process_died_is_taken_up_by_the_next_holder_at_once(
    sessions: sessionmaker[Session], held: Held
) -> None:
    class Killed(BaseException):
        pass

    def die(_session: Session) -> None:
        raise Killed

    counted = Counted(meanwhile=die)
    with pytest.raises(Killed):
        running.run_due(sessions, [counted.job], held)
    assert only_run(sessions).status is RunStatus.RUNNING
    let_it_expire(sessions)
    counted.meanwhile = lambda _session: None

    running.run_due(sessions, [counted.job], claimed(sessions, "second"))

    row = only_run(sessions)
    assert (row.status, row.attempts, row.token) == (RunStatus.DONE, 2, held.token + 1)
    assert "排程程式停止" in (row.error or "")


def test_a_job_that_kills_its_process_each_time_is_not_begun_for_ever_and_that_is_told(
    sessions: sessionmaker[Session], held: Held
) -> None:
    people(sessions)

    def die(_session: Session) -> None:
        raise KeyboardInterrupt

    counted = Counted(meanwhile=die)
    for _ in range(8):
        try:
            running.run_due(sessions, [counted.job], held)
        except KeyboardInterrupt:
            continue

    assert len(counted.days) == 5
    assert only_run(sessions).status is RunStatus.BROKEN
    [news] = told(sessions)
    assert "中斷" in news.subject
    assert "排程程式停止" in news.text


def test_who_loses_the_lease_in_mid_job_writes_nothing_and_the_next_does_it_again(
    sessions: sessionmaker[Session], held: Held
) -> None:
    taken = list[Held]()

    def hang(session: Session) -> None:
        if not taken:
            let_it_expire(sessions)
            taken.append(claimed(sessions, "second"))
        session.add(Marker(token=0, expires_at=JULY_31, name="written once"))

    counted, other = Counted(meanwhile=hang), Counted("other")
    with pytest.raises(LeaseLost):
        running.run_due(sessions, [counted.job, other.job], held)
    assert (only_run(sessions).status, other.days) == (RunStatus.RUNNING, [])

    running.run_due(sessions, [counted.job, other.job], taken[0])

    assert [row.status for row in ledger_of(sessions)] == [RunStatus.DONE, RunStatus.DONE]
    with sessions() as session:
        assert session.scalars(select(Marker.name).where(Marker.name != SCHEDULER)).all() == ["written once"]


def test_between_two_jobs_a_process_that_is_to_stop_stops(sessions: sessionmaker[Session], held: Held) -> None:
    first, second = Counted("first"), Counted("second")

    running.run_due(sessions, [first.job, second.job], held, may_go_on=lambda: not first.days)

    assert (len(first.days), len(second.days)) == (1, 0)


def test_a_command_runs_a_job_for_any_day_and_the_ledger_says_so(sessions: sessionmaker[Session]) -> None:
    counted = Counted()
    with sessions() as session:
        said = running.run_by_command(session, counted.job, on=date(2018, 3, 1), now=clock.now)

    row = only_run(sessions)
    assert said == row.outcome == "數到 1"
    assert (row.cause, row.day, row.status, row.token) == (RunCause.COMMAND, date(2018, 3, 1), RunStatus.DONE, None)


def test_a_command_that_fails_is_in_the_ledger_too(sessions: sessionmaker[Session]) -> None:
    with sessions() as session, pytest.raises(JobFailed, match="磁碟已滿"):
        running.run_by_command(session, Counted(fails=True).job, on=date(2018, 3, 1), now=clock.now)

    assert (only_run(sessions).status, only_run(sessions).error) == (RunStatus.FAILED, "RuntimeError: 磁碟已滿")


def test_a_command_does_not_run_what_the_scheduler_is_running(sessions: sessionmaker[Session], held: Held) -> None:
    refused = list[str]()
    counted = Counted()

    def meanwhile(session: Session) -> None:
        session.rollback()
        with sessions() as other, pytest.raises(WrongState) as refusal:
            running.run_by_command(other, counted.job, on=date(2018, 3, 1), now=clock.now)
        refused.append(str(refusal.value))

    counted.meanwhile = meanwhile
    running.run_due(sessions, [counted.job], held)

    assert refused == ["「計數」正由排程執行中，請待其完成後再試。"]
    assert only_run(sessions).status is RunStatus.DONE


def test_every_job_is_declared_with_a_name_of_its_own_and_a_schedule_that_can_be_read() -> None:
    jobs = schedule(Settings(scan_hour=4))

    assert len({job.name for job in jobs}) == len(jobs)
    assert all(parse_cron(job.cron) and job.title and job.does.endswith("。") for job in jobs)
    assert job_of(Settings(scan_hour=4), "scan_slippage").cron == "0 4 * * *"
    with pytest.raises(NotFound):
        job_of(Settings(), "nothing")
