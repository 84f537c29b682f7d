"""Accounts are opened, helped and closed: by an administrator on the pages, or by the operator at the command line of
the server (``by=None``), who holds the database anyway."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.account_events import CONSOLE, AccountEventKind, AttemptKind, Origin
from app.domain.errors import AccountExists, UnusableEntry, WrongState
from app.domain.roles import Permission, Role
from app.models import RoleGrant, User
from app.services import (
    account_events,
    accounts,
    attempts,
    delegations,
    grants,
    organisations,
    password_changes,
    passwords,
    people,
    permissions,
    second_factor,
    sign_in_sessions,
)
from app.services.transaction import transaction
from config import SignInLimits


def everybody(session: Session) -> Sequence[User]:
    """Every account, by address: for the operator."""
    return session.scalars(select(User).order_by(User.email)).all()


def add(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    at: datetime,
    agency: str | None = None,
    contractor: str | None = None,
    by: User | None = None,
    origin: Origin = CONSOLE,
) -> str:
    """A new account with one role; returns its initial password, which is kept nowhere and opens only its own change.

    :raises AccountExists: if the address has an account.
    :raises UnusableEntry: if the address is none, or a 受委託單位 is missing or too much.
    :raises NotFound: if there is no such agency or contractor.
    :raises PermissionDenied: if the role reaches beyond what ``by`` may grant.
    """
    address, password = email.strip().lower(), passwords.initial()
    if by is not None:
        permissions.require_anywhere(by, Permission.MANAGE_ACCOUNTS)
    if address.count("@") != 1 or address.startswith("@") or address.endswith("@"):
        raise UnusableEntry(f"「{email}」不是電子郵件，請重新輸入。")
    if (role is Role.CONTRACTOR) != (contractor is not None):
        raise UnusableEntry(f"角色「{Role.CONTRACTOR}」須指定受委託單位，其他角色不可指定。")
    with transaction(session):
        found, firm = organisations.agency(session, agency), organisations.contractor(session, contractor)
        grants.require_giver(session, by, RoleGrant(role=role, agency=found), firm.id if firm else None)
        if session.scalar(select(User.id).where(User.email == address)) is not None:
            raise AccountExists(f"帳號 {address} 已存在。")
        user = accounts.create(
            session,
            email=address,
            name=name.strip(),
            password=password,
            role=role,
            agency=found,
            contractor=firm,
            must_change_password=True,
        )
        session.flush()  # the event needs the account's number
        _tell(session, AccountEventKind.CREATED, user, by, at, origin, detail=role.value)
    return password


def reset(
    session: Session,
    user: User,
    *,
    at: datetime,
    limits: SignInLimits,
    second_step: bool = False,
    by: User | None = None,
    origin: Origin = CONSOLE,
) -> str:
    """Let somebody in again who has lost the way: returns a new initial password, opens a locked account, and ends
    the sessions and the links that were mailed; with ``second_step`` the lost authenticator is forgotten too.

    :raises PermissionDenied: if the account opens more than ``by`` may grant.
    """
    people.require_keeper(session, by, user)
    password = passwords.initial()
    with transaction(session):
        passwords.put(session, user, password, at=at, must_change=True)
        password_changes.forget_links(session, user)
        _open_doors(session, user, limits)
        sign_in_sessions.end_all(session, user, origin=origin, at=at)
        _tell(session, AccountEventKind.PASSWORD_RESET, user, by, at, origin)
        if second_step:
            second_factor.remove(session, user, origin=origin, at=at, by=by)
    return password


def is_locked(session: Session, user: User, *, at: datetime, limits: SignInLimits) -> bool:
    """Whether the account is closed for a while after too many failures."""
    return attempts.is_closed(session, _doors(user, limits), at=at)


def count_locked(session: Session, users: Iterable[User], *, at: datetime, limits: SignInLimits) -> int:
    """How many of these accounts are closed for a while."""
    closed = attempts.closed(session, at=at)
    return sum(any((door.kind, door.subject_hash) in closed for door in _doors(user, limits)) for user in users)


def unlock(session: Session, user: User, *, at: datetime, limits: SignInLimits, by: User, origin: Origin) -> None:
    """Open an account that too many failures have closed, without waiting.

    :raises PermissionDenied: if the account opens more than ``by`` may grant.
    """
    people.require_keeper(session, by, user)
    with transaction(session):
        _open_doors(session, user, limits)
        _tell(session, AccountEventKind.UNLOCKED, user, by, at, origin)


def disable(
    session: Session,
    user: User,
    *,
    at: datetime,
    by: User | None = None,
    reason: str = "",
    origin: Origin = CONSOLE,
) -> None:
    """Close an account, end its sessions, and whatever others do in its place; what the person did stays.

    :raises PermissionDenied: if the account opens more than ``by`` may grant.
    :raises UnusableEntry: if ``by`` gives no reason.
    :raises WrongState: if it is closed already, or of the last system administrator somewhere.
    """
    people.require_keeper(session, by, user)
    reason = reason if by is None else grants.reason_of(reason)
    with transaction(session):
        if not user.is_active:
            raise WrongState(f"帳號 {user.email} 已停用。")
        grants.require_another_administrator(session, user.grants)
        user.is_active = False
        sign_in_sessions.end_all(session, user, origin=origin, at=at)
        delegations.end_all_of(session, user, f"{user.name}的帳號停用", by=by, at=at, origin=origin)
        _tell(session, AccountEventKind.DISABLED, user, by, at, origin, detail=f"理由：{reason}" if reason else "")


def enable(session: Session, user: User, *, at: datetime, by: User, reason: str, origin: Origin) -> None:
    """Open an account again that was closed; it has the roles it had.

    :raises PermissionDenied: if the account opens more than ``by`` may grant.
    :raises UnusableEntry: without a reason.
    :raises WrongState: if it is open.
    """
    people.require_keeper(session, by, user)
    reason = grants.reason_of(reason)
    with transaction(session):
        if user.is_active:
            raise WrongState(f"帳號 {user.email} 已在啟用中。")
        user.is_active = True
        _tell(session, AccountEventKind.ENABLED, user, by, at, origin, detail=f"理由：{reason}" if reason else "")


def restore_demo(session: Session, user: User, password: str, *, at: datetime) -> None:
    """Give a demo account its well-known way in again, whatever a visitor did to it. A step: the caller commits."""
    if not passwords.are_equal(user.password_hash, password):
        user.password_hash = passwords.HASHER.hash(password)
    user.must_change_password = False
    second_factor.remove(session, user, origin=CONSOLE, at=at)


def _doors(user: User, limits: SignInLimits) -> tuple[attempts.Door, attempts.Door]:
    return (
        attempts.door(AttemptKind.ACCOUNT, user.email, limits),
        attempts.door(AttemptKind.CODE, str(user.id), limits),
    )


def _open_doors(session: Session, user: User, limits: SignInLimits) -> None:
    for door in _doors(user, limits):
        attempts.forget(session, door)


def _tell(
    session: Session,
    kind: AccountEventKind,
    user: User,
    by: User | None,
    at: datetime,
    origin: Origin,
    *,
    detail: str = "",
) -> None:
    account_events.record(session, kind, user=user, at=at, origin=origin, detail=detail.strip(), by=by)
