"""Accounts and their roles as the administration pages show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.account_events import AccountEventKind
from app.domain.delegation import GrantState
from app.domain.personal_data import PersonalKind, Purpose
from app.domain.roles import TABLE, Permission, Role, Scope
from app.models import RoleGrant, User
from app.services import account_admin, account_events, delegations, grants, people, personal_data
from config import SignInLimits


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A role of somebody: where it counts, from when to when, and in whose place."""

    id: int
    role: Role
    reach: str
    state: GrantState
    starts_on: date | None
    ends_on: date | None
    holder: str
    in_place_of: str | None
    reason: str | None
    may_revoke: bool
    may_delegate: bool


@dataclass(frozen=True, slots=True)
class PersonLine:
    """An account in the list."""

    id: int
    name: str
    email: str
    organisation: str | None
    grants: tuple[GrantLine, ...]
    is_active: bool
    is_demo: bool
    must_change_password: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """An account by itself, with what the viewer may do about it, and who stands in for the person."""

    person: PersonLine
    stand_ins: tuple[GrantLine, ...]
    is_locked: bool
    may_keep: bool
    may_grant: bool
    events: tuple[tuple[AccountEventKind, datetime, str], ...]


@dataclass(frozen=True, slots=True)
class RoleTable:
    """The whole table of who may do what: a row each action, a cell each role."""

    roles: tuple[Role, ...]
    rows: tuple[tuple[Permission, tuple[Scope | None, ...]], ...]


def lines(session: Session, *, viewer: User, on: date, words: str = "") -> list[PersonLine]:
    """The accounts that ``viewer`` may look at and in whose name, address, organisation or roles ``words`` stand.

    :raises PermissionDenied: if ``viewer`` may look at none.
    """
    found = (_person(session, user, None, on, viewer) for user in people.everybody(session, viewer=viewer))
    return [line for line in found if words.strip().lower() in _words(line)]


def show(session: Session, user: User, *, viewer: User, on: date, at: datetime, limits: SignInLimits) -> PersonPage:
    """One account; the caller has looked whether ``viewer`` may see it."""
    events = account_events.latest_of(session, user)
    stand_ins = delegations.given_by(session, user, on=on)
    return PersonPage(
        person=_person(session, user, viewer, on, viewer),
        stand_ins=tuple(grant_line(session, held, viewer, on) for held in stand_ins),
        is_locked=account_admin.is_locked(session, user, at=at, limits=limits),
        may_keep=people.may_keep(session, viewer, user),
        may_grant=user is not viewer and user.is_active and people.keeps_accounts(viewer),
        events=tuple((kind, line.at, line.detail) for kind, line in events),
    )


def grant_line(session: Session, held: RoleGrant, viewer: User | None, on: date) -> GrantLine:
    """One role; without a ``viewer``, nothing can be done about it."""
    return GrantLine(
        id=held.id,
        role=held.role,
        reach=grants.reach_label(held),
        state=held.state(on),
        starts_on=held.starts_on,
        ends_on=held.ends_on,
        holder=held.user.name,
        in_place_of=held.delegated_by.name if held.delegated_by else None,
        reason=held.reason,
        may_revoke=viewer is not None and people.may_grant(session, viewer, held, held.user.contractor_id),
        may_delegate=delegations.can_be_delegated(held),
    )


def role_table() -> RoleTable:
    """Who may do what, as declared."""
    return RoleTable(tuple(Role), tuple((one, tuple(cells.get(role) for role in Role)) for one, cells in TABLE.items()))


def _person(session: Session, user: User, by: User | None, on: date, viewer: User) -> PersonLine:
    return PersonLine(
        id=user.id,
        name=user.name,
        email=_shown(user.email, viewer),
        organisation=user.contractor.name if user.contractor else None,
        grants=tuple(grant_line(session, held, by, on) for held in user.grants),
        is_active=user.is_active,
        is_demo=user.is_demo,
        must_change_password=user.must_change_password,
    )


def _shown(email: str, viewer: User) -> str:
    return personal_data.shown(email, PersonalKind.EMAIL, Purpose.ACCOUNTS, viewer=viewer)


def _words(line: PersonLine) -> str:
    return "\n".join(_parts(line)).lower()


def _parts(line: PersonLine) -> Iterator[str]:
    yield from (line.name, line.email, line.organisation or "")
    for held in line.grants:
        yield from (held.role.value, held.reach)
