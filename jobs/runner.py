"""Runs jobs by the clock, once each for each day, and catches up what was missed while nobody was there."""

import logging
from datetime import date, datetime, timedelta

from apscheduler.schedulers.base import BaseScheduler
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.database import make_engine, make_session_factory
from app.domain.audit_trail import ORIGIN, Origin, OriginKind
from app.services import job_runs
from config import Settings
from jobs.schedule import Job, schedule

log = logging.getLogger("jobs")


def attach(scheduler: BaseScheduler, settings: Settings) -> None:
    """Give ``scheduler`` exactly the jobs of the schedule, each of them also due now if its last run is missing."""
    sessions = make_session_factory(make_engine(settings.database_url))
    for job in schedule(settings):
        scheduler.add_job(
            run,
            job.trigger,
            args=(job, sessions),
            id=job.name,
            coalesce=True,  # missed runs are caught up once
            max_instances=1,
            misfire_grace_time=None,  # late is better than never: the ledger keeps it from running twice
        )
        scheduler.add_job(run, args=(job, sessions), id=f"{job.name}-catch-up", misfire_grace_time=None)


def run(job: Job, sessions: sessionmaker[Session]) -> None:
    """Run ``job`` for the newest day it was due for, unless the ledger has it.

    A fault is logged and kept in the ledger; the scheduler goes on with the other jobs.
    """
    day = last_due(job, clock.now())
    try:
        with sessions(info={ORIGIN: Origin(OriginKind.JOB, job.name)}) as session:
            outcome = job_runs.run_once(
                session, job.name, day.isoformat(), lambda opened: job.work(opened, day), now=clock.now
            )
    except Exception:
        log.exception("%s for %s failed", job.name, day)
        return
    log.info("%s for %s: %s", job.name, day, outcome or "already done")


def last_due(job: Job, now: datetime) -> date:
    """The newest day for which the job's hour has struck at ``now``, in Taipei."""
    # Only later than a day ago, so that at the stroke of the hour the day that begins is due, not the one before.
    a_day_ago = now.astimezone(clock.TAIPEI) - timedelta(days=1) + timedelta.resolution
    due = job.trigger.get_next_fire_time(None, a_day_ago)
    assert due is not None
    day: date = due.astimezone(clock.TAIPEI).date()
    return day
