"""Work that is due, one piece after the other: what the process does whenever it looks, and the command on demand."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.domain.audit_trail import ORIGIN, Origin, OriginKind
from app.domain.errors import JobFailed, WrongState
from app.domain.job_course import Due, RunCause, RunStatus, due_now
from app.domain.roles import DAY
from app.models import JobRun
from app.services.scheduling import lease, ledger, settings
from app.services.scheduling.lease import Held, LeaseLost
from app.services.scheduling.schedule import Job
from app.services.transaction import release, transaction

log = logging.getLogger("jobs")


def run_due(
    sessions: sessionmaker[Session], jobs: Sequence[Job], held: Held, *, may_go_on: Callable[[], bool] = lambda: True
) -> None:
    """Run every job that is due, in their order; a job that fails does not keep the others from running.

    :param may_go_on: asked before each run.
    :raises LeaseLost: once another process has taken over.
    """
    with _fenced(sessions, held, "排程") as session:
        ledger.break_off(session, jobs, at=clock.now())
    for job in jobs:
        with _fenced(sessions, held, job.name) as session:
            due = due_now(settings.standings(session, [job], clock.now())[job.name], clock.now())
            release(session)
            if due is not None and may_go_on():
                _run(session, job, due, held)


def run_by_command(session: Session, job: Job, *, on: date, now: Callable[[], datetime]) -> str:
    """Run a job here and now, for the owner of the machine, and keep it in the ledger once it has ended.

    :raises WrongState: while the scheduler is running the same job.
    :raises JobFailed: if it did not get to its end.
    """
    _require_idle(session, job, now())
    began = now()
    kept = JobRun(job=job.name, cause=RunCause.COMMAND, due_at=began, day=on, attempts=1, started_at=began)
    try:
        outcome = job.work(session, on)
    except Exception as error:
        session.rollback()
        log.exception("%s for %s failed", job.name, on)
        kept.status, kept.error, kept.finished_at = RunStatus.FAILED, ledger.told(error), now()
        with transaction(session):
            session.add(kept)
        raise JobFailed(f"「{job.title}」執行失敗：{kept.error}") from error
    kept.status, kept.outcome, kept.finished_at = RunStatus.DONE, outcome, now()
    with transaction(session):
        session.add(kept)
    return outcome


def is_at_work(run: JobRun, known: lease.LeaseState) -> bool:
    """Whether a run that has not ended goes on: its process still holds the lease."""
    return run.status is RunStatus.RUNNING and known.is_held and run.token == known.token


def _require_idle(session: Session, job: Job, at: datetime) -> None:
    known = lease.state(session, at=at)
    is_busy = any(is_at_work(run, known) for run in ledger.of_job(session, job.name, limit=1))
    release(session)
    if is_busy:
        raise WrongState(f"「{job.title}」正由排程執行中，請待其完成後再試。")


def _run(session: Session, job: Job, due: Due, held: Held) -> None:
    try:
        outcome = ledger.run(session, job, due, held, now=clock.now)
    except LeaseLost:
        raise
    except Exception:
        # The fence around a job: it is in the ledger, and the other jobs go on.
        log.exception("%s due %s failed, attempt %s", job.name, due.due_at.isoformat(), due.attempt)
        return
    log.info("%s due %s: %s", job.name, due.due_at.isoformat(), outcome)


@contextmanager
def _fenced(sessions: sessionmaker[Session], held: Held, name: str) -> Iterator[Session]:
    with sessions(info={ORIGIN: Origin(OriginKind.JOB, name), DAY: clock.today()}) as session:
        lease.fence(session, held)
        yield session
