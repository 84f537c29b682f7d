"""通知: news in people's inboxes. Each piece is told once, to those who may see what it is about."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.notices import NoticeKind
from app.domain.roles import Permission
from app.models import Notice, Plan, User
from app.services import notice_choices
from app.services.adding_once import add_once
from app.services.permissions import may
from app.services.transaction import transaction


def tell(
    session: Session,
    to: User,
    *,
    key: str,
    kind: NoticeKind,
    subject: str,
    text: str,
    path: str,
    plan: Plan | None,
    at: datetime,
) -> bool:
    """Put a piece of news into a person's inbox, once. A step: the caller commits.

    :param key: which piece it is, among all that the person is ever told: "submission_event/17".
    :param subject: one line that says it all: 「期末期報退回補正」.
    :param text: the rest, in plain sentences; may be empty.
    :param path: of the page that it is about, from the root: "/plans/SMEITA-107".
    :param plan: whose news it is; ``None``: of no plan.
    :param at: when it happened, which may be earlier than now.
    :returns: ``False`` if nothing was put there: told before, the account is closed, or the plan is not theirs to see.
    """
    if not to.is_active or (plan is not None and not may(to, Permission.VIEW, plan)):
        return False
    row = {
        "user_id": to.id,
        "key": key,
        "kind": kind,
        "channel": notice_choices.channel_of(session, to, kind),
        "subject": subject,
        "text": text,
        "path": path,
        "plan_id": plan.id if plan else None,
        "at": at,
    }
    return add_once(session, Notice, row)


def mark_all_read(session: Session, *, by: User, at: datetime) -> int:
    """Everything in the person's inbox is read; how many pieces that were not."""
    with transaction(session):
        unread = update(Notice).where(Notice.user_id == by.id, Notice.read_at.is_(None))
        return len(session.execute(unread.values(read_at=at).returning(Notice.id)).all())
