"""How the scheduled work stands: is anybody at work, what runs next, what ran last, what went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.cron import parse_cron
from app.domain.cron_words import cron_words
from app.domain.job_course import PastRun, RunCause, RunStatus, due_now
from app.models import JobRun, ScheduledJob
from app.services.scheduling import lease, ledger, running, settings
from app.services.scheduling.lease import LeaseState
from app.services.scheduling.schedule import Job

RED = frozenset({RunStatus.FAILED, RunStatus.BROKEN})


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run as people see it: one whose process is gone does not run any more, whatever the ledger still says.

    ``seconds`` is how long the last attempt took, so far if it goes on; ``retry_at`` when it is tried again.
    """

    cause: RunCause
    due_at: datetime
    day: date
    status: RunStatus
    attempts: int
    started_at: datetime
    seconds: int | None
    outcome: str | None
    error: str | None
    retry_at: datetime | None
    asked_by: str | None


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job as it stands. ``overdue_since`` is the moment it was due for and has not begun yet."""

    name: str
    title: str
    does: str
    cron: str
    declared_cron: str
    words: str
    is_paused: bool
    next_at: datetime | None
    overdue_since: datetime | None
    asked_at: datetime | None
    asked_by: str | None
    changed_at: datetime | None
    changed_by: str | None
    last: RunLine | None

    @property
    def has_failed(self) -> bool:
        """Whether its last run did not get to its end."""
        return self.last is not None and self.last.status in RED


@dataclass(frozen=True, slots=True)
class Overview:
    """The process at work, or none, and every job in its order."""

    scheduler: LeaseState
    jobs: tuple[JobLine, ...]

    @property
    def failed(self) -> tuple[JobLine, ...]:
        """The jobs whose last run did not get to its end."""
        return tuple(job for job in self.jobs if job.has_failed)


def of_jobs(session: Session, jobs: Sequence[Job], *, at: datetime) -> Overview:
    """How everything stands."""
    known = lease.state(session, at=at)
    return Overview(known, tuple(_line(session, job, known, at) for job in jobs))


def count_red(session: Session, jobs: Sequence[Job]) -> int:
    """How many jobs stand red, in one query: the mark in the menu."""
    newest = (
        select(JobRun.status)
        .where(JobRun.job == job.name)
        .order_by(JobRun.started_at.desc(), JobRun.id.desc())
        .limit(1)
        .scalar_subquery()
        for job in jobs
    )
    return sum(status in RED for status in session.execute(select(*newest)).one())


def runs_of(
    session: Session, job: Job, *, at: datetime, offset: int = 0, limit: int | None = None
) -> tuple[RunLine, ...]:
    """The runs of a job, the one that began last first."""
    known = lease.state(session, at=at)
    found = ledger.of_job(session, job.name, offset=offset, limit=limit)
    return tuple(_run(row, job, known, at) for row in found)


def count_runs(session: Session, job: Job) -> int:
    """How many runs of the job the ledger has."""
    return session.scalar(select(func.count()).select_from(JobRun).where(JobRun.job == job.name)) or 0


def _line(session: Session, job: Job, known: LeaseState, at: datetime) -> JobLine:
    decided = session.get(ScheduledJob, job.name)
    cron = (decided.cron if decided else None) or job.cron
    is_paused = decided.is_paused if decided else False
    is_waiting = settings.is_waiting(session, decided)
    due = due_now(running.standing(session, job, at), at)
    last = next(iter(ledger.of_job(session, job.name, limit=1)), None)
    return JobLine(
        name=job.name,
        title=job.title,
        does=job.does,
        cron=cron,
        declared_cron=job.cron,
        words=cron_words(parse_cron(cron)),
        is_paused=is_paused,
        next_at=None if is_paused else parse_cron(cron).next(at),
        overdue_since=due.due_at if due and due.cause is RunCause.SCHEDULED and due.attempt == 1 else None,
        asked_at=decided.run_asked_at if decided and is_waiting else None,
        asked_by=decided.run_asked_by.name if decided and decided.run_asked_by and is_waiting else None,
        changed_at=decided.changed_at if decided else None,
        changed_by=decided.changed_by.name if decided and decided.changed_by else None,
        last=_run(last, job, known, at) if last else None,
    )


def _run(row: JobRun, job: Job, known: LeaseState, at: datetime) -> RunLine:
    is_going_on = running.is_at_work(row, known)
    status = RunStatus.BROKEN if row.status is RunStatus.RUNNING and not is_going_on else row.status
    ended = at if is_going_on else row.finished_at
    past = PastRun(row.due_at, row.status, row.attempts, row.finished_at)
    return RunLine(
        cause=row.cause,
        due_at=row.due_at,
        day=row.day,
        status=status,
        attempts=row.attempts,
        started_at=row.started_at,
        seconds=max(0, int((ended - row.started_at).total_seconds())) if ended else None,
        outcome=row.outcome,
        error=row.error,
        retry_at=past.retry_at(job.retry_minutes) if row.cause is not RunCause.COMMAND else None,
        asked_by=row.asked_by.name if row.asked_by else None,
    )
