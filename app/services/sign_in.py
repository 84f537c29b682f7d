"""The ways in: password, code of the second step, single sign-on. A refusal never tells whether an account exists."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from app.domain.account_events import AccountEventKind, AttemptKind, Origin, SignInWay
from app.domain.errors import SignInRefused
from app.models import ExternalIdentity, User
from app.services import account_events, attempts, passwords, second_factor, sign_in_sessions
from app.services.sign_in_sessions import Visit
from app.services.transaction import transaction
from config import SignInLimits


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the agency's single sign-on says this is; issuer and subject together never change."""

    issuer: str
    subject: str
    email: str
    email_is_verified: bool


def by_password(
    session: Session,
    email: str,
    password: str,
    *,
    origin: Origin,
    at: datetime,
    limits: SignInLimits,
    demo_allowed: bool,
) -> str:
    """Open a session and return the token for the cookie.

    :raises SignInRefused: if e-mail and password do not belong together, without saying which is wrong; or after too
        many attempts at this e-mail or from this address, whether or not the account exists.
    """
    typed = email.strip().lower()
    account = attempts.door(AttemptKind.ACCOUNT, typed, limits)
    address = attempts.door(AttemptKind.ADDRESS, origin.address, limits)
    with transaction(session):
        is_open = attempts.knock(session, [address, account], at=at)
        user = session.scalar(select(User).where(User.email == typed).options(lazyload(User.grants)))
    if not is_open:
        raise SignInRefused(f"嘗試次數過多，請於 {limits.lockout_minutes} 分鐘後再試，或洽系統管理者。")
    # No transaction is open meanwhile: hashing takes as long as everything else together.
    is_right = passwords.are_equal(user.password_hash if user else None, password)
    if user is None or not is_right or not may_enter(user, demo_allowed=demo_allowed):
        with transaction(session):
            attempts.record_failure(session, user, typed, account, origin=origin, at=at)
        raise SignInRefused(
            "電子郵件或密碼不正確，請重新輸入。"
            f"連續 {limits.lockout_failures} 次不正確，將暫停登入 {limits.lockout_minutes} 分鐘。"
        )
    with transaction(session):
        attempts.forget(session, account)
        attempts.take_back(session, address)
        attempts.purge(session, limits, at=at)
        return sign_in_sessions.open_for(session, user, way=SignInWay.PASSWORD, origin=origin, at=at)


def by_code(
    session: Session, visit: Visit, code: str, *, secret_key: str, origin: Origin, at: datetime, limits: SignInLimits
) -> str:
    """Do the second step, and return the new token for the cookie.

    :raises CodeRefused: if the code is wrong or was used, or after too many wrong ones.
    """
    second_factor.check(session, visit.user, code, secret_key=secret_key, origin=origin, at=at, limits=limits)
    with transaction(session):
        return sign_in_sessions.finish(session, visit, origin=origin, at=at)


def by_identity(session: Session, identity: Identity, *, origin: Origin, at: datetime) -> str:
    """Open a session for somebody whom the agency's single sign-on vouches for, and return the token for the cookie.

    Only accounts that exist: nothing is created or granted here. The first time the verified e-mail finds the account.

    :raises SignInRefused: if no account belongs to this identity.
    """
    with transaction(session):
        user = _linked(session, identity) or _link(session, identity, origin, at)
        # A demo account belongs to nobody, so no identity of a real person may open it.
        if user is not None and user.is_active and not user.is_demo:
            return sign_in_sessions.open_for(session, user, way=SignInWay.SINGLE_SIGN_ON, origin=origin, at=at)
    with transaction(session):
        account_events.record(
            session,
            AccountEventKind.SIGN_IN_FAILED,
            email=identity.email,
            at=at,
            origin=origin,
            detail=f"方式：{SignInWay.SINGLE_SIGN_ON}",
        )
    raise SignInRefused("這個單一簽入身分沒有可用的帳號，請洽系統管理者開通。")


def may_enter(user: User, *, demo_allowed: bool) -> bool:
    """Whether the account opens at all. Demo accounts open nowhere but in a demonstration: their password is known."""
    return user.is_active and (demo_allowed or not user.is_demo)


def _linked(session: Session, identity: Identity) -> User | None:
    return session.scalar(
        select(User)
        .join(ExternalIdentity)
        .where(ExternalIdentity.issuer == identity.issuer, ExternalIdentity.subject == identity.subject)
    )


def _link(session: Session, identity: Identity, origin: Origin, at: datetime) -> User | None:
    if not identity.email_is_verified or not identity.email:
        return None
    user = session.scalar(select(User).where(User.email == identity.email.strip().lower()))
    if user is None or user.is_demo or not user.is_active:
        return None
    # An address that was handed on to another person must not hand on the account as well.
    is_taken = select(ExternalIdentity.id).where(
        ExternalIdentity.user_id == user.id, ExternalIdentity.issuer == identity.issuer
    )
    if session.scalar(is_taken) is not None:
        return None
    session.add(ExternalIdentity(user=user, issuer=identity.issuer, subject=identity.subject, linked_at=at))
    account_events.record(
        session, AccountEventKind.IDENTITY_LINKED, user=user, at=at, origin=origin, detail=identity.issuer
    )
    return user
