"""Accounts as the operator keeps them, at the command line of the server: who gets there holds the database anyway."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.account_events import CONSOLE, AccountEventKind, AttemptKind
from app.domain.errors import AccountExists, NotFound, UnusableEntry, WrongState
from app.domain.roles import Role
from app.models import Agency, Contractor, Plan, RoleGrant, User
from app.services import account_events, accounts, attempts, passwords, second_factor, sign_in_sessions
from app.services.transaction import transaction
from config import SignInLimits

Thing = TypeVar("Thing")


def everybody(session: Session) -> Sequence[User]:
    """Every account, by address."""
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
) -> str:
    """A new account with one role; returns its initial password, which is kept nowhere and opens only its own change.

    :raises AccountExists: if the address has an account.
    :raises UnusableEntry: if the address is none, or a 受委託單位 is missing or too much.
    :raises NotFound: if there is no such agency or contractor.
    """
    address, password = email.strip().lower(), passwords.initial()
    if address.count("@") != 1 or address.startswith("@") or address.endswith("@"):
        raise UnusableEntry(f"「{email}」不是電子郵件，請重新輸入。")
    if (role is Role.CONTRACTOR) != (contractor is not None):
        raise UnusableEntry(f"角色「{Role.CONTRACTOR}」須指定受委託單位，其他角色不可指定。")
    with transaction(session):
        if session.scalar(select(User.id).where(User.email == address)) is not None:
            raise AccountExists(f"帳號 {address} 已存在。")
        user = accounts.create(
            session,
            email=address,
            name=name,
            password=password,
            role=role,
            agency=_agency(session, agency),
            contractor=_contractor(session, contractor),
            must_change_password=True,
        )
        session.flush()  # the event needs the account's number
        account_events.record(session, AccountEventKind.CREATED, user=user, at=at, origin=CONSOLE, detail=role.value)
    return password


def grant(
    session: Session, email: str, role: Role, *, at: datetime, agency: str | None = None, plan: str | None = None
) -> None:
    """Give an account one more role: in an agency, for a plan, or (neither) everywhere.

    :raises NotFound: if there is no such account, agency or plan.
    :raises WrongState: if the account has this role there already, or would report without a 受委託單位.
    """
    with transaction(session):
        user = accounts.by_email(session, email)
        found_agency, found_plan = _agency(session, agency), _plan(session, plan)
        if role is Role.CONTRACTOR and user.contractor_id is None:
            raise WrongState(f"帳號 {user.email} 未指定受委託單位，不能授予角色「{role}」。")
        scope = (role, found_agency and found_agency.id, found_plan and found_plan.id)
        if scope in {(held.role, held.agency_id, held.plan_id) for held in user.grants}:
            raise WrongState(f"帳號 {user.email} 已有角色「{role}」。")
        user.grants.append(RoleGrant(role=role, agency=found_agency, plan_id=scope[2]))
        detail = "、".join(part for part in (role.value, agency, plan) if part)
        account_events.record(session, AccountEventKind.ROLE_GRANTED, user=user, at=at, origin=CONSOLE, detail=detail)


def reset(session: Session, email: str, *, at: datetime, limits: SignInLimits, second_step: bool = False) -> str:
    """Let somebody in again who has lost the way: returns a new initial password, opens a locked account, and ends
    the sessions; with ``second_step`` the lost authenticator is forgotten too.

    :raises NotFound: if there is no such account.
    """
    password = passwords.initial()
    with transaction(session):
        user = accounts.by_email(session, email)
        passwords.put(session, user, password, at=at, must_change=True)
        attempts.forget(session, attempts.door(AttemptKind.ACCOUNT, user.email, limits))
        attempts.forget(session, attempts.door(AttemptKind.CODE, str(user.id), limits))
        sign_in_sessions.end_all(session, user, origin=CONSOLE, at=at)
        account_events.record(session, AccountEventKind.PASSWORD_RESET, user=user, at=at, origin=CONSOLE)
        if second_step:
            second_factor.remove(session, user, origin=CONSOLE, at=at)
    return password


def disable(session: Session, email: str, *, at: datetime) -> None:
    """Close an account and end its sessions; what the person did stays.

    :raises NotFound: if there is no such account, or it is closed already.
    """
    with transaction(session):
        user = accounts.by_email(session, email)
        user.is_active = False
        sign_in_sessions.end_all(session, user, origin=CONSOLE, at=at)
        account_events.record(session, AccountEventKind.DISABLED, user=user, at=at, origin=CONSOLE)


def restore_demo(session: Session, user: User, password: str, *, at: datetime) -> None:
    """Give a demo account its well-known way in again, whatever a visitor did to it. A step: the caller commits."""
    if not passwords.are_equal(user.password_hash, password):
        user.password_hash = passwords.HASHER.hash(password)
    user.must_change_password = False
    second_factor.remove(session, user, origin=CONSOLE, at=at)


def _agency(session: Session, name: str | None) -> Agency | None:
    found = session.scalar(select(Agency).where(Agency.name == name)) if name else None
    return _there(found, name, "機關")


def _contractor(session: Session, name: str | None) -> Contractor | None:
    found = session.scalar(select(Contractor).where(Contractor.name == name)) if name else None
    return _there(found, name, "受委託單位")


def _plan(session: Session, code: str | None) -> Plan | None:
    found = session.scalar(select(Plan).where(Plan.code == code)) if code else None
    return _there(found, code, "計畫")


def _there(found: Thing | None, name: str | None, kind: str) -> Thing | None:
    if name and found is None:
        raise NotFound(f"查無{kind}「{name}」，請確認名稱。")
    return found
