"""By which way a person wants news of which kind."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.notices import DEFAULTS, Channel, NoticeKind
from app.models import NoticeChoice, User
from app.services.transaction import transaction


def channel_of(session: Session, user: User, kind: NoticeKind) -> Channel:
    """How news of a kind reach the person: as chosen, or else by default."""
    chosen = session.get(NoticeChoice, (user.id, kind))
    return chosen.channel if chosen else DEFAULTS[kind]


def choices_of(session: Session, user: User) -> dict[NoticeKind, Channel]:
    """How news of each kind reach the person."""
    chosen = session.scalars(select(NoticeChoice).where(NoticeChoice.user_id == user.id))
    return DEFAULTS | {row.kind: row.channel for row in chosen}


def choose(session: Session, choices: Mapping[NoticeKind, Channel], *, by: User) -> None:
    """Keep how one wants news of these kinds from now on; what was told already stays as it was told."""
    with transaction(session):
        for kind, channel in choices.items():
            session.merge(NoticeChoice(user_id=by.id, kind=kind, channel=channel))
