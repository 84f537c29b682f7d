"""行事曆訂閱: an address of one's own at which a calendar program fetches one's due dates.

Whoever has the address reads the calendar, as with a key; it is kept only as a hash, shown once, and can be renewed
and revoked. What it shows is asked anew each time: roles that have ended, and closed accounts, show nothing.
"""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from app.domain.account_events import AccountEventKind, Origin
from app.domain.due_dates import DueDate, DueState
from app.domain.errors import NotFound
from app.domain.rate_limit import UseKind
from app.domain.roc_calendar import DateStyle, format_roc, roc_year
from app.models import CalendarFeed, Plan, User
from app.reports.due_date_feed import Appointment, to_ics
from app.services import account_events, due_dates, rate_limits
from app.services.due_dates import Window
from app.services.permissions import visible_plans
from app.services.transaction import transaction
from config import RateLimits

NAME = "管考期限"
UID_DOMAIN = "program-performance-tracker"  # not the host: an event stays the same when the server moves


def of_user(session: Session, user: User) -> CalendarFeed | None:
    """The person's own address, without its secret; ``None``: there is none."""
    return session.scalar(select(CalendarFeed).where(CalendarFeed.user_id == user.id))


def make(session: Session, *, by: User, origin: Origin, at: datetime) -> str:
    """A new address in the place of the one before, which ends; returns its token, which nobody is told again."""
    token = secrets.token_urlsafe(32)
    with transaction(session):
        _forget(session, by)
        session.add(CalendarFeed(user_id=by.id, token_hash=_hash(token), made_at=at))
        account_events.record(session, AccountEventKind.CALENDAR_MADE, user=by, at=at, origin=origin)
    return token


def revoke(session: Session, *, by: User, origin: Origin, at: datetime) -> None:
    """End the person's address; ending it twice is harmless."""
    with transaction(session):
        if _forget(session, by):
            account_events.record(session, AccountEventKind.CALENDAR_REVOKED, user=by, at=at, origin=origin)


def admit(session: Session, token: str, *, at: datetime, limits: RateLimits) -> int:
    """Whose calendar it is, by the id of the account; counts the visit.

    Guessing is not counted: a token of 256 random bits is not found by trying.

    :raises NotFound: if there is no such address (any more), or the account is closed.
    :raises TooOften: if the person's programs ask too often.
    """
    feed = session.scalar(
        select(CalendarFeed).where(CalendarFeed.token_hash == _hash(token)).options(joinedload(CalendarFeed.user))
    )
    if feed is None or not feed.user.is_active:
        raise NotFound("這個行事曆網址不存在或已停用；請登入後於「我的帳號」重新產生。")
    rate_limits.spend(session, feed.user, UseKind.FEED, at=at, limits=limits)
    with transaction(session):
        feed.fetched_at = at
    return feed.user_id


def content(session: Session, user_id: int, *, on: date, public_url: str) -> bytes:
    """The due dates of all plans that the person may see, of this year and the next: an iCalendar file."""
    user = session.get_one(User, user_id)
    return to_ics(NAME, _appointments(session, _plans(session, user, on), on, public_url))


def _plans(session: Session, user: User, on: date) -> Sequence[Plan]:
    """Plans of this year and the next; who has none there gets those of the last year that they have."""
    every = session.scalars(visible_plans(user)).all()  # the newest year first
    first = min(roc_year(on), every[0].roc_year) if every else 0
    return [plan for plan in every if first <= plan.roc_year <= roc_year(on) + 1]


def _appointments(session: Session, plans: Sequence[Plan], on: date, public_url: str) -> Iterator[Appointment]:
    for plan, found in due_dates.of_plans(session, plans, Window(on)):
        for due in found:
            yield Appointment(
                uid=f"{plan.code}/{due.kind.name}/{due.key}@{UID_DOMAIN}",
                day=due.due_on,
                title=f"{_sign(due.state)}{due.label}（{plan.code}）",
                text=_text(plan, due),
                url=f"{public_url}/plans/{plan.code}",
                category=due.kind.value,
                is_cancelled=due.state is DueState.CANCELLED,
                changed_at=due.changed_at,
            )


def _sign(state: DueState) -> str:
    return "" if state is DueState.OPEN else f"［{state}］"


def _text(plan: Plan, due: DueDate) -> str:
    lines = [f"計畫：{plan.code} {plan.full_name}", f"期限：{format_roc(due.due_on, DateStyle.LONG)}"]
    if due.original_due_on:
        lines.append(f"原訂：{format_roc(due.original_due_on, DateStyle.LONG)}（已展延）")
    return "\n".join([*lines, f"辦理情形：{due.state}"])


def _forget(session: Session, user: User) -> bool:
    """Drop the person's address; two who click at once wait for each other. Says whether there was one."""
    session.execute(select(User.id).where(User.id == user.id).with_for_update())
    mine = delete(CalendarFeed).where(CalendarFeed.user_id == user.id).returning(CalendarFeed.id)
    return session.execute(mine).first() is not None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
