"""What an administrator decides about a job: its hours, a pause, a run at once; every decision is in the audit trail.

The scheduler reads the decisions whenever it looks for work, so they hold within seconds.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.audit_trail import Entry, Subject
from app.domain.cron import parse_cron
from app.domain.errors import WrongState
from app.domain.job_course import PastRun, RunCause, Standing
from app.domain.roles import Permission
from app.models import ScheduledJob, User
from app.services import audit_trail
from app.services.permissions import require_anywhere
from app.services.scheduling import ledger
from app.services.scheduling.schedule import Job
from app.services.transaction import transaction


def change_cron(session: Session, job: Job, text: str, *, by: User, at: datetime) -> None:
    """Run the job at other times from now on; an empty text brings back those it was declared with.

    :raises PermissionDenied: if ``by`` may not.
    :raises UnusableEntry: if the text is no schedule.
    """
    require_anywhere(by, Permission.MANAGE_JOBS)
    wanted = " ".join(text.split()) or job.cron
    parse_cron(wanted)
    with transaction(session):
        decided = _decided(session, job)
        before = decided.cron or job.cron
        if wanted == before:
            return
        decided.cron = None if wanted == job.cron else wanted
        _changed(session, decided, by, at)
        _tell(session, job, "時間", before, wanted, by=by, at=at)


def pause(session: Session, job: Job, *, by: User, at: datetime) -> None:
    """Have the job not run by its schedule until it is resumed; what is at work goes on to its end.

    :raises PermissionDenied: if ``by`` may not.
    """
    _set_paused(session, job, True, by=by, at=at)


def resume(session: Session, job: Job, *, by: User, at: datetime) -> None:
    """Have the job run by its schedule again, from its next moment on: a pause is not made up for.

    :raises PermissionDenied: if ``by`` may not.
    """
    _set_paused(session, job, False, by=by, at=at)


def run_now(session: Session, job: Job, *, by: User, at: datetime) -> None:
    """Ask the scheduler to run the job, paused or not, as soon as it is free.

    :raises PermissionDenied: if ``by`` may not.
    :raises WrongState: while a run that was asked for before has not begun.
    """
    require_anywhere(by, Permission.MANAGE_JOBS)
    with transaction(session):
        decided = _decided(session, job)
        if standings(session, [job], at)[job.name].is_waiting:
            raise WrongState(f"已有人要求立即執行「{job.title}」，尚在等候排程程式，不必再按一次。")
        decided.run_asked_at, decided.run_asked_by = at, by
        session.add(decided)
        _tell(session, job, "立即執行", None, at, by=by, at=at)


def standings(session: Session, jobs: Sequence[Job], now: datetime) -> dict[str, Standing]:
    """Jobs by name as their declaration, their administrators and their ledger have them."""
    decisions = decided(session, jobs)
    newest = ledger.newest(session, [job.name for job in jobs], until=now)
    return {job.name: _standing(job, decisions.get(job.name), newest) for job in jobs}


def decided(session: Session, jobs: Sequence[Job]) -> dict[str, ScheduledJob]:
    """What was decided about jobs, by name; without those about which nothing was."""
    query = select(ScheduledJob).where(ScheduledJob.name.in_([job.name for job in jobs]))
    with_people = (joinedload(ScheduledJob.run_asked_by), joinedload(ScheduledJob.changed_by))
    return {row.name: row for row in session.scalars(query.options(*with_people))}


def _standing(job: Job, decided: ScheduledJob | None, newest: Mapping[tuple[str, RunCause], PastRun]) -> Standing:
    return Standing(
        cron=parse_cron((decided.cron if decided else None) or job.cron),
        retry_minutes=job.retry_minutes,
        is_paused=decided.is_paused if decided else False,
        since=decided.effective_from if decided else None,
        asked_at=decided.run_asked_at if decided else None,
        scheduled=newest.get((job.name, RunCause.SCHEDULED)),
        asked=newest.get((job.name, RunCause.ASKED)),
    )


def _set_paused(session: Session, job: Job, is_paused: bool, *, by: User, at: datetime) -> None:
    require_anywhere(by, Permission.MANAGE_JOBS)
    with transaction(session):
        decided = _decided(session, job)
        if decided.is_paused == is_paused:
            return
        decided.is_paused = is_paused
        _changed(session, decided, by, at)
        _tell(session, job, "暫停", not is_paused, is_paused, by=by, at=at)


def _decided(session: Session, job: Job) -> ScheduledJob:
    """What was decided so far; a new row is not the session's before something is."""
    found = session.get(ScheduledJob, job.name, with_for_update=True)
    return found or ScheduledJob(name=job.name, is_paused=False)


def _changed(session: Session, decided: ScheduledJob, by: User, at: datetime) -> None:
    session.add(decided)
    decided.changed_by, decided.changed_at, decided.effective_from = by, at, at


def _tell(session: Session, job: Job, field: str, before: object, after: object, *, by: User, at: datetime) -> None:
    entry = Entry(Subject.JOB, job.name, before, after, field=field, label=job.title)
    audit_trail.record(session, [entry], by=by, at=at)
