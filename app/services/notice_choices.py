"""By which way a person wants news of which kind."""

from sqlalchemy.orm import Session

from app.domain.notices import DEFAULTS, Channel, NoticeKind
from app.models import NoticeChoice, User


def channel_of(session: Session, user: User, kind: NoticeKind) -> Channel:
    """How news of a kind reach the person: as chosen, or else by default."""
    chosen = session.get(NoticeChoice, (user.id, kind))
    return chosen.channel if chosen else DEFAULTS[kind]
