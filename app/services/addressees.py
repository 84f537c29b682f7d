"""Whom news concern: by their roles of today, stand-ins included."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.roles import Permission, Role, scope_of
from app.models import Plan, RoleGrant, User
from app.services.permissions import acts_as, in_force, may_anywhere


def with_role(session: Session, role: Role, plan: Plan) -> list[User]:
    """Who has this role for the plan today (a 受委託單位 for its own plans), by the age of their accounts."""
    reaches = (
        or_(RoleGrant.agency_id.is_(None), RoleGrant.agency_id == plan.agency_id),
        or_(RoleGrant.plan_id.is_(None), RoleGrant.plan_id == plan.id),
    )
    held = select(RoleGrant.user_id).where(RoleGrant.role == role, *reaches)
    found = session.scalars(select(User).where(User.is_active, User.id.in_(held)).order_by(User.id))
    return [user for user in found if acts_as(user, role, plan)]


def in_agency(session: Session, role: Role, agency_id: int) -> list[User]:
    """Who has this role today in a whole agency, by the age of their accounts."""

    def counts(grant: RoleGrant) -> bool:
        return grant.role is role and grant.agency_id in (None, agency_id) and grant.plan_id is None

    reaches = or_(RoleGrant.agency_id.is_(None), RoleGrant.agency_id == agency_id)
    held = select(RoleGrant.user_id).where(RoleGrant.role == role, reaches, RoleGrant.plan_id.is_(None))
    found = session.scalars(select(User).where(User.is_active, User.id.in_(held)).order_by(User.id))
    return [user for user in found if any(map(counts, in_force(user)))]


def who_may(session: Session, permission: Permission) -> list[User]:
    """Who may do something that belongs to no plan, by the age of their accounts."""
    roles = [role for role in Role if scope_of(role, permission)]
    held = select(RoleGrant.user_id).where(RoleGrant.role.in_(roles))
    found = session.scalars(select(User).where(User.is_active, User.id.in_(held)).order_by(User.id))
    return [user for user in found if may_anywhere(user, permission)]


def contractor_people(session: Session, plan: Plan) -> list[User]:
    """Who reports for the plan's 受委託單位."""
    return with_role(session, Role.CONTRACTOR, plan)


def officers(session: Session, plan: Plan) -> list[User]:
    """計畫辦公室 of the plan."""
    return with_role(session, Role.OFFICER, plan)


def managers(session: Session, plan: Plan) -> list[User]:
    """主管 of the plan."""
    return with_role(session, Role.MANAGER, plan)


def reviewers(session: Session, plan: Plan) -> list[User]:
    """Who looks first at what is sent: 計畫辦公室, or 主管 where there is none."""
    return officers(session, plan) or managers(session, plan)
