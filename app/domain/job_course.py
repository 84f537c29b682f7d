"""What is to be done next about a scheduled job (排程工作): run, run again, or nothing. Pure.

Missed moments are caught up once, by the newest of them. A failure is tried again after a while, then left for a
person; what broke off with its process is taken up at once. A clock that is set back repeats nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.cron import Cron

CATCH_UP = timedelta(days=1)  # how far back a job that never ran looks: a new installation has missed nothing older


class RunCause(StrEnum):
    """Why a job ran."""

    SCHEDULED = "排定"
    ASKED = "立即執行"
    COMMAND = "命令列"


class RunStatus(StrEnum):
    """How a run ended, or that it has not yet."""

    RUNNING = "執行中"
    DONE = "完成"
    FAILED = "失敗"
    BROKEN = "中斷"  # its process died, or had to leave it to another


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run in the ledger. ``attempts`` counts all its beginnings, from 1."""

    due_at: datetime
    status: RunStatus
    attempts: int
    finished_at: datetime | None

    def retry_at(self, retry_minutes: Sequence[int]) -> datetime | None:
        """When it is to be tried again; ``None``: never, for it went well or is left for a person."""
        if self.status not in (RunStatus.FAILED, RunStatus.BROKEN) or self.finished_at is None:
            return None
        if self.attempts > len(retry_minutes):
            return None
        is_failure = self.status is RunStatus.FAILED
        return self.finished_at + timedelta(minutes=retry_minutes[self.attempts - 1] if is_failure else 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """A job as it stands: what was decided about it, and its newest runs.

    ``since``: moments up to it are not due, for the schedule was another, or paused. ``scheduled`` is its newest
    run that is not in the future: a clock that went wrong once must not silence the job until then.
    """

    cron: Cron
    retry_minutes: Sequence[int]
    is_paused: bool = False
    since: datetime | None = None
    asked_at: datetime | None = None
    scheduled: PastRun | None = None
    asked: PastRun | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether a run was asked for that has not begun."""
        return self.asked_at is not None and (self.asked is None or self.asked.due_at != self.asked_at)


@dataclass(frozen=True, slots=True)
class Due:
    """A run that is to begin now."""

    cause: RunCause
    due_at: datetime
    attempt: int = 1


def due_now(job: Standing, now: datetime) -> Due | None:
    """What to begin at ``now``, if anything; what a person asked for comes first, and in a pause as well."""
    if job.asked_at is not None and job.is_waiting:
        return Due(RunCause.ASKED, job.asked_at)
    if again := _again(job.asked, RunCause.ASKED, job.retry_minutes, now):
        return again
    if job.is_paused:
        return None
    newest = job.cron.last(now)
    if newest is not None and newest > _done_until(job, now):
        return Due(RunCause.SCHEDULED, newest)
    return _again(job.scheduled, RunCause.SCHEDULED, job.retry_minutes, now)


def _done_until(job: Standing, now: datetime) -> datetime:
    last = job.scheduled.due_at if job.scheduled else now - CATCH_UP
    return max(last, job.since) if job.since else last


def _again(run: PastRun | None, cause: RunCause, retry_minutes: Sequence[int], now: datetime) -> Due | None:
    retry_at = run.retry_at(retry_minutes) if run else None
    if run is None or retry_at is None or now < retry_at:
        return None
    return Due(cause, run.due_at, run.attempts + 1)
