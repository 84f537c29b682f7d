"""Those who keep the system running, and what they are told when the night finds something broken."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.notices import NoticeKind
from app.domain.roles import Permission
from app.models import User
from app.services import notices
from app.services.permissions import may_anywhere
from app.services.transaction import transaction


def tell(session: Session, *, key: str, subject: str, text: str, path: str, at: datetime) -> int:
    """Tell everybody who manages the jobs, and say how many had not been told yet."""
    people = session.scalars(select(User).where(User.is_active).order_by(User.id)).all()
    keepers = [user for user in people if may_anywhere(user, Permission.MANAGE_JOBS)]
    news = {"key": key, "subject": subject, "text": text, "path": path}
    with transaction(session):
        return sum(notices.tell(session, user, **news, kind=NoticeKind.SYSTEM, plan=None, at=at) for user in keepers)
