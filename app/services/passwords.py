"""Passwords: kept as argon2id hashes, long enough, and not one of the last."""

import secrets
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import PasswordRefused
from app.models import PastPassword, User
from config import SignInLimits

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # the OWASP minimum for argon2id
# Verified when there is no account, so that the answer takes as long as for one that exists.
DECOY = HASHER.hash(secrets.token_urlsafe(16))
LONGEST = 256  # nobody types more, and hashing must not be made to last


def are_equal(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; takes as long without one."""
    try:
        return HASHER.verify(password_hash or DECOY, password) and password_hash is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def initial() -> str:
    """A password for the operator to hand over, to be changed at the first sign-in."""
    return secrets.token_urlsafe(15)


def replace(session: Session, user: User, new: str, *, at: datetime, limits: SignInLimits) -> None:
    """Take over a password that the person chose. A step: the caller commits.

    :raises PasswordRefused: if it is too short, or one of the last (防護基準: 不得與前三次相同, field-notes 5.2).
    """
    _require_fitting(new, limits)
    if any(are_equal(past, new) for past in _last(session, user, limits.password_history)):
        raise PasswordRefused(f"新密碼不得與最近 {limits.password_history} 次使用過的密碼相同，請另選一個。")
    put(session, user, new, at=at)


def put(session: Session, user: User, new: str, *, at: datetime, must_change: bool = False) -> None:
    """Put a password in the place of the present one without asking whether it is fit. A step."""
    session.add(PastPassword(user_id=user.id, password_hash=user.password_hash, replaced_at=at))
    user.password_hash, user.must_change_password = HASHER.hash(new), must_change


def _require_fitting(new: str, limits: SignInLimits) -> None:
    if len(new) < limits.password_min_length:
        raise PasswordRefused(
            f"密碼至少 {limits.password_min_length} 個字元（目前 {len(new)} 個），可用一句好記的話，空白也算。"
        )
    if len(new) > LONGEST:
        raise PasswordRefused(f"密碼最多 {LONGEST} 個字元。")


def _last(session: Session, user: User, number: int) -> list[str]:
    """The hashes of the last passwords, the present one first."""
    past = session.scalars(
        select(PastPassword.password_hash)
        .where(PastPassword.user_id == user.id)
        .order_by(PastPassword.id.desc())
        .limit(max(0, number - 1))
    )
    return [user.password_hash, *past][:number]
