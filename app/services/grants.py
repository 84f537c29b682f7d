"""Roles are given and taken (授予、收回角色): for good or for a time, never beyond what the giver may, never unseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.account_events import CONSOLE, AccountEventKind, Origin
from app.domain.delegation import GrantState, fault_of_term
from app.domain.errors import NotFound, PermissionDenied, UnusableEntry, WrongState
from app.domain.roc_calendar import format_roc
from app.domain.roles import ALONE, Role
from app.models import RoleGrant, User
from app.services import account_events, organisations, people
from app.services.transaction import transaction


@dataclass(frozen=True, slots=True)
class Term:
    """From which day to which a role counts; both days count."""

    starts_on: date
    ends_on: date


def grant(
    session: Session,
    user: User,
    role: Role,
    *,
    by: User | None,
    at: datetime,
    on: date,
    agency: str | None = None,
    plan: str | None = None,
    term: Term | None = None,
    reason: str = "",
    origin: Origin = CONSOLE,
) -> None:
    """Give an account one more role: in an agency, for a plan, or (neither) everywhere.

    :param agency: its name.
    :param plan: its code.
    :param by: who gives it; ``None`` is the operator of the server, who may anything.
    :param term: only for a time.
    :raises NotFound: if there is no such agency or plan.
    :raises PermissionDenied: if this is beyond what ``by`` may grant, or their own account.
    :raises UnusableEntry: if the term cannot be.
    :raises WrongState: if the account has this role there already, or may not have it beside another.
    """
    with transaction(session):
        new = RoleGrant(role=role, reason=reason.strip() or None)
        new.agency, new.plan = organisations.agency(session, agency), organisations.plan(session, plan)
        if user is by:
            raise PermissionDenied("不可授予自己角色，請由另一位系統管理者辦理。")
        require_giver(session, by, new, user.contractor_id)
        add(session, user, new, term, on=on)
        record(session, AccountEventKind.ROLE_GRANTED, new, by=by, at=at, origin=origin)


def revoke(
    session: Session, grant_id: int, reason: str, *, by: User | None, at: datetime, origin: Origin = CONSOLE
) -> User:
    """Take a role from an account, and from whoever stands in for it with this role; returns whose it was.

    :raises NotFound: if there is no such grant.
    :raises PermissionDenied: if it reaches beyond what ``by`` may grant.
    :raises WrongState: if it is the last system administrator there.
    """
    with transaction(session):
        found = get(session, grant_id)
        if by is not None and not people.may_grant(session, by, found, found.user.contractor_id):
            raise PermissionDenied("這個角色超出您管理的範圍，請洽可管理所有機關的系統管理者。")
        why, holder = reason_of(reason), found.user
        require_another_administrator(session, [found])
        for one in (*stand_ins(session, found), found):
            kind = AccountEventKind.DELEGATION_ENDED if one.delegated_by else AccountEventKind.ROLE_REVOKED
            record(session, kind, one, by=by, at=at, origin=origin, reason=why)
            one.user.grants.remove(one)
    return holder


def add(session: Session, user: User, new: RoleGrant, term: Term | None, *, on: date) -> None:
    """Give a role, if the account can have it. A step: the caller has asked whether it may, records and commits."""
    session.refresh(user, with_for_update={"of": User})  # of two at once the second sees the first
    if term is not None:
        if fault := fault_of_term(term.starts_on, term.ends_on, on):
            raise UnusableEntry(fault)
        new.starts_on, new.ends_on = term.starts_on, term.ends_on
    if not user.is_active:
        raise WrongState(f"帳號 {user.email} 已停用，請先恢復帳號。")
    if new.role is Role.CONTRACTOR and user.contractor_id is None:
        raise WrongState(f"帳號 {user.email} 未指定受委託單位，不能授予角色「{new.role}」。")
    held = [one for one in user.grants if one.state(on) is not GrantState.OVER]
    if any(_is_same(one, new) and _is_open(one, new) for one in held):
        raise WrongState(f"帳號 {user.email} 已有角色「{new.role}」。")
    if any(one.role is not new.role and ALONE & {one.role, new.role} for one in held):
        raise WrongState(f"「{'」與「'.join(sorted(ALONE))}」須與其他角色分開（職務分離），不可兼任。")
    user.grants.append(new)
    session.flush()  # the trail needs to know where it reaches


def require_giver(session: Session, by: User | None, new: RoleGrant, contractor_id: int | None) -> None:
    """Go on only if ``by`` may give this role to an account of this 受委託單位.

    :raises PermissionDenied: if not.
    """
    if by is not None and not people.may_grant(session, by, new, contractor_id):
        raise PermissionDenied("不可授予超出自己管理範圍的角色，請洽可管理該機關的系統管理者。")


def require_another_administrator(session: Session, going: Sequence[RoleGrant]) -> None:
    """Go on only if somebody keeps the accounts wherever ``going`` did. A step: holds all who do until it ends.

    :raises WrongState: if one of them is the last.
    """
    lasting = (RoleGrant.role == Role.ADMIN, RoleGrant.ends_on.is_(None), RoleGrant.plan_id.is_(None))
    held = session.scalars(select(RoleGrant).where(*lasting).with_for_update(of=RoleGrant)).all()
    left = {one.agency_id for one in held if one not in going and one.user.is_active}
    for one in going:
        keeps = one.role is Role.ADMIN and one.ends_on is None and one.plan_id is None
        if keeps and left.isdisjoint({None, one.agency_reached}):
            raise WrongState("這是最後一位系統管理者，請先授予另一個帳號系統管理者角色。")


def stand_ins(session: Session, held: RoleGrant) -> list[RoleGrant]:
    """The grants of those who exercise this role for its holder, or will; a role for a time is never lent."""
    given = session.scalars(select(RoleGrant).where(RoleGrant.delegated_by_id == held.user_id)).all()
    return [one for one in given if held.ends_on is None and _is_same(one, held)]


def get(session: Session, grant_id: int) -> RoleGrant:
    """The grant of this number, held against others until the transaction ends.

    :raises NotFound: if there is none.
    """
    found = session.scalar(select(RoleGrant).where(RoleGrant.id == grant_id).with_for_update(of=RoleGrant))
    if found is None:
        raise NotFound("查無這項角色，可能已經收回。")
    return found


def reason_of(typed: str) -> str:
    """The reason without blanks around it.

    :raises UnusableEntry: if there is none.
    """
    if not typed.strip():
        raise UnusableEntry("請填寫理由。")
    return typed.strip()


def reach_label(held: RoleGrant) -> str:
    """Where a role counts, in words: 全部機關, the agency, or the plan with its code."""
    if held.plan is not None:
        return f"{held.plan.name}（{held.plan.code}）"
    return held.agency.name if held.agency else "全部機關"


def record(
    session: Session,
    kind: AccountEventKind,
    held: RoleGrant,
    *,
    by: User | None,
    at: datetime,
    origin: Origin,
    reason: str | None = None,
) -> None:
    """Tell of a role that was given or taken. A step."""
    parts = [held.role.value, reach_label(held)]
    if held.ends_on is not None:
        parts.append(f"{format_roc(held.starts_on) if held.starts_on else ''}至{format_roc(held.ends_on)}")
    if held.delegated_by is not None:
        parts.append(f"代理{held.delegated_by.name}")
    if why := reason or held.reason:
        parts.append(f"理由：{why}")
    account_events.record(
        session, kind, user=held.user, at=at, origin=origin, detail="、".join(parts), by=by, about=held
    )


def _is_same(one: RoleGrant, other: RoleGrant) -> bool:
    """Whether both give the same role for the same; the number of what is new may not be known yet."""
    return (one.role, one.agency, one.plan) == (other.role, other.agency, other.plan)


def _is_open(held: RoleGrant, new: RoleGrant) -> bool:
    """Whether a role that is held leaves no day of the new one to be given: it lasts, or their days meet."""
    if held.ends_on is None:
        return True
    if new.ends_on is None or new.starts_on is None or held.starts_on is None:
        return False  # a role for a time may be made one for good
    return held.starts_on <= new.ends_on and new.starts_on <= held.ends_on
