"""Signing in and out. Passwords are argon2id; the cookie's token is kept only as a hash."""

import hashlib
import secrets
from contextlib import suppress
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.domain.errors import NotFound, SignInRefused
from app.domain.roles import Role
from app.models import Agency, Contractor, RoleGrant, SignInSession, User
from app.services.transaction import transaction

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # the OWASP minimum for argon2id
# Verified when the e-mail is unknown, so that the answer takes as long as for a known one.
DECOY = HASHER.hash(secrets.token_urlsafe(16))
SignedInUser = User  # what pages know of a person, without knowing the tables
TOUCH_EVERY = timedelta(minutes=1)  # a click is recorded at most this often


def sign_in(session: Session, email: str, password: str, *, at: datetime, demo_allowed: bool) -> str:
    """Open a session and return the token for the cookie.

    :raises SignInRefused: if e-mail and password do not belong together; it does not say which is wrong.
    """
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    matches = _verify(user.password_hash if user else DECOY, password)
    if user is None or not matches or not user.is_active or (user.is_demo and not demo_allowed):
        raise SignInRefused("電子郵件或密碼不正確，請重新輸入；忘記密碼請洽系統管理者。")
    token = secrets.token_urlsafe(32)
    with transaction(session):
        session.add(SignInSession(user=user, token_hash=_hash(token), started_at=at, last_seen_at=at))
    return token


def user_of(session: Session, token: str, *, at: datetime, idle_minutes: int) -> User | None:
    """The person behind a cookie, or ``None`` when the session has ended, idled out, or never was."""
    signed_in = _open_session(session, token)
    if signed_in is None or at - signed_in.last_seen_at > timedelta(minutes=idle_minutes):
        return None
    if not signed_in.user.is_active:
        return None
    if at - signed_in.last_seen_at >= TOUCH_EVERY:
        _touch(session, signed_in, at)
    return signed_in.user


def sign_out(session: Session, token: str, *, at: datetime) -> None:
    """End the session behind a cookie; ending it twice is harmless."""
    signed_in = _open_session(session, token)
    if signed_in is not None:
        with transaction(session):
            signed_in.ended_at = at


def by_email(session: Session, email: str) -> User:
    """The active account of this address, for commands that act ``--as`` somebody.

    :raises NotFound: if there is none.
    """
    user = session.scalar(select(User).where(User.email == email.strip().lower(), User.is_active))
    if user is None:
        raise NotFound(f"查無使用者 {email}，請確認電子郵件。")
    return user


def create(
    session: Session,
    *,
    email: str,
    name: str,
    password: str,
    role: Role,
    agency: Agency | None = None,
    contractor: Contractor | None = None,
    is_demo: bool = False,
) -> User:
    """A new account with one role, in one agency or (``None``) everywhere. A step: the caller commits."""
    user = User(
        email=email.lower(), name=name, password_hash=HASHER.hash(password), contractor=contractor, is_demo=is_demo
    )
    user.grants.append(RoleGrant(role=role, agency=agency))
    session.add(user)
    return user


def set_password(user: User, password: str) -> None:
    """Replace the password unless it is the same already. A step: the caller commits."""
    if not _verify(user.password_hash, password):
        user.password_hash = HASHER.hash(password)


def _touch(session: Session, signed_in: SignInSession, at: datetime) -> None:
    """Record the click. On SQLite a page that began by reading may find another writer ahead of it: then the next
    click is recorded instead, for no page should fail over this."""
    with suppress(OperationalError), transaction(session):
        signed_in.last_seen_at = at


def _open_session(session: Session, token: str) -> SignInSession | None:
    return session.scalar(
        select(SignInSession).where(SignInSession.token_hash == _hash(token), SignInSession.ended_at.is_(None))
    )


def _verify(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
