"""通知: news in people's inboxes. Each piece is told once, to those who may see what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from app.domain.errors import NotFound
from app.domain.notices import NoticeKind
from app.domain.roles import Permission
from app.models import Notice, Plan, User
from app.services import notice_choices
from app.services.adding_once import add_once
from app.services.permissions import may, visible_plans
from app.services.transaction import transaction


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which news are asked for; blank, ``None`` and ``False`` filter nothing."""

    plan_code: str = ""
    kind: NoticeKind | None = None
    is_unread: bool = False


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


def inbox(session: Session, viewer: User, wanted: Wanted, *, first: int, rows: int) -> Sequence[Notice]:
    """A part of what a person was told, unread first and then the newest first; ``first`` pieces are left out."""
    query = _matching(viewer, wanted).options(joinedload(Notice.plan))
    order = (Notice.read_at.is_not(None), Notice.at.desc(), Notice.id.desc())
    return session.scalars(query.order_by(*order).offset(first).limit(rows)).all()


def count(session: Session, viewer: User, wanted: Wanted) -> int:
    """How many pieces match."""
    return session.scalar(_counted(viewer, wanted)) or 0


def count_unread(session: Session, *, viewer: User) -> int:
    """How many pieces wait to be read."""
    return session.scalar(counted_unread(viewer)) or 0


def counted_unread(viewer: User) -> Select[int]:
    """The query of how many pieces wait to be read."""
    return _counted(viewer, Wanted(is_unread=True))


def since(
    session: Session, viewer: User, moment: datetime, *, but: NoticeKind, rows: int
) -> tuple[Sequence[Notice], int]:
    """What a person was told of what happened after ``moment``, the newest first, and how many pieces that are.

    :param but: a kind of news that is left out.
    :param rows: how many pieces are returned at most.
    """
    query = _matching(viewer, Wanted()).where(Notice.at > moment, Notice.kind != but).options(joinedload(Notice.plan))
    newest = query.order_by(Notice.at.desc(), Notice.id.desc()).limit(rows)
    found = session.execute(newest.add_columns(func.count().over())).all()
    return [notice for notice, _ in found], found[0][1] if found else 0


def open_notice(session: Session, notice_id: int, *, by: User, at: datetime) -> str:
    """Read a piece of news: the path of the page that it is about.

    :raises NotFound: if it is somebody else's, or about a plan that ``by`` may no longer see.
    """
    found = session.scalar(_matching(by, Wanted()).where(Notice.id == notice_id))
    if found is None:
        raise NotFound("查無這則通知，或您已不能檢視相關計畫。")
    if found.read_at is None:
        with transaction(session):
            found.read_at = at
    return found.path


def mark_all_read(session: Session, *, by: User, at: datetime) -> int:
    """Everything in the person's inbox is read; how many pieces were not."""
    with transaction(session):
        unread = update(Notice).where(Notice.user_id == by.id, Notice.read_at.is_(None))
        return len(session.execute(unread.values(read_at=at).returning(Notice.id)).all())


def _counted(viewer: User, wanted: Wanted) -> Select[int]:
    return _matching(viewer, wanted).with_only_columns(func.count(), maintain_column_froms=True)


def _matching(viewer: User, wanted: Wanted) -> Select[Notice]:
    """What the person was told, but nothing of plans that are no longer theirs to see."""
    seen = visible_plans(viewer).with_only_columns(Plan.id).order_by(None)
    query = select(Notice).where(Notice.user_id == viewer.id, or_(Notice.plan_id.is_(None), Notice.plan_id.in_(seen)))
    if wanted.plan_code:
        query = query.where(Notice.plan_id.in_(select(Plan.id).where(Plan.code == wanted.plan_code)))
    if wanted.kind is not None:
        query = query.where(Notice.kind == wanted.kind)
    if wanted.is_unread:
        query = query.where(Notice.read_at.is_(None))
    return query
