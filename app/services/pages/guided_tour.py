"""示範導覽: a person's walk through the demonstration, stop by stop."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.demo.tour import STOPS, Stop
from app.domain.roles import Role
from app.models import Plan, User
from app.services.permissions import in_force, visible_plans


@dataclass(frozen=True, slots=True)
class TourStop:
    """A stop with its number, from 1; ``path`` leads there."""

    number: int
    title: str
    look: str
    path: str


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where somebody is on the walk."""

    here: TourStop
    before: TourStop | None
    after: TourStop | None
    total: int


def stops(session: Session, viewer: User) -> tuple[TourStop, ...]:
    """The walk of the person's first role; the stops at a plan are left out where they see none."""
    role = first_role(viewer)
    plan = session.scalar(visible_plans(viewer).with_only_columns(Plan.code).limit(1))
    chosen = [stop for stop in STOPS.get(role, ()) if plan or "{plan}" not in stop.path] if role else []
    return tuple(_stop(number, stop, plan or "") for number, stop in enumerate(chosen, 1))


def standpoint(session: Session, viewer: User, number: int) -> Standpoint | None:
    """The stop of this number with its neighbours; ``None`` if the walk has no such stop."""
    walk = stops(session, viewer)
    if not 1 <= number <= len(walk):
        return None
    before = walk[number - 2] if number > 1 else None
    return Standpoint(walk[number - 1], before, walk[number] if number < len(walk) else None, len(walk))


def first_role(viewer: User) -> Role | None:
    """The role by which a person is shown around first, in the order of the roles; ``None``: they have none."""
    roles = {grant.role for grant in in_force(viewer)}
    return next((role for role in _FIRST if role in roles), None)


_FIRST = (Role.CONTRACTOR, Role.OFFICER, Role.MANAGER, Role.AUDITOR, Role.ADMIN)


def _stop(number: int, stop: Stop, plan: str) -> TourStop:
    path = stop.path.format(plan=plan)
    return TourStop(number, stop.title, stop.look, f"{path}{'&' if '?' in path else '?'}tour={number}")
