"""Scheduled work as the administration pages show it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.roles import Permission
from app.models import User
from app.services.pages.paging import PAGE_SIZE, Page, Paged
from app.services.permissions import may_anywhere, require_anywhere
from app.services.scheduling import overview
from app.services.scheduling.lease import LeaseState
from app.services.scheduling.overview import JobLine, Overview, RunLine
from app.services.scheduling.schedule import job_of, schedule
from config import Settings


@dataclass(frozen=True, slots=True)
class JobPage:
    """One job, what may be decided about it, and what became of it."""

    scheduler: LeaseState
    job: JobLine
    may_manage: bool
    runs: Paged[RunLine]


def index(session: Session, settings: Settings, *, viewer: User, at: datetime) -> Overview:
    """Every job.

    :raises PermissionDenied: if ``viewer`` may not look at them.
    """
    require_anywhere(viewer, Permission.READ_JOBS)
    return overview.of_jobs(session, schedule(settings), at=at)


def show(session: Session, settings: Settings, name: str, *, viewer: User, at: datetime, number: int = 1) -> JobPage:
    """One job with the ``number``-th page of its runs.

    :raises PermissionDenied: if ``viewer`` may not look at it.
    :raises NotFound: if there is no such job.
    """
    require_anywhere(viewer, Permission.READ_JOBS)
    job = job_of(settings, name)
    total = overview.count_runs(session, job)
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(number, 1), pages)
    rows = overview.runs_of(session, job, at=at, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    stands = overview.of_jobs(session, [job], at=at)
    return JobPage(
        scheduler=stands.scheduler,
        job=stands.jobs[0],
        may_manage=may_anywhere(viewer, Permission.MANAGE_JOBS),
        runs=Paged(rows, Page(number, pages, total)),
    )
