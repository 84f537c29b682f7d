"""The demonstration: the 107 plan as set up, its organisations and people. Loading it twice changes nothing."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.demo import people, plan_107
from app.domain.roles import Role
from app.models import Agency, Checkpoint, Contractor, Indicator, Plan, User
from app.services import account_admin, accounts, audit_entries, audit_trail, plan_tables, plans
from app.services.transaction import transaction


def load(session: Session, *, password: str, at: datetime) -> dict[str, int]:
    """Bring the demonstration in where it is missing, and return what is there now.

    A plan that is there already keeps all that happened to it; the well-known way in is restored.
    """
    document = plan_107.plan_document()
    with transaction(session):
        if session.scalar(select(Plan.id).where(Plan.code == document.code)) is None:
            plans.add(session, document, is_demo=True, by=None, at=at)
        made = [user for person in people.PEOPLE if (user := _account(session, person, password, at))]
        session.flush()  # the trail needs the numbers of the agencies
        for user in made:
            told = audit_entries.of_account(user)
            audit_trail.record(session, told, by=None, at=at, agency_id=audit_entries.agency_of(user))
    return counts(session)


def counts(session: Session) -> dict[str, int]:
    """How much there is of what the demonstration brings in."""
    kinds = {
        "agencies": Agency,
        "contractors": Contractor,
        "users": User,
        "plans": Plan,
        "checkpoints": Checkpoint,
        "indicators": Indicator,
    }
    return {name: session.scalar(select(func.count()).select_from(kind)) or 0 for name, kind in kinds.items()}


def _account(session: Session, person: people.Person, password: str, at: datetime) -> User | None:
    """The account if it is new."""
    existing = session.scalar(select(User).where(User.email == person.email))
    if existing is not None:
        account_admin.restore_demo(session, existing, password, at=at)
        return None
    is_contractor, organisation = person.role is Role.CONTRACTOR, person.organisation
    return accounts.create(
        session,
        email=person.email,
        name=person.display_name,
        password=password,
        role=person.role,
        agency=plan_tables.named(session, Agency, organisation) if organisation and not is_contractor else None,
        contractor=plan_tables.named(session, Contractor, organisation) if organisation and is_contractor else None,
        is_demo=True,
    )
