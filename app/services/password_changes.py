"""Choosing a new password: signed in, or by a link that was mailed."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.account_events import AccountEventKind, AttemptKind, Origin
from app.domain.errors import LinkExpired, PasswordRefused
from app.models import PasswordReset, User
from app.services import account_events, attempts, passwords, sign_in_sessions
from app.services.sign_in_sessions import Visit
from app.services.transaction import transaction
from config import SignInLimits


@dataclass(frozen=True, slots=True)
class ResetLink:
    """What is to be mailed, and to whom."""

    email: str
    name: str
    token: str


def change(
    session: Session, visit: Visit, present: str, new: str, *, origin: Origin, at: datetime, limits: SignInLimits
) -> None:
    """Replace the password of the person who is signed in; all their other sessions end.

    :raises PasswordRefused: if the present one is wrong, or the new one may not be used.
    """
    door = attempts.door(AttemptKind.ACCOUNT, visit.user.email, limits)
    with transaction(session):
        is_open = attempts.knock(session, [door], at=at)
    if not is_open:
        raise PasswordRefused(f"目前密碼錯誤次數過多，請於 {limits.lockout_minutes} 分鐘後再試。")
    if not passwords.are_equal(visit.user.password_hash, present):
        with transaction(session):
            typed, detail = visit.user.email, "變更密碼時目前密碼不正確"
            attempts.record_failure(session, visit.user, typed, door, origin=origin, at=at, detail=detail)
        raise PasswordRefused("目前密碼不正確，請重新輸入。")
    with transaction(session):
        attempts.forget(session, door)
        passwords.replace(session, visit.user, new, at=at, limits=limits)
        forget_links(session, visit.user)
        sign_in_sessions.end_all(session, visit.user, but=visit.session_id, origin=origin, at=at)
        account_events.record(session, AccountEventKind.PASSWORD_CHANGED, user=visit.user, at=at, origin=origin)


def request_link(
    session: Session, email: str, *, origin: Origin, at: datetime, limits: SignInLimits
) -> ResetLink | None:
    """A link to choose a new password, to be mailed; ``None`` if there is nobody to mail it to, which the person who
    asked is not told. Asking too often sends nothing either."""
    typed = email.strip().lower()
    doors = [
        attempts.door(AttemptKind.ADDRESS, f"reset {origin.address}", limits),
        attempts.door(AttemptKind.RESET, typed, limits),
    ]
    with transaction(session):
        if not attempts.knock(session, doors, at=at):
            return None
        # A demo account's address leads nowhere.
        user = session.scalar(select(User).where(User.email == typed, User.is_active, User.is_demo.is_(False)))
        account_events.record(
            session, AccountEventKind.PASSWORD_RESET_REQUESTED, user=user, email=typed, at=at, origin=origin
        )
        if user is None:
            return None
        token = secrets.token_urlsafe(32)
        expires_at = at + timedelta(minutes=limits.reset_minutes)
        session.add(PasswordReset(user_id=user.id, token_hash=_hash(token), expires_at=expires_at))
    return ResetLink(user.email, user.name, token)


def require_good(session: Session, token: str, *, at: datetime) -> None:
    """Go on only if the link is still good.

    :raises LinkExpired: if it was used, is too old, or never was.
    """
    _good(session, token, at)


def redeem(session: Session, token: str, new: str, *, origin: Origin, at: datetime, limits: SignInLimits) -> None:
    """Take over the new password, once; all sessions of the person end, and so do all links.

    The second step stays as it is: a mailbox alone opens no account that has one.

    :raises LinkExpired: if the link was used, is too old, or never was.
    :raises PasswordRefused: if the new password may not be used; the link stays good.
    """
    with transaction(session):
        link = _good(session, token, at)
        passwords.replace(session, link.user, new, at=at, limits=limits)
        link.used_at = at
        forget_links(session, link.user, but=link.id)
        attempts.forget(session, attempts.door(AttemptKind.ACCOUNT, link.user.email, limits))
        sign_in_sessions.end_all(session, link.user, origin=origin, at=at)
        account_events.record(session, AccountEventKind.PASSWORD_RESET, user=link.user, at=at, origin=origin)


def forget_links(session: Session, user: User, *, but: int | None = None) -> None:
    """Make worthless the links that were mailed to a person, except perhaps one. A step: the caller commits."""
    session.execute(delete(PasswordReset).where(PasswordReset.user_id == user.id, PasswordReset.id != but))


def _good(session: Session, token: str, at: datetime) -> PasswordReset:
    link = session.scalar(
        select(PasswordReset)
        .where(PasswordReset.token_hash == _hash(token))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if link is None or link.used_at is not None or at >= link.expires_at or not link.user.is_active:
        raise LinkExpired("這個連結已使用過或已逾時，請重新申請重設密碼。")
    return link


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
