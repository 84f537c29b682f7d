"""The ledger of scheduled work: each job runs once for each due moment, whatever starts twice or breaks off."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import JobRun
from app.models.job_run import RunStatus
from app.services.transaction import transaction

GIVEN_UP_AFTER = timedelta(hours=1)  # a run that says nothing for so long died with its process


def run_once(
    session: Session, job: str, due_key: str, work: Callable[[Session], str], *, now: Callable[[], datetime]
) -> str | None:
    """Do ``work`` unless it was done, or is being done, for this due moment; return what it says it did.

    ``None`` means there was nothing to do. A run that failed, or whose process died, is taken up again. What
    ``work`` raises is written into the ledger and raised on.
    """
    run = _take(session, job, due_key, now())
    if run is None:
        return None
    try:
        outcome = work(session)
    except Exception as error:
        session.rollback()
        _finish(session, run, RunStatus.FAILED, f"{type(error).__name__}: {error}", now())
        raise
    _finish(session, run, RunStatus.DONE, outcome, now())
    return outcome


def _take(session: Session, job: str, due_key: str, at: datetime) -> JobRun | None:
    run = JobRun(job=job, due_key=due_key, status=RunStatus.RUNNING, started_at=at)
    try:
        with transaction(session):
            session.add(run)
    except IntegrityError:
        return _take_over(session, job, due_key, at)
    return run


def _take_over(session: Session, job: str, due_key: str, at: datetime) -> JobRun | None:
    with transaction(session):
        run = session.scalars(
            select(JobRun).where(JobRun.job == job, JobRun.due_key == due_key).with_for_update()
        ).one()
        is_dead = run.status is RunStatus.RUNNING and at - run.started_at > GIVEN_UP_AFTER
        if run.status is not RunStatus.FAILED and not is_dead:
            return None
        run.status, run.started_at, run.finished_at, run.outcome = RunStatus.RUNNING, at, None, None
    return run


def _finish(session: Session, run: JobRun, status: RunStatus, outcome: str, at: datetime) -> None:
    with transaction(session):
        run.status, run.outcome, run.finished_at = status, outcome, at
