"""What the header of every page counts for the person who looks: asked in one query, for every page pays for it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Permission
from app.models import User
from app.services import alerts, change_requests, notices, submissions
from app.services.permissions import may_anywhere
from app.services.scheduling import overview
from app.services.scheduling.schedule import schedule
from config import Settings


@dataclass(frozen=True, slots=True)
class HeaderCounts:
    """Numbers beside the entries of the menu; ``None``: the person has no such list."""

    unread: int
    open_alerts: int
    waiting_reviews: int | None = None
    waiting_changes: int | None = None
    red_jobs: int | None = None


def counts(session: Session, settings: Settings, *, viewer: User) -> HeaderCounts:
    """The numbers of this moment."""
    asked = {"unread": notices.counted_unread(viewer), "open_alerts": alerts.counted_open(viewer)}
    if may_anywhere(viewer, Permission.REVIEW):
        asked["waiting_reviews"] = submissions.counted_waiting(viewer)
    if may_anywhere(viewer, Permission.APPROVE_CHANGE):
        asked["waiting_changes"] = change_requests.counted_waiting(viewer)
    if may_anywhere(viewer, Permission.READ_JOBS):
        asked["red_jobs"] = overview.counted_red(schedule(settings))
    numbers = select(*(query.scalar_subquery().label(name) for name, query in asked.items()))
    return HeaderCounts(**session.execute(numbers).one()._mapping)
