"""Where people are signed in: each browser has a session that can be seen and ended. The cookie's token is kept only
as a hash."""

import hashlib
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, joinedload

from app.domain.account_events import AccountEventKind, Origin, SignInWay
from app.domain.errors import NotFound
from app.models import SignInSession, User
from app.services import account_events, second_factor
from app.services.transaction import transaction
from config import SignInLimits

TOUCH_EVERY = timedelta(minutes=1)  # a click is recorded at most this often


class Step(StrEnum):
    """What must be done before anything else opens."""

    CODE = "code"
    PASSWORD = "password"  # noqa: S105  the step, not a password
    ENROL = "enrol"


@dataclass(frozen=True, slots=True)
class Visit:
    """A person at a browser that is signed in; ``step`` is what is still to be done first, if anything."""

    user: User
    session_id: int
    step: Step | None
    ends_at: datetime  # without another click


def open_for(session: Session, user: User, *, way: SignInWay, origin: Origin, at: datetime) -> str:
    """Open a session and return the token for the cookie. A step: the caller commits."""
    token = secrets.token_urlsafe(32)
    code_due = second_factor.is_on(session, user)
    session.add(
        SignInSession(
            user=user,
            token_hash=_hash(token),
            way=way,
            code_due=code_due,
            address=origin.address[: account_events.LONGEST],
            browser=origin.browser[: account_events.LONGEST],
            started_at=at,
            last_seen_at=at,
        )
    )
    if not code_due:
        account_events.record(
            session, AccountEventKind.SIGNED_IN, user=user, at=at, origin=origin, detail=f"方式：{way}"
        )
    return token


def visit_of(
    session: Session, token: str, *, at: datetime, limits: SignInLimits, is_click: bool = True
) -> Visit | None:
    """Who is behind a cookie, or ``None`` when the session has ended, idled out, grown too old, or never was.

    :param is_click: whether this is a sign that somebody is there; a page that only asks for the time is none.
    """
    # Every page begins with this, so it is one query: a person has few grants.
    person = joinedload(SignInSession.user).options(joinedload(User.contractor), joinedload(User.grants))
    query = select(SignInSession).where(SignInSession.token_hash == _hash(token)).options(person)
    signed_in = session.scalars(query).unique().one_or_none()
    if signed_in is None or signed_in.ended_at is not None or not signed_in.user.is_active:
        return None
    if at >= _ends_at(signed_in, limits):
        return None
    if is_click and at - signed_in.last_seen_at >= TOUCH_EVERY:
        _touch(session, signed_in, at)
    step = _step(session, signed_in, limits)
    return Visit(signed_in.user, signed_in.id, step, _ends_at(signed_in, limits))


def keep(session: Session, visit: Visit, *, at: datetime, limits: SignInLimits) -> datetime:
    """The person says 繼續使用: begin the idle time anew, and return when it ends."""
    signed_in = session.get_one(SignInSession, visit.session_id)
    with transaction(session):
        signed_in.last_seen_at = at
    return _ends_at(signed_in, limits)


def open_of(session: Session, user: User, *, at: datetime, limits: SignInLimits) -> Sequence[SignInSession]:
    """Where a person is signed in now, the latest used first."""
    rows = session.scalars(select(SignInSession).where(_is_open(user)).order_by(SignInSession.last_seen_at.desc()))
    return [row for row in rows if at < _ends_at(row, limits)]


def revoke(session: Session, session_id: int, *, by: User, origin: Origin, at: datetime) -> None:
    """End one of the person's own sessions.

    :raises NotFound: if it is somebody else's, or has ended.
    """
    signed_in = session.scalar(select(SignInSession).where(SignInSession.id == session_id, _is_open(by)))
    if signed_in is None:
        raise NotFound("查無這個登入階段，可能已經結束。")
    with transaction(session):
        _end(session, signed_in, AccountEventKind.SESSION_REVOKED, origin, at)


def revoke_others(session: Session, visit: Visit, *, origin: Origin, at: datetime) -> int:
    """End all sessions of the person but the one at hand; how many."""
    with transaction(session):
        return end_all(session, visit.user, but=visit.session_id, origin=origin, at=at)


def end_all(session: Session, user: User, *, origin: Origin, at: datetime, but: int | None = None) -> int:
    """End the sessions of a person, except perhaps one; how many. A step: the caller commits."""
    rows = session.scalars(select(SignInSession).where(_is_open(user), SignInSession.id != but)).all()
    for row in rows:
        _end(session, row, AccountEventKind.SESSION_REVOKED, origin, at)
    return len(rows)


def sign_out(session: Session, token: str, *, origin: Origin, at: datetime) -> None:
    """End the session behind a cookie; ending it twice is harmless."""
    signed_in = session.scalar(
        select(SignInSession).where(SignInSession.token_hash == _hash(token), SignInSession.ended_at.is_(None))
    )
    if signed_in is not None:
        with transaction(session):
            _end(session, signed_in, AccountEventKind.SIGNED_OUT, origin, at)


def finish(session: Session, visit: Visit, *, origin: Origin, at: datetime) -> str:
    """The second step is done: the session opens, under a new token. A step: the caller commits."""
    signed_in = session.get_one(SignInSession, visit.session_id)
    token = secrets.token_urlsafe(32)
    signed_in.token_hash, signed_in.code_due, signed_in.last_seen_at = _hash(token), False, at
    account_events.record(
        session,
        AccountEventKind.SIGNED_IN,
        user=visit.user,
        at=at,
        origin=origin,
        detail=f"方式：{signed_in.way}＋驗證碼",
    )
    return token


def _step(session: Session, signed_in: SignInSession, limits: SignInLimits) -> Step | None:
    if signed_in.code_due:
        return Step.CODE
    # Who came by single sign-on has not used the password, and may not know it.
    if signed_in.user.must_change_password and signed_in.way is SignInWay.PASSWORD:
        return Step.PASSWORD
    if second_factor.is_required(signed_in.user, limits) and not second_factor.is_on(session, signed_in.user):
        return Step.ENROL
    return None


def _end(session: Session, signed_in: SignInSession, kind: AccountEventKind, origin: Origin, at: datetime) -> None:
    signed_in.ended_at = at
    account_events.record(
        session,
        kind,
        user=signed_in.user,
        at=at,
        origin=origin,
        detail=f"登入階段 {signed_in.id}（{signed_in.address}）",
    )


def _touch(session: Session, signed_in: SignInSession, at: datetime) -> None:
    """Record the click. On SQLite a page that began by reading may find another writer ahead of it: then the next
    click is recorded instead, for no page should fail over this."""
    with suppress(OperationalError), transaction(session):
        signed_in.last_seen_at = at


def _ends_at(signed_in: SignInSession, limits: SignInLimits) -> datetime:
    """When the session ends without another click."""
    idle = signed_in.last_seen_at + timedelta(minutes=limits.session_idle_minutes)
    return min(idle, signed_in.started_at + timedelta(hours=limits.session_hours))


def _is_open(user: User) -> ColumnElement[bool]:
    return (SignInSession.user_id == user.id) & SignInSession.ended_at.is_(None)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
