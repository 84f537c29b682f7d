"""Plans for pages to show: ten years of them, with the documents of their revisions, alerts and the day's rows."""

from datetime import date, datetime

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.domain import canonical
from app.domain.roles import Role
from app.models import Agency, Plan, PlanRevision
from app.services import accounts, alerts, plan_tables, snapshots
from bench.night_stage import AT, NIGHT, SMALLEST, grow

OFFICER, PASSWORD = "officer@bench.example", "a long enough password"
YEARS = 10


def fill(session: Session, plans: int) -> None:
    """As many plans, over ten years up to 107, as the night leaves them behind."""
    grow(session, SMALLEST)
    _write_documents(session)
    _add_officer(session)
    grow(session, plans)
    session.execute(text(f"UPDATE plan SET roc_year = {NIGHT.year - 1911} - id % {YEARS}"))  # noqa: S608
    session.commit()
    for outcome in alerts.scan_in_portions(session, on=NIGHT, at=AT):
        assert not outcome.skipped
    snapshots.take(session, on=NIGHT, at=AT)
    session.execute(text("ANALYZE"))
    session.commit()


def moment() -> tuple[datetime, date]:
    """When the pages are looked at: in the morning after."""
    return AT, NIGHT


def _write_documents(session: Session) -> None:
    for plan in session.scalars(select(Plan)):
        said = canonical.to_json(plan_tables.document_of(session, plan))
        kept = {"document": said, "sha256": canonical.fingerprint_of(said)}
        session.execute(update(PlanRevision).where(PlanRevision.plan_id == plan.id).values(kept))
    session.commit()


def _add_officer(session: Session) -> None:
    agency = session.scalars(select(Agency)).one()
    accounts.create(session, email=OFFICER, name="承辦人", password=PASSWORD, role=Role.OFFICER, agency=agency)
    session.commit()
