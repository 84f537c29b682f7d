"""What the ledger forgets, and what it keeps."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session, sessionmaker

from app.domain.job_course import RunCause, RunStatus
from app.models import JobRun
from app.services.scheduling import old_runs

from .conftest import JULY_31, ledger_of


def a_run(job: str, at: datetime) -> JobRun:
    said = {"cause": RunCause.SCHEDULED, "status": RunStatus.DONE, "attempts": 1, "day": at.date()}
    return JobRun(job=job, due_at=at, started_at=at, **said)


def test_runs_are_forgotten_after_half_a_year_but_never_a_job_s_newest(sessions: sessionmaker[Session]) -> None:
    long_ago, lately = JULY_31 - old_runs.KEPT - timedelta(seconds=1), JULY_31 - old_runs.KEPT
    with sessions() as session:
        session.add_all([a_run("often", long_ago), a_run("often", lately), a_run("yearly", long_ago)])
        session.commit()

        assert old_runs.forget(session, at=JULY_31) == 1

    assert [(run.job, run.started_at) for run in ledger_of(sessions)] == [("often", lately), ("yearly", long_ago)]
