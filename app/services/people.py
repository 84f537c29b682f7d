"""Accounts as their administrators and auditors see them: whose they may look at, and whose they may keep."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.errors import NotFound, PermissionDenied
from app.domain.roles import Permission, Role
from app.models import Agency, Contractor, Plan, RoleGrant, User
from app.services.permissions import agency_ids, may_anywhere, may_in_agency, require_anywhere

Home = Callable[[int], Set[int | None]]  # the agencies of a 受委託單位; that of no plan yet: {None}, all of them


def everybody(session: Session, *, viewer: User) -> list[User]:
    """The accounts that ``viewer`` may look at, by address.

    :raises PermissionDenied: if those are of no agency at all.
    """
    require_anywhere(viewer, Permission.READ_ACCOUNTS)
    loaded = (
        joinedload(User.contractor),
        selectinload(User.grants).options(
            joinedload(RoleGrant.agency), joinedload(RoleGrant.plan), joinedload(RoleGrant.delegated_by)
        ),
    )
    found = session.scalars(select(User).options(*loaded).order_by(User.email))
    if None in agency_ids(viewer, Permission.READ_ACCOUNTS):
        return list(found)
    homes = _homes(session)
    return [user for user in found if _may_see(viewer, user, lambda contractor_id: homes.get(contractor_id, {None}))]


def get(session: Session, user_id: int, *, viewer: User) -> User:
    """The account of this number.

    :raises NotFound: if there is none, or not for this person.
    """
    require_anywhere(viewer, Permission.READ_ACCOUNTS)
    user = session.get(User, user_id, options=[joinedload(User.contractor)])
    if user is None or not _may_see(viewer, user, partial(_home_of, session)):
        raise NotFound("查無這個帳號，或不在您管理的機關。")
    return user


def may_keep(session: Session, by: User, user: User) -> bool:
    """Whether ``by`` may close the account or reset its password: only if all it opens is theirs to grant."""
    return keeps_accounts(by) and _keeps(by, _reached(user, partial(_home_of, session)))


def keeps_accounts(by: User) -> bool:
    """Whether the person keeps accounts of any agency."""
    return may_anywhere(by, Permission.MANAGE_ACCOUNTS)


def require_keeper(session: Session, by: User | None, user: User) -> None:
    """Go on only if ``by`` may keep the account; ``None`` is the operator of the server.

    :raises PermissionDenied: if not.
    """
    if by is not None and not may_keep(session, by, user):
        raise PermissionDenied(f"帳號 {user.email} 的角色超出您管理的機關，請洽可管理所有機關的系統管理者。")


def may_grant(session: Session, by: User, grant: RoleGrant, contractor_id: int | None) -> bool:
    """Whether ``by`` may give or take a role of this reach: nobody grants what is beyond their own.

    :param contractor_id: the organisation of the account that has it, or is to.
    """
    return _keeps(by, _reach(grant, contractor_id, partial(_home_of, session)))


def agencies_kept(session: Session, by: User) -> tuple[bool, Sequence[Agency]]:
    """Whether ``by`` may grant roles in every agency, and the agencies in which they may."""
    kept = agency_ids(by, Permission.MANAGE_ACCOUNTS)
    every = select(Agency).order_by(Agency.name)
    return None in kept, session.scalars(every if None in kept else every.where(Agency.id.in_(kept))).all()


def contractors(session: Session, *, viewer: User) -> Sequence[Contractor]:
    """The organisations for which somebody may report, by name.

    :raises PermissionDenied: if ``viewer`` keeps no accounts.
    """
    require_anywhere(viewer, Permission.MANAGE_ACCOUNTS)
    return session.scalars(select(Contractor).order_by(Contractor.name)).all()


def _keeps(by: User, reached: Set[int | None]) -> bool:
    return all(may_in_agency(by, Permission.MANAGE_ACCOUNTS, agency_id) for agency_id in reached)


def _may_see(viewer: User, user: User, home_of: Home) -> bool:
    """Whether the account may do something in an agency of the viewer, or nothing anywhere."""
    seen, reached = agency_ids(viewer, Permission.READ_ACCOUNTS), _reached(user, home_of)
    return not reached or None in seen or None in reached or not seen.isdisjoint(reached)


def _reached(user: User, home_of: Home) -> Set[int | None]:
    return {agency_id for grant in user.grants for agency_id in _reach(grant, user.contractor_id, home_of)}


def _reach(grant: RoleGrant, contractor_id: int | None, home_of: Home) -> Set[int | None]:
    """The agencies in which a role counts; ``None``: all, and those to come.

    That of a 受委託單位 which was given everywhere counts where the organisation has plans, or will have its first.
    """
    agency_id = grant.agency_reached
    if grant.role is Role.CONTRACTOR and agency_id is None and contractor_id is not None:
        return home_of(contractor_id)
    return {agency_id}


def _homes(session: Session) -> Mapping[int, Set[int | None]]:
    """The agencies for which each 受委託單位 carries out plans."""
    homes: dict[int, set[int | None]] = defaultdict(set)
    for contractor_id, agency_id in session.execute(select(Plan.contractor_id, Plan.agency_id).distinct()):
        homes[contractor_id].add(agency_id)
    return dict(homes)


def _home_of(session: Session, contractor_id: int) -> Set[int | None]:
    """The agencies for which one of them does."""
    found = session.scalars(select(Plan.agency_id).where(Plan.contractor_id == contractor_id).distinct())
    return {*found} or {None}
