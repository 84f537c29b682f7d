"""How the scheduled work stands: is anybody at work, what runs next, what ran last, what went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.domain.cron_words import cron_words
from app.domain.job_course import PastRun, RunCause, RunStatus, Standing, due_now
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
    standings, decisions = settings.standings(session, jobs, at), settings.decided(session, jobs)
    last = ledger.last_begun(session, [job.name for job in jobs])
    lines = (_line(job, standings[job.name], decisions.get(job.name), last.get(job.name), known, at) for job in jobs)
    return Overview(known, tuple(lines))


def counted_red(jobs: Sequence[Job]) -> Select[int]:
    """The query of how many jobs stand red."""
    return select(func.count()).where(
        JobRun.id.in_(ledger.last_ids([job.name for job in jobs])), JobRun.status.in_(RED)
    )


def red(session: Session, jobs: Sequence[Job]) -> Sequence[Job]:
    """The jobs that stand red."""
    last = ledger.last_begun(session, [job.name for job in jobs])
    return [job for job in jobs if job.name in last and last[job.name].status in RED]


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


def _line(
    job: Job, standing: Standing, decided: ScheduledJob | None, last: JobRun | None, known: LeaseState, at: datetime
) -> JobLine:
    due = due_now(standing, at)
    is_waiting = decided is not None and standing.is_waiting
    return JobLine(
        name=job.name,
        title=job.title,
        does=job.does,
        cron=(decided.cron if decided else None) or job.cron,
        declared_cron=job.cron,
        words=cron_words(standing.cron),
        is_paused=standing.is_paused,
        next_at=None if standing.is_paused else standing.cron.next(at),
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
