"""上次查看: when a person looked at the home page, and that everything on it has been seen."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.domain.last_look import Look, look_again
from app.models import LastLook, User
from app.services.transaction import transaction


@dataclass(frozen=True, slots=True)
class HomeVisit:
    """A visit to the home page: the look of it, and the one that is remembered; ``None``: it is the first."""

    look: Look
    remembered: Look | None


def at_home(session: Session, viewer: User, *, at: datetime) -> HomeVisit:
    """A visit to the home page; nothing is written."""
    remembered = _known(session, viewer)
    return HomeVisit(look_again(remembered, at), remembered)


def note(session: Session, viewer: User, visit: HomeVisit) -> None:
    """Remember a visit, if it is to be remembered.

    A page that began by reading may find another writer ahead of it, and two windows may open at the same moment:
    then the next visit is noted instead, for no page should fail over this.
    """
    if visit.remembered != visit.look:
        with suppress(OperationalError, IntegrityError), transaction(session):
            _write(session, viewer, visit.look, is_new=visit.remembered is None)


def mark_seen(session: Session, shown_at: datetime, *, by: User, at: datetime) -> None:
    """Everything that a page made at ``shown_at`` told has been seen; what came later has not."""
    known = _known(session, by)
    with transaction(session):
        _write(session, by, Look(min(shown_at, at), at), is_new=known is None)


def _known(session: Session, person: User) -> Look | None:
    row = session.get(LastLook, person.id)
    return Look(row.since, row.last_at) if row else None


def _write(session: Session, person: User, look: Look, *, is_new: bool) -> None:
    if is_new:
        session.add(LastLook(user_id=person.id, since=look.since, last_at=look.last_at))
    else:
        own = update(LastLook).where(LastLook.user_id == person.id)
        session.execute(own.values(since=look.since, last_at=look.last_at))
