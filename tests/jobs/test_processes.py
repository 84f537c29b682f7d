"""Who runs the scheduler, and who does not: seen from outside, in processes of their own."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.database import make_engine, make_session_factory
from app.models import JobRun
from app.models.job_run import RunStatus
from config import ROOT, Settings
from jobs.schedule import schedule

pytestmark = pytest.mark.slow  # these run whole workbooks; make test runs them

PATIENCE = 30  # seconds

WEB = """
import sys
import app
made = app.create_app()
made.test_client().get("/healthz")
assert "app.services.alerts" in sys.modules
print(sorted(name for name in sys.modules if name.split(".")[0] in ("apscheduler", "jobs")))
"""


@pytest.fixture
def session(fresh_database_url: str) -> Iterator[Session]:
    """A view from another connection on what the process does."""
    engine = make_engine(fresh_database_url)
    with make_session_factory(engine.execution_options(writes=False))() as opened:
        yield opened
    engine.dispose()


def test_the_web_process_knows_no_scheduler(environment: dict[str, str]) -> None:
    done = subprocess.run([sys.executable, "-c", WEB], capture_output=True, text=True, cwd=ROOT, env=environment)

    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


@pytest.mark.slow
def test_the_scheduler_process_catches_up_and_stops_when_it_is_asked_to(
    environment: dict[str, str], session: Session
) -> None:
    process = started(environment)
    try:
        wait_until_done(session, process)
        process.send_signal(signal.SIGTERM)
        log, _ = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()

    assert process.returncode == 0, log
    assert "scheduler started" in log
    assert "新開 0" in log
    assert "scheduler stopped" in log
    assert "Traceback" not in log


@pytest.mark.slow
def test_of_two_scheduler_processes_one_works(environment: dict[str, str], session: Session) -> None:
    processes = [started(environment), started(environment)]
    try:
        logs = [log_of_its_first_run(process) for process in processes]
        for process in processes:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=PATIENCE)
    finally:
        for process in processes:
            process.kill()

    assert session.scalar(select(func.count()).where(JobRun.job == "scan_slippage")) == 1
    assert sorted("新開 0" in log for log in logs) == [False, True]
    assert sorted("already done" in log for log in logs) == [False, True]


def started(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "jobs"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env=environment,
    )


def log_of_its_first_run(process: subprocess.Popen[str]) -> str:
    """The line in which the process says what became of its run, or all it said if it ended before."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "scan_slippage for" in line:
            return line
    return said


def wait_until_done(session: Session, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            statuses = session.scalars(select(JobRun.status)).all()
        except OperationalError:
            statuses = []
        session.rollback()
        if statuses == [RunStatus.DONE] * len(schedule(Settings())):
            return
        time.sleep(0.1)
    pytest.fail("the scheduler did not catch up")
