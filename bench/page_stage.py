"""Plans for pages to show and to search in: ten years of them, with revisions, cases, alerts and the day's rows.

Two hundred are made as the application makes them, up to the night's look and the rows that it keeps; the database
copies them, and each copy reads a little different. The search index is made of what is there then.
"""

from collections.abc import Iterator
from datetime import date, datetime
from random import Random
from typing import Any

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from app.domain import canonical
from app.domain.roles import Role
from app.models import (
    Agency,
    Alert,
    AlertEvent,
    Case,
    Checkpoint,
    Contractor,
    Firm,
    Plan,
    PlanRevision,
    PlanSnapshot,
    SearchDue,
)
from app.services import accounts, alerts, plan_tables, snapshots
from app.services.search import whole
from bench import search_words
from bench.copying import copy
from bench.night_stage import AT, COPIED, NIGHT, SMALLEST, grow

OFFICER, CONTRACTOR = "officer@bench.example", "few@bench.example"
PASSWORD = "a long enough password"  # noqa: S105
YEARS = 10
_OWN = 500  # of so many plans one is the contractor's
_COPIED = (*COPIED, Case, Alert, AlertEvent, PlanSnapshot)
_CHANGED = {
    "checkpoint.description": "t.description || '（第' || n.n || '梯次）'",
    "checkpoint.achievement": "t.achievement || '（第' || n.n || '梯次）'",
    "plan.name": "t.name || '（' || n.n || '）'",
    "plan_case.firm_id": f"(t.firm_id + 199 * n.n) % {search_words.FIRMS} + 1",
}


def fill(session: Session, plans: int) -> None:
    """As many plans, over ten years up to 107, as the night leaves them behind; what is there already stays."""
    there = session.query(Plan).count() or _make(session)
    copy(session, _COPIED, made=SMALLEST, there=there, wanted=plans, changed=_CHANGED)
    few = select(Contractor.id).where(Contractor.name == CONTRACTOR).scalar_subquery()
    session.execute(update(Plan).where(Plan.id % _OWN == 0).values(contractor_id=few))
    session.execute(delete(SearchDue))  # everything is entered below
    session.commit()
    whole.rebuild(session)
    session.execute(text("ANALYZE"))
    session.commit()


def moment() -> tuple[datetime, date]:
    """When the pages are looked at: in the morning after."""
    return AT, NIGHT


def _make(session: Session) -> int:
    grow(session, SMALLEST)
    session.execute(update(Plan).values(roc_year=NIGHT.year - 1911 - Plan.id % YEARS))
    _say_something(session, Random(107))  # noqa: S311 the same texts each time
    _write_documents(session)
    _add_people(session)
    session.commit()
    for outcome in alerts.scan_in_portions(session, on=NIGHT, at=AT):
        assert not outcome.skipped
    snapshots.take(session, on=NIGHT, at=AT)
    session.commit()
    return SMALLEST


def _say_something(session: Session, chance: Random) -> None:
    """Texts of which hardly two read the same, and cases."""
    said = [{"id": row_id, "description": search_words.sentence(chance)} for row_id in session.scalars(_IDS)]
    session.execute(update(Checkpoint), said)
    done = session.scalars(_IDS.where(Checkpoint.achievement.is_not(None)))
    session.execute(update(Checkpoint), [{"id": one, "achievement": search_words.report(chance)} for one in done])
    session.execute(update(Plan), [{"id": one, "name": search_words.name(chance)} for one in range(1, SMALLEST + 1)])
    session.execute(insert(Firm), list(search_words.firms(chance)))
    agency = session.scalars(select(Agency)).one()
    session.execute(insert(Case), list(_cases(agency.id, chance)))


_IDS = select(Checkpoint.id).order_by(Checkpoint.id)


def _cases(agency_id: int, chance: Random) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(search_words.cases(SMALLEST, chance), 1):
        yield {"id": number, "agency_id": agency_id, **row}


def _write_documents(session: Session) -> None:
    for plan in session.scalars(select(Plan)):
        said = canonical.to_json(plan_tables.document_of(session, plan))
        kept = {"document": said, "sha256": canonical.fingerprint_of(said)}
        session.execute(update(PlanRevision).where(PlanRevision.plan_id == plan.id).values(kept))
    session.commit()


def _add_people(session: Session) -> None:
    agency, few = session.scalars(select(Agency)).one(), Contractor(name=CONTRACTOR)
    session.add(few)
    session.flush()  # an account names it by its number
    for email, name, role, of, its in (
        (OFFICER, "承辦人", Role.OFFICER, agency, None),
        (CONTRACTOR, "填報人", Role.CONTRACTOR, None, few),
    ):
        accounts.create(session, email=email, name=name, password=PASSWORD, role=role, agency=of, contractor=its)
