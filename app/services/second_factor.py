"""The second step: a code from the person's authenticator (TOTP, RFC 6238), or one of ten recovery codes."""

import hashlib
import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

import pyotp
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.account_events import AccountEventKind, AttemptKind, Origin
from app.domain.errors import CodeRefused, WrongState
from app.domain.roles import Role
from app.models import RecoveryCode, TotpSecret, User
from app.services import account_events, attempts, permissions, sealing
from app.services.transaction import transaction
from config import SignInLimits

ISSUER = "計畫績效管考系統"  # how the authenticator lists us
PURPOSE = "totp"
RECOVERY_CODES = 10
SECONDS = 30  # one code is good for so long (RFC 6238 5.2) …
TOLERATED = (0, -1, 1)  # … and the ones beside it, for clocks that are not quite right


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the authenticator must learn: as text to type in, and as the address that the QR code shows."""

    secret: str
    address: str


def is_required(user: User, limits: SignInLimits) -> bool:
    """Whether the person must use a second step. Demo accounts need not: they sign in with a password that everybody
    knows, and production refuses them altogether (``sign_in.may_enter``)."""
    is_admin = any(grant.role is Role.ADMIN for grant in permissions.in_force(user))
    return limits.totp_required_for_admins and is_admin and not user.is_demo


def is_on(session: Session, user: User) -> bool:
    """Whether the person's authenticator has been confirmed."""
    confirmed = select(TotpSecret.user_id).where(TotpSecret.user_id == user.id, TotpSecret.confirmed_at.is_not(None))
    return session.scalar(confirmed) is not None


def codes_left(session: Session, user: User) -> int:
    """How many recovery codes are unused."""
    unused = select(RecoveryCode.id).where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    return len(session.scalars(unused).all())


def begin(session: Session, user: User, *, secret_key: str) -> None:
    """Make a secret for the person's authenticator; it counts only when a code comes back.

    :raises WrongState: if the second step is on already.
    """
    if is_on(session, user):
        raise WrongState("已啟用兩步驟驗證；如需更換驗證器，請先停用。")
    sealed = sealing.seal(pyotp.random_base32(), secret_key=secret_key, purpose=PURPOSE)
    with transaction(session):
        session.merge(TotpSecret(user_id=user.id, sealed_secret=sealed, confirmed_at=None, last_step=0))


def enrolment(session: Session, user: User, *, secret_key: str) -> Enrolment | None:
    """What the authenticator must learn, while no code has come back; otherwise ``None``."""
    row = session.get(TotpSecret, user.id)
    if row is None or row.confirmed_at is not None:
        return None
    secret = sealing.unseal(row.sealed_secret, secret_key=secret_key, purpose=PURPOSE)
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=ISSUER))


def confirm(
    session: Session, user: User, code: str, *, secret_key: str, origin: Origin, at: datetime, limits: SignInLimits
) -> tuple[str, ...]:
    """The authenticator works: switch the second step on, and return the recovery codes, shown this once.

    :raises CodeRefused: if the code is wrong.
    """
    check(session, user, code, secret_key=secret_key, origin=origin, at=at, limits=limits)
    with transaction(session):
        session.get_one(TotpSecret, user.id).confirmed_at = at
        account_events.record(session, AccountEventKind.TOTP_ENABLED, user=user, at=at, origin=origin)
        return _new_codes(session, user)


def renew_codes(
    session: Session, user: User, code: str, *, secret_key: str, origin: Origin, at: datetime, limits: SignInLimits
) -> tuple[str, ...]:
    """Ten new recovery codes in place of the old ones.

    :raises CodeRefused: if the code is wrong.
    """
    check(session, user, code, secret_key=secret_key, origin=origin, at=at, limits=limits)
    with transaction(session):
        account_events.record(session, AccountEventKind.RECOVERY_CODES_RENEWED, user=user, at=at, origin=origin)
        return _new_codes(session, user)


def disable(
    session: Session, user: User, code: str, *, secret_key: str, origin: Origin, at: datetime, limits: SignInLimits
) -> None:
    """Switch the second step off.

    :raises WrongState: if the person's role requires it.
    :raises CodeRefused: if the code is wrong.
    """
    if is_required(user, limits):
        raise WrongState("系統管理者必須使用兩步驟驗證，不能停用。")
    check(session, user, code, secret_key=secret_key, origin=origin, at=at, limits=limits)
    with transaction(session):
        remove(session, user, origin=origin, at=at)


def remove(session: Session, user: User, *, origin: Origin, at: datetime, by: User | None = None) -> None:
    """Forget the authenticator and the recovery codes. A step: the caller has asked, and commits.

    :param by: who did it, if not the account's owner or the operator.
    """
    was_on = is_on(session, user)
    session.execute(delete(TotpSecret).where(TotpSecret.user_id == user.id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    if was_on:
        account_events.record(session, AccountEventKind.TOTP_DISABLED, user=user, at=at, origin=origin, by=by)


def check(
    session: Session, user: User, code: str, *, secret_key: str, origin: Origin, at: datetime, limits: SignInLimits
) -> None:
    """Accept a code once.

    :raises CodeRefused: if it is wrong or was used, or after too many wrong ones.
    """
    door = attempts.door(AttemptKind.CODE, str(user.id), limits)
    with transaction(session):
        is_open = attempts.knock(session, [door], at=at)
    if not is_open:
        raise CodeRefused(f"驗證碼錯誤次數過多，請於 {limits.lockout_minutes} 分鐘後再試。")
    typed = "".join(code.split()).replace("-", "").upper()
    with transaction(session):
        kind = _accepted(session, user, typed, secret_key, at)
        if kind is not None:
            attempts.forget(session, door)
        if kind is not AccountEventKind.SIGNED_IN:
            account_events.record(session, kind or AccountEventKind.CODE_FAILED, user=user, at=at, origin=origin)
    if kind is None:
        raise CodeRefused("驗證碼不正確或已使用過，請輸入驗證器目前顯示的 6 位數字，或一組未使用的備用碼。")


def _accepted(session: Session, user: User, typed: str, secret_key: str, at: datetime) -> AccountEventKind | None:
    """Which kind of code it was, used up by this; ``None`` if it is none."""
    if len(typed) == 6 and typed.isdecimal():
        return AccountEventKind.SIGNED_IN if _use_totp(session, user, typed, secret_key, at) else None
    return AccountEventKind.RECOVERY_CODE_USED if _use_recovery_code(session, user, typed, at) else None


def _use_totp(session: Session, user: User, typed: str, secret_key: str, at: datetime) -> bool:
    row = session.get(TotpSecret, user.id, with_for_update=True, populate_existing=True)
    if row is None:
        return False
    generator = pyotp.TOTP(sealing.unseal(row.sealed_secret, secret_key=secret_key, purpose=PURPOSE))
    now = int(at.timestamp()) // SECONDS
    for step in (now + near for near in TOLERATED):
        if step > row.last_step and compare_digest(generator.generate_otp(step), typed):
            row.last_step = step
            return True
    return False


def _use_recovery_code(session: Session, user: User, typed: str, at: datetime) -> bool:
    row = session.scalar(
        select(RecoveryCode)
        .where(RecoveryCode.user_id == user.id, RecoveryCode.code_hash == _hash(typed))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or row.used_at is not None:
        return False
    row.used_at = at
    return True


def _new_codes(session: Session, user: User) -> tuple[str, ...]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    # 80 bits each: a plain hash of them cannot be tried through, as that of a password could.
    codes = [b32encode(secrets.token_bytes(10)).decode() for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(user_id=user.id, code_hash=_hash(code)) for code in codes)
    return tuple("-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
