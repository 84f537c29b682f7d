"""Sets the stage for service tests: a plan in the database and people of every role around it."""

from datetime import UTC, datetime
from itertools import count

from sqlalchemy.orm import Session
from support.plan_builder import plan as small_plan

from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.domain.submission_status import SubmissionSource
from app.models import Agency, Contractor, Plan, User
from app.services import accounts, plan_tables, plans
from app.services.submissions import Proposal

NOW = datetime(2018, 12, 1, 9, 0, tzinfo=UTC)
PASSWORD = "a long enough password"
_files = count(1)


def a_plan(session: Session, document: PlanDocument | None = None) -> Plan:
    """The small plan of the builder (or ``document``), as set up."""
    added = plans.add(session, document or small_plan(), is_demo=False, by=None, at=NOW)
    session.commit()
    return added


def a_person(
    session: Session, role: Role, *, email: str | None = None, contractor: str | None = None, agency: str | None = None
) -> User:
    """Somebody with one role, everywhere unless an agency is named."""
    user = accounts.create(
        session,
        email=email or f"{role.name.lower()}@agency.example",
        name=f"{role.value}甲",
        password=PASSWORD,
        role=role,
        agency=plan_tables.named(session, Agency, agency) if agency else None,
        contractor=plan_tables.named(session, Contractor, contractor) if contractor else None,
    )
    session.commit()
    return user


def the_contractor_of(session: Session, plan: Plan) -> User:
    """The person who reports for the plan's own 受委託單位."""
    return a_person(session, Role.CONTRACTOR, contractor=plan.contractor.name)


def proposal(document: PlanDocument, *, base_revision: int = 1) -> Proposal:
    """A workbook that proposes ``document``; no two of them are the same file."""
    content = f"the bytes of file {next(_files)}".encode()
    return Proposal(document, base_revision, SubmissionSource.WORKBOOK, file_name="期末.xlsx", content=content)
