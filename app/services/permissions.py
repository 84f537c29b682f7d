"""May this person do this here? Every service asks before it acts."""

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from app.domain.errors import PermissionDenied
from app.domain.roles import GRANTED, Permission, Role
from app.models import Plan, RoleGrant, User


def may(user: User, permission: Permission, plan: Plan) -> bool:
    """Whether one of the person's roles grants ``permission`` for this plan."""
    return any(
        permission in GRANTED[grant.role] and _covers(grant, user, plan.id, plan.agency_id, plan.contractor_id)
        for grant in user.grants
    )


def may_anywhere(user: User, permission: Permission) -> bool:
    """Whether one of the person's roles grants ``permission`` for anything at all: decides what a menu offers."""
    return any(permission in GRANTED[grant.role] for grant in user.grants)


def require_anywhere(user: User, permission: Permission) -> None:
    """Go on only if the person may do this for anything at all.

    :raises PermissionDenied: if not.
    """
    if not may_anywhere(user, permission):
        raise PermissionDenied(f"您沒有「{permission}」的權限。如有需要，請洽計畫辦公室。")


def agency_ids(user: User, permission: Permission) -> frozenset[int | None]:
    """The agencies in all of which the person has ``permission``; ``None`` among them stands for every agency."""
    return frozenset(
        grant.agency_id for grant in user.grants if permission in GRANTED[grant.role] and grant.plan_id is None
    )


def may_in_agency(user: User, permission: Permission, agency_id: int | None) -> bool:
    """Whether the person may do this in the whole agency; in one that is new (``None``), with a role for all."""
    return not agency_ids(user, permission).isdisjoint({None, agency_id})


def require_in_agency(user: User, permission: Permission, agency_id: int | None) -> None:
    """Go on only if the person may, in the whole agency.

    :raises PermissionDenied: if not.
    """
    if not may_in_agency(user, permission, agency_id):
        raise PermissionDenied(f"您沒有「{permission}」的權限。如有需要，請洽系統管理者。")


def require(user: User, permission: Permission, plan: Plan) -> None:
    """Go on only if the person may.

    :raises PermissionDenied: if not.
    """
    if not may(user, permission, plan):
        raise PermissionDenied(f"您沒有「{permission}」的權限（計畫 {plan.code}）。如有需要，請洽計畫辦公室。")


def visible_plans(user: User, permission: Permission = Permission.VIEW) -> Select[Plan]:
    """The plans for which the person has ``permission``, by year and code."""
    allowed = [_scope(grant, user) for grant in user.grants if permission in GRANTED[grant.role]]
    return select(Plan).where(or_(false(), *allowed)).order_by(Plan.roc_year.desc(), Plan.code)


def _covers(grant: RoleGrant, user: User, plan_id: int, agency_id: int, contractor_id: int) -> bool:
    if grant.role is Role.CONTRACTOR and contractor_id != user.contractor_id:
        return False
    return grant.agency_id in (None, agency_id) and grant.plan_id in (None, plan_id)


def _scope(grant: RoleGrant, user: User) -> ColumnElement[bool]:
    """The same rule as :func:`_covers`, as the database filters by it."""
    condition: ColumnElement[bool] = true()
    if grant.role is Role.CONTRACTOR:
        condition = condition & (Plan.contractor_id == user.contractor_id)
    if grant.agency_id is not None:
        condition = condition & (Plan.agency_id == grant.agency_id)
    if grant.plan_id is not None:
        condition = condition & (Plan.id == grant.plan_id)
    return condition
