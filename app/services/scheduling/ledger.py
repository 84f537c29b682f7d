"""The ledger of scheduled work: each job runs once for each moment it is due, whatever starts twice or breaks off."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app import clock, safe_logs
from app.domain.job_course import Due, PastRun, RunCause, RunStatus
from app.models import JobRun, ScheduledJob, User
from app.services.scheduling import telling
from app.services.scheduling.lease import Held, LeaseLost
from app.services.scheduling.schedule import Job
from app.services.transaction import transaction

LONGEST_ERROR = 2000  # characters; the log has the rest
_LEFT_OVER = "執行到一半時，排程程式停止，或失去執行權。"


def newest(session: Session, jobs: Sequence[str], *, until: datetime) -> dict[tuple[str, RunCause], PastRun]:
    """The newest run of each job by the schedule, due ``until`` then, and the newest that was asked for."""
    is_meant = or_(JobRun.cause == RunCause.ASKED, and_(JobRun.cause == RunCause.SCHEDULED, JobRun.due_at <= until))
    last = (
        select(JobRun.job, JobRun.cause, func.max(JobRun.due_at).label("due_at"))
        .where(JobRun.job.in_(jobs), is_meant)
        .group_by(JobRun.job, JobRun.cause)
        .subquery()
    )
    is_last = and_(JobRun.job == last.c.job, JobRun.cause == last.c.cause, JobRun.due_at == last.c.due_at)
    return {
        (run.job, run.cause): PastRun(run.due_at, run.status, run.attempts, run.finished_at)
        for run in session.scalars(select(JobRun).join(last, is_last))
    }


def last_begun(session: Session, jobs: Sequence[str]) -> dict[str, JobRun]:
    """Of each job the run that began last, for whatever cause; without those that never ran."""
    query = select(JobRun).where(JobRun.id.in_(last_ids(jobs))).options(joinedload(JobRun.asked_by))
    return {run.job: run for run in session.scalars(query)}


def last_ids(jobs: Sequence[str]) -> Sequence[ScalarSelect[int]]:
    """The query of each job's run that began last: each one step down an index, however long the ledger is."""
    newest_first = (JobRun.started_at.desc(), JobRun.id.desc())
    return [
        select(JobRun.id).where(JobRun.job == name).order_by(*newest_first).limit(1).scalar_subquery() for name in jobs
    ]


def break_off(session: Session, jobs: Sequence[Job], *, at: datetime) -> None:
    """Write down that whatever still claims to run does not: for a new holder, and one that has nothing at work."""
    left_over = session.scalars(select(JobRun).where(JobRun.status == RunStatus.RUNNING)).all()
    if not left_over:
        return
    known = {job.name: job for job in jobs}
    with transaction(session):
        for run in left_over:
            run.status, run.finished_at, run.error = RunStatus.BROKEN, at, _LEFT_OVER
            if job := known.get(run.job):
                telling.left_red(session, job, run, at=at)


def run(session: Session, job: Job, due: Due, held: Held, *, now: Callable[[], datetime]) -> str:
    """Do the job's work for a moment that is due, and keep what it says it did, or what it raises, which is raised on.

    :param session: fenced; where the lease is lost, nothing more is written: the next holder takes it up.
    """
    begun = _begin(session, job, due, held, now())
    try:
        outcome = job.work(session, begun.day)
        with transaction(session):
            begun.status, begun.outcome, begun.finished_at = RunStatus.DONE, outcome, now()
    except LeaseLost:
        raise
    except Exception as error:
        session.rollback()
        with transaction(session):
            begun.status, begun.error, begun.finished_at = RunStatus.FAILED, told(error), now()
            telling.left_red(session, job, begun, at=begun.finished_at)
        raise
    return outcome


def told(error: Exception) -> str:
    """What went wrong, as the ledger keeps it: no secret, no e-mail address."""
    return safe_logs.cleaned(f"{type(error).__name__}: {error}")[:LONGEST_ERROR]


def of_job(session: Session, job: str, *, offset: int = 0, limit: int | None = None) -> Sequence[JobRun]:
    """The runs of a job, the one that began last first."""
    return session.scalars(
        select(JobRun)
        .where(JobRun.job == job)
        .options(joinedload(JobRun.asked_by))
        .order_by(JobRun.started_at.desc(), JobRun.id.desc())
        .offset(offset)
        .limit(limit)
    ).all()


def _begin(session: Session, job: Job, due: Due, held: Held, at: datetime) -> JobRun:
    with transaction(session):
        begun = session.scalar(
            select(JobRun).where(JobRun.job == job.name, JobRun.cause == due.cause, JobRun.due_at == due.due_at)
        )
        if begun is None:
            begun = JobRun(job=job.name, cause=due.cause, due_at=due.due_at, day=clock.day_of(due.due_at))
            begun.asked_by = _who_asked(session, job) if due.cause is RunCause.ASKED else None
            session.add(begun)
        begun.status, begun.attempts, begun.token = RunStatus.RUNNING, due.attempt, held.token
        begun.started_at, begun.finished_at, begun.outcome = at, None, None
    return begun


def _who_asked(session: Session, job: Job) -> User | None:
    decided = session.get(ScheduledJob, job.name)
    return decided.run_asked_by if decided else None
