"""Somebody stands in for an absent colleague (代理): with one of the colleague's roles, from day to day."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.account_events import AccountEventKind, Origin
from app.domain.delegation import GrantState
from app.domain.errors import NotFound, PermissionDenied, WrongState
from app.domain.roles import ALONE, Permission, scope_of
from app.models import RoleGrant, User
from app.services import grants, people
from app.services.grants import Term
from app.services.transaction import transaction


def can_be_delegated(held: RoleGrant) -> bool:
    """Whether a role is one that its holder may have exercised by somebody else: their own, and for good."""
    return held.ends_on is None and scope_of(held.role, Permission.DELEGATE) is not None


def colleagues(session: Session, user: User, *, on: date) -> Sequence[User]:
    """Who may stand in for a person, by name: the active accounts of the same agencies, but none that must not hold
    two roles (職務分離)."""
    everyone = session.scalars(select(User).where(User.is_active, User.id != user.id).order_by(User.name, User.id))
    return [other for other in everyone if any(_works_beside(other, held, on) for held in user.grants)]


def given_by(session: Session, user: User, *, on: date) -> Sequence[RoleGrant]:
    """Who stands in for a person, or will, by the first day."""
    query = select(RoleGrant).where(RoleGrant.delegated_by_id == user.id, RoleGrant.ends_on >= on)
    return session.scalars(query.options(joinedload(RoleGrant.user)).order_by(RoleGrant.starts_on, RoleGrant.id)).all()


def delegate(
    session: Session,
    grant_id: int,
    to: int,
    term: Term,
    reason: str,
    *,
    by: User,
    at: datetime,
    on: date,
    origin: Origin,
) -> RoleGrant:
    """Have a role exercised by a colleague for a time; its holder keeps it.

    :param to: the number of the colleague's account.
    :param by: the holder, or whoever keeps the accounts, for a holder who is ill.
    :raises NotFound: if there is no such grant, or no such colleague.
    :raises PermissionDenied: if the role is somebody else's, or ``by`` would have it exercised by themselves.
    :raises WrongState: if this role is not to be delegated, or the colleague has it already.
    :raises UnusableEntry: if the term cannot be, or the reason is missing.
    """
    with transaction(session):
        held = grants.get(session, grant_id)
        _require_say(session, by, held)
        if not can_be_delegated(held):
            raise WrongState(f"角色「{held.role}」不可委任代理人。代理而來或有期限的角色也不可再委任。")
        deputy = session.get(User, to)
        if deputy is None or not deputy.is_active or not _works_beside(deputy, held, on):
            raise NotFound("查無這位代理人：須為同一機關的同仁，且不是受委託單位或稽核。")
        if deputy is by:
            raise PermissionDenied("不可委任自己為代理人，請由被代理人或另一位系統管理者辦理。")
        new = RoleGrant(role=held.role, agency=held.agency, plan=held.plan, delegated_by=held.user)
        new.reason = grants.reason_of(reason)
        grants.add(session, deputy, new, term, on=on)
        grants.record(session, AccountEventKind.DELEGATED, new, by=by, at=at, origin=origin)
    return new


def end(session: Session, grant_id: int, reason: str, *, by: User, at: datetime, origin: Origin) -> None:
    """End a delegation of one's own before its last day; who keeps the accounts revokes it instead.

    :raises NotFound: if there is no such delegation.
    :raises PermissionDenied: if it is not of ``by``.
    :raises UnusableEntry: without a reason.
    """
    with transaction(session):
        found = grants.get(session, grant_id)
        if found.delegated_by is None:
            raise NotFound("查無這項代理，可能已經終止。")
        if found.delegated_by is not by:
            raise PermissionDenied("只有被代理人可以終止代理；系統管理者請至帳號頁面收回。")
        why = grants.reason_of(reason)
        grants.record(session, AccountEventKind.DELEGATION_ENDED, found, by=by, at=at, origin=origin, reason=why)
        found.user.grants.remove(found)


def end_all_of(session: Session, user: User, reason: str, *, by: User | None, at: datetime, origin: Origin) -> None:
    """Nobody stands in any longer for a person whose account is closed. A step: the caller commits."""
    for one in session.scalars(select(RoleGrant).where(RoleGrant.delegated_by_id == user.id)).all():
        grants.record(session, AccountEventKind.DELEGATION_ENDED, one, by=by, at=at, origin=origin, reason=reason)
        one.user.grants.remove(one)


def _require_say(session: Session, by: User, held: RoleGrant) -> None:
    if held.user is not by and not people.may_grant(session, by, held, held.user.contractor_id):
        raise PermissionDenied("只能委任自己的角色；他人的角色請由系統管理者代為委任。")


def _works_beside(other: User, held: RoleGrant, on: date) -> bool:
    """Whether the person has a role of their own in the agency in which the role counts, and may have another."""
    own = [one for one in other.grants if one.delegated_by_id is None and one.state(on) is not GrantState.OVER]
    agency_id = held.agency_reached
    is_near = any(agency_id is None or one.agency_reached in (None, agency_id) for one in own)
    return is_near and other is not held.user and all(one.role not in ALONE for one in own)
