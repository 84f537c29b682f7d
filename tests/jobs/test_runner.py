"""The night shift: each job once for each day it was due, whatever starts twice, fails, or dies."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.database import make_engine, make_session_factory
from app.models import Alert, JobRun
from app.models.job_run import RunStatus
from app.services import demo
from config import Settings
from jobs.runner import attach, last_due, run
from jobs.schedule import Job, scan_slippage, schedule

TAIPEI = ZoneInfo("Asia/Taipei")
AT_ONE = CronTrigger(hour=1, timezone=TAIPEI)
JULY_31 = datetime(2018, 7, 31, 3, 0, tzinfo=TAIPEI)


@pytest.fixture
def sessions(fresh_database_url: str) -> Iterator[sessionmaker[Session]]:
    engine: Engine = make_engine(fresh_database_url)
    yield make_session_factory(engine)
    engine.dispose()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock of the process."""

    def setting(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment.astimezone(UTC))

    setting(JULY_31)
    return setting


def the_scan(settings: Settings | None = None) -> Job:
    [job] = [job for job in schedule(settings or Settings()) if job.work is scan_slippage]
    return job


def ledger(sessions: sessionmaker[Session]) -> list[tuple[str, str, RunStatus]]:
    with sessions() as session:
        return [(row.job, row.due_key, row.status) for row in session.scalars(select(JobRun).order_by(JobRun.id))]


def only_run(sessions: sessionmaker[Session]) -> JobRun:
    with sessions() as session:
        return session.scalars(select(JobRun)).one()


def open_alerts(sessions: sessionmaker[Session]) -> int:
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(Alert)) or 0


class Counted:
    """A job that counts its runs, and fails while it is told to."""

    def __init__(self) -> None:
        self.days: list[date] = []
        self.fails = False

    def job(self) -> Job:
        def count(session: Session, on: date) -> str:
            self.days.append(on)
            if self.fails:
                raise RuntimeError("磁碟已滿")
            return "數過了"

        return Job(count, AT_ONE)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        pytest.param("2018-07-31 00:30", "2018-07-30", id="before-the-hour-yesterday"),
        pytest.param("2018-07-31 00:59", "2018-07-30", id="a-minute-before"),
        pytest.param("2018-07-31 01:00", "2018-07-31", id="at-the-stroke"),
        pytest.param("2018-07-31 01:30", "2018-07-31", id="after-the-hour-today"),
        pytest.param("2018-07-31 23:59", "2018-07-31", id="late-at-night"),
        pytest.param("2018-01-01 00:30", "2017-12-31", id="new-year"),
    ],
)
def test_a_job_is_due_for_the_newest_day_whose_hour_has_struck_in_taipei(now: str, due: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=TAIPEI)

    assert last_due(Job(scan_slippage, AT_ONE), moment.astimezone(UTC)) == date.fromisoformat(due)


def test_a_moment_after_the_stroke_is_still_the_same_day() -> None:
    moment = datetime(2018, 7, 31, 1, 0, 0, 3000, tzinfo=TAIPEI)

    assert last_due(Job(scan_slippage, AT_ONE), moment) == date(2018, 7, 31)


def test_the_nightly_scan_works_on_a_fresh_database_and_is_in_the_ledger_once(
    sessions: sessionmaker[Session], at: Callable[[datetime], None]
) -> None:
    with sessions() as session:
        demo.load(session, password="a long enough password", at=clock.now())

    run(the_scan(), sessions)

    row = only_run(sessions)
    assert (row.job, row.due_key, row.status) == ("scan_slippage", "2018-07-31", RunStatus.DONE)
    assert row.outcome == "新開 14、升級 0、解除 0、未結 14 件"
    assert row.finished_at is not None
    assert open_alerts(sessions) == 14


def test_an_installation_without_a_plan_has_nothing_to_scan_and_says_so(
    sessions: sessionmaker[Session], at: Callable[[datetime], None]
) -> None:
    run(the_scan(), sessions)

    assert only_run(sessions).outcome == "新開 0、升級 0、解除 0、未結 0 件"


def test_a_second_run_for_the_same_day_does_nothing_and_the_next_day_works_again(
    sessions: sessionmaker[Session], at: Callable[[datetime], None]
) -> None:
    counted = Counted()

    run(counted.job(), sessions)
    run(counted.job(), sessions)
    assert counted.days == [date(2018, 7, 31)]

    at(JULY_31 + timedelta(days=1))
    run(counted.job(), sessions)
    assert counted.days == [date(2018, 7, 31), date(2018, 8, 1)]
    assert [key for _, key, _ in ledger(sessions)] == ["2018-07-31", "2018-08-01"]


def test_a_job_that_fails_is_kept_with_its_reason_and_taken_up_the_next_time(
    sessions: sessionmaker[Session], at: Callable[[datetime], None]
) -> None:
    counted = Counted()
    counted.fails = True
    run(counted.job(), sessions)
    failed = only_run(sessions)
    counted.fails = False

    run(counted.job(), sessions)

    assert (failed.status, failed.outcome) == (RunStatus.FAILED, "RuntimeError: 磁碟已滿")
    assert (only_run(sessions).status, only_run(sessions).outcome) == (RunStatus.DONE, "數過了")
    assert len(counted.days) == 2


def test_what_a_failing_job_wrote_is_taken_back(
    sessions: sessionmaker[Session], at: Callable[[datetime], None]
) -> None:
    def half_done(session: Session, on: date) -> str:
        session.add(JobRun(job="half", due_key="written", status=RunStatus.DONE, started_at=clock.now()))
        session.flush()
        raise RuntimeError("broke off")

    run(Job(half_done, AT_ONE), sessions)

    assert ledger(sessions) == [("half_done", "2018-07-31", RunStatus.FAILED)]


@pytest.mark.parametrize(
    ("ago", "days"),
    [
        pytest.param(timedelta(minutes=59), [], id="still-alive"),
        pytest.param(timedelta(minutes=61), [date(2018, 7, 31)], id="dead"),
    ],
)
def test_a_run_that_says_nothing_for_an_hour_is_taken_over(
    sessions: sessionmaker[Session], at: Callable[[datetime], None], ago: timedelta, days: list[date]
) -> None:
    counted = Counted()
    with sessions() as session:
        session.add(JobRun(job="count", due_key="2018-07-31", status=RunStatus.RUNNING, started_at=clock.now() - ago))
        session.commit()

    run(counted.job(), sessions)

    assert counted.days == days
    assert only_run(sessions).status is (RunStatus.DONE if days else RunStatus.RUNNING)


def test_schedulers_that_start_together_run_the_job_once(
    sessions: sessionmaker[Session], at: Callable[[datetime], None]
) -> None:
    counted, ready = Counted(), threading.Barrier(4)

    def start() -> None:
        ready.wait()
        run(counted.job(), sessions)

    racing = [threading.Thread(target=start) for _ in range(4)]
    for thread in racing:
        thread.start()
    for thread in racing:
        thread.join(30)

    assert counted.days == [date(2018, 7, 31)]
    assert ledger(sessions) == [("count", "2018-07-31", RunStatus.DONE)]


def test_a_dead_run_that_another_is_just_taking_over_is_left_to_that_other(
    sessions: sessionmaker[Session], at: Callable[[datetime], None]
) -> None:
    with sessions() as session:
        died = clock.now() - timedelta(hours=2)
        session.add(JobRun(job="count", due_key="2018-07-31", status=RunStatus.RUNNING, started_at=died))
        session.commit()
    counted = Counted()
    late = threading.Thread(target=run, args=(counted.job(), sessions))

    with sessions() as other:
        taken = other.scalars(select(JobRun).with_for_update()).one()
        late.start()
        late.join(0.5)  # long enough to come upon the run, which it must wait for
        taken.started_at = clock.now()
        other.commit()
    late.join(30)

    assert counted.days == []


def test_the_scheduler_catches_up_at_once_and_then_keeps_its_hour(fresh_database_url: str) -> None:
    scheduler = BackgroundScheduler(timezone=TAIPEI)

    attach(scheduler, replace(Settings(), database_url=fresh_database_url, scan_hour=4))

    entries: dict[str, Any] = {job.id: job for job in scheduler.get_jobs()}
    names = {"scan_slippage", "forget_waiting_files"}
    assert set(entries) == names | {f"{name}-catch-up" for name in names}
    assert (entries["scan_slippage"].max_instances, entries["scan_slippage"].coalesce) == (1, True)
    assert {entry.misfire_grace_time for entry in entries.values()} == {None}
    nightly = entries["scan_slippage"].trigger.get_next_fire_time(None, JULY_31)
    assert nightly == datetime(2018, 7, 31, 4, 0, tzinfo=TAIPEI)


def test_every_job_of_the_schedule_has_a_name_of_its_own() -> None:
    names = [job.name for job in schedule(Settings())]

    assert len(names) == len(set(names))
