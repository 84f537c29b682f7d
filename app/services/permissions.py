"""May this person do this here, today? Every service asks before it acts.

The day is that of the session (``session.info[DAY]``), put there by the edge that opens it (``app.extensions``), so
that a role which is given for a time counts on its days only, whoever asks.
"""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, object_session

from app.domain.errors import PermissionDenied
from app.domain.roles import DAY, Permission, Role, Scope, scope_of
from app.models import Plan, RoleGrant, User
from app.models.base import InPlan


def in_force(user: User) -> Iterator[RoleGrant]:
    """The person's grants that count today. Where nobody told the day, a role for a time does not count."""
    session = object_session(user)
    day: date | None = session.info.get(DAY) if session else None
    for grant in user.grants:
        is_lasting = grant.starts_on is None and grant.ends_on is None
        if is_lasting if day is None else grant.state(day).is_in_force:
            yield grant


def role_label(user: User) -> str:
    """The person's roles of today as shown beside the name: 計畫辦公室、主管（代理）."""
    roles = (grant.role.value if grant.delegated_by_id is None else f"{grant.role}（代理）" for grant in in_force(user))
    return "、".join(dict.fromkeys(roles))


def may(user: User, permission: Permission, plan: Plan) -> bool:
    """Whether one of the person's roles grants ``permission`` for this plan."""
    return any(_covers(grant, scope, user, plan) for grant, scope in _granted(user, permission))


def may_anywhere(user: User, permission: Permission) -> bool:
    """Whether one of the person's roles grants ``permission`` for anything at all: decides what a menu offers."""
    return any(_granted(user, permission))


def require_anywhere(user: User, permission: Permission) -> None:
    """Go on only if the person may do this for anything at all.

    :raises PermissionDenied: if not.
    """
    if not may_anywhere(user, permission):
        raise PermissionDenied(f"您沒有「{permission}」的權限。如有需要，請洽計畫辦公室。")


def agency_ids(user: User, permission: Permission) -> frozenset[int | None]:
    """The agencies in all of which the person has ``permission``; ``None`` among them stands for every agency."""
    return frozenset(grant.agency_id for grant, _ in _granted(user, permission) if grant.plan_id is None)


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
    allowed = [_condition(grant, scope, user) for grant, scope in _granted(user, permission)]
    return select(Plan).where(or_(false(), *allowed)).order_by(Plan.roc_year.desc(), Plan.code)


def may_for_all(user: User, permission: Permission) -> bool:
    """Whether the person has ``permission`` for every plan there is: then no query need ask for which."""
    return any(
        scope is not Scope.OWN and grant.agency_id is None and grant.plan_id is None
        for grant, scope in _granted(user, permission)
    )


def is_seen(user: User, row: type[InPlan], permission: Permission = Permission.VIEW) -> ColumnElement[bool]:
    """Whether the person has ``permission`` for the plan of a row, by the agency that the row itself names where that
    says it: the database keeps it the plan's. Asked where thousands of rows are left, so that no plan is looked up."""
    return or_(false(), *(_reaches(row, grant, scope, user) for grant, scope in _granted(user, permission)))


def _reaches(row: type[InPlan], grant: RoleGrant, scope: Scope, user: User) -> ColumnElement[bool]:
    if scope is Scope.OWN or grant.plan_id is not None:
        return row.plan_id.in_(select(Plan.id).where(_condition(grant, scope, user)))
    return true() if grant.agency_id is None else row.agency_id == grant.agency_id


def sees(
    user: User, plan_id: InstrumentedAttribute[int], permission: Permission = Permission.VIEW
) -> ColumnElement[bool]:
    """Whether the person has ``permission`` for the plan that a column of a larger query names.

    Asked row by row, where few rows are left by what else is asked; :func:`visible_plans` is for the others.
    """
    return _is_among(visible_plans(user, permission).order_by(None).with_only_columns(Plan.id), plan_id)


def sees_as(user: User, role: Role, plan_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """The same for the plans for which the person has this role today."""
    return _is_among(plans_as(user, role), plan_id)


def _is_among(plans: Select[int], plan_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return plans.where(Plan.id == plan_id).correlate(plan_id.parent).exists()


def acts_as(user: User, role: Role, plan: Plan) -> bool:
    """Whether the person has this role for the plan today."""
    return any(_covers(grant, scope, user, plan) for grant, scope in _as_role(user, role))


def plans_as(user: User, role: Role) -> Select[int]:
    """The ids of the plans for which the person has this role today."""
    allowed = [_condition(grant, scope, user) for grant, scope in _as_role(user, role)]
    return select(Plan.id).where(or_(false(), *allowed))


def _as_role(user: User, role: Role) -> Iterator[tuple[RoleGrant, Scope]]:
    return ((grant, scope) for grant, scope in _granted(user, Permission.VIEW) if grant.role is role)


def _granted(user: User, permission: Permission) -> Iterator[tuple[RoleGrant, Scope]]:
    """The person's grants with which this can be done somewhere, and how far each reaches."""
    for grant in in_force(user):
        scope = scope_of(grant.role, permission)
        if scope is not None and _is_wide_enough(grant, scope):
            yield grant, scope


def _is_wide_enough(grant: RoleGrant, scope: Scope) -> bool:
    if scope is Scope.EVERYWHERE:
        return grant.agency_id is None and grant.plan_id is None
    return scope is not Scope.AGENCY or grant.plan_id is None


def _covers(grant: RoleGrant, scope: Scope, user: User, plan: Plan) -> bool:
    if scope is Scope.OWN and plan.contractor_id != user.contractor_id:
        return False
    return grant.agency_id in (None, plan.agency_id) and grant.plan_id in (None, plan.id)


def _condition(grant: RoleGrant, scope: Scope, user: User) -> ColumnElement[bool]:
    """The same rule as :func:`_covers`, as the database filters by it."""
    condition: ColumnElement[bool] = true()
    if scope is Scope.OWN:
        condition = condition & (Plan.contractor_id == user.contractor_id)
    if grant.agency_id is not None:
        condition = condition & (Plan.agency_id == grant.agency_id)
    if grant.plan_id is not None:
        condition = condition & (Plan.id == grant.plan_id)
    return condition
