"""Who runs the scheduler, and who does not: seen from outside, in processes of their own."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.database import make_engine, make_session_factory
from app.domain.job_course import RunStatus
from app.models import JobRun, Lease, ScheduledJob
from app.services.scheduling.schedule import schedule
from config import ROOT, Settings

pytestmark = pytest.mark.slow  # these start processes; make test runs them

PATIENCE = 40  # seconds
LEASE_SECONDS = 2
WORKER = ROOT / "tests" / "support" / "night_worker.py"

WEB = """
import sys
import app
made = app.create_app()
made.test_client().get("/healthz")
assert "app.services.alerts" in sys.modules
print(sorted(name for name in sys.modules if name.split(".")[0] in ("apscheduler", "jobs")))
"""


@pytest.fixture
def sessions(fresh_database_url: str) -> Iterator[sessionmaker[Session]]:
    """A view from another connection on what the processes do."""
    engine = make_engine(fresh_database_url)
    yield make_session_factory(engine.execution_options(writes=False))
    engine.dispose()


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., "Process"]]:
    """Starts scheduler processes; all of them end with the test."""
    processes: list[Process] = []

    def started(*command: str | Path) -> Process:
        log = tmp_path / f"{len(processes)}.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, *command],
                stdout=output,
                stderr=output,
                cwd=ROOT,
                env=environment | {"JOB_LEASE_SECONDS": str(LEASE_SECONDS), "PYTHONPATH": str(ROOT)},
            )
        processes.append(Process(process, log))
        return processes[-1]

    yield started
    for one in processes:
        one.process.kill()
        one.process.wait(PATIENCE)


class Process:
    """A scheduler process and what it says."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process, self._log = process, log

    @property
    def said(self) -> str:
        return self._log.read_text()

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def ended(self) -> int:
        return self.process.wait(PATIENCE)


def wait_for(what: Callable[[], bool], processes: list[Process]) -> float:
    """How many seconds it took until ``what`` was so."""
    began = time.monotonic()
    while time.monotonic() < began + PATIENCE:
        if what():
            return time.monotonic() - began
        time.sleep(0.05)
    pytest.fail("it did not come to pass:\n" + "\n--\n".join(one.said for one in processes))


def runs_of(sessions: sessionmaker[Session]) -> list[JobRun]:
    with sessions() as session:
        return list(session.scalars(select(JobRun)))


def statuses(sessions: sessionmaker[Session]) -> list[RunStatus]:
    return [run.status for run in runs_of(sessions)]


def lease_of(sessions: sessionmaker[Session]) -> Lease:
    with sessions() as session:
        return session.scalars(select(Lease)).one()


def at_work(sessions: sessionmaker[Session], processes: list[Process]) -> Process:
    """The process that holds the lease."""
    found = re.fullmatch(r".*:(\d+):\w+", lease_of(sessions).holder or "")
    assert found is not None
    [holder] = [one for one in processes if one.process.pid == int(found[1])]
    return holder


def test_the_web_process_knows_no_scheduler(environment: dict[str, str]) -> None:
    done = subprocess.run([sys.executable, "-c", WEB], capture_output=True, text=True, cwd=ROOT, env=environment)

    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_the_scheduler_catches_up_and_gives_the_lease_back_when_it_is_asked_to_stop(
    start: Callable[..., Process], sessions: sessionmaker[Session]
) -> None:
    process = start("-m", "jobs")
    wait_for(lambda: {run.job for run in runs_of(sessions)} == {job.name for job in schedule(Settings())}, [process])
    wait_for(lambda: set(statuses(sessions)) == {RunStatus.DONE}, [process])
    process.send(signal.SIGTERM)

    assert process.ended() == 0, process.said
    assert lease_of(sessions).holder is None
    for said in ("scheduler started", "新開 0", "scheduler stopped"):
        assert said in process.said
    assert "Traceback" not in process.said


def test_when_the_process_at_work_is_killed_another_finishes_its_job(
    start: Callable[..., Process], sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    processes = [start(WORKER, tmp_path, "between") for _ in range(2)]
    wait_for((tmp_path / "began").exists, processes)
    first = lease_of(sessions).token

    at_work(sessions, processes).send(signal.SIGKILL)
    seconds = wait_for(lambda: statuses(sessions) == [RunStatus.DONE], processes)

    [run] = runs_of(sessions)
    assert (run.attempts, run.token, run.outcome) == (2, first + 1, "做完")
    assert seconds < 10 * LEASE_SECONDS  # with the usual lease that is well within a minute after it has run out


def test_a_process_that_hung_and_wakes_up_again_changes_nothing_any_more(
    start: Callable[..., Process], sessions: sessionmaker[Session], tmp_path: Path, engine_name: str
) -> None:
    # On SQLite nobody can take over from a process that hangs with the database locked (decision 0018).
    mode = "inside" if engine_name == "postgresql" else "between"
    processes = [start(WORKER, tmp_path, mode) for _ in range(3)]
    wait_for((tmp_path / "began").exists, processes)
    hung = at_work(sessions, processes)

    hung.send(signal.SIGSTOP)
    wait_for(lambda: statuses(sessions) == [RunStatus.DONE], processes)
    [before] = runs_of(sessions)
    (tmp_path / "go").touch()
    hung.send(signal.SIGCONT)
    wait_for(lambda: "standing by" in hung.said and ("lost the lease" in hung.said or "failed" in hung.said), processes)

    [after] = runs_of(sessions)
    assert (after.status, after.attempts, after.token, after.finished_at) == (
        RunStatus.DONE,
        2,
        before.token,
        before.finished_at,
    )
    with sessions() as session:
        assert session.scalars(select(ScheduledJob.name)).all() == ["done once"]
    assert sum("做完" in one.said for one in processes) == 1
