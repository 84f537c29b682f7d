"""Twenty people change one plan at the same time: nothing is lost, and the trail has neither gap nor fork."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from support.plan_builder import indicator
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan

from app.database import make_engine, make_session_factory
from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.domain.submission_status import SubmissionSource
from app.models import AuditEvent
from app.services import accounts, audit_trail, plans, submissions
from app.services.submissions import Proposal

pytestmark = pytest.mark.slow
PEOPLE = 20


def the_plan() -> PlanDocument:
    """A plan with an indicator for each of them."""
    return replace(small_plan(), indicators=tuple(indicator(str(number)) for number in range(1, PEOPLE + 1)))


@pytest.fixture
def engine(fresh_database_url: str) -> Iterator[Engine]:
    made = make_engine(fresh_database_url)
    with make_session_factory(made)() as session:
        a_plan(session, the_plan())
        a_person(session, Role.OFFICER)
    yield made
    made.dispose()


def test_twenty_editors_of_one_plan_lose_nothing(engine: Engine, data_dir: Path) -> None:
    def edit(number: int) -> None:
        document = the_plan()
        rows = tuple(
            replace(row, actual=Decimal(number)) if row.key == str(number) else row for row in document.indicators
        )
        with make_session_factory(engine)() as session:
            officer = accounts.by_email(session, "officer@agency.example")
            plan = plans.find(session, "TEST-107")
            period = plans.period_of(session, plan, "期末")
            proposed = Proposal(replace(document, indicators=rows), 1, SubmissionSource.FORM)
            submissions.record_directly(session, plan, period, proposed, by=officer, at=NOW)

    with ThreadPoolExecutor(PEOPLE) as people:
        list(people.map(edit, range(1, PEOPLE + 1)))

    with make_session_factory(engine)() as session:
        plan = plans.find(session, "TEST-107")
        told = session.scalars(
            select(AuditEvent).where(AuditEvent.section == "indicators", AuditEvent.field == "actual")
        ).all()
        assert [row.actual for row in plans.document(session, plan).indicators] == list(range(1, PEOPLE + 1))
        assert plan.revision == PEOPLE + 1
        assert {(one.row_key, one.after) for one in told} == {
            (str(number), f'"{number}"') for number in range(1, PEOPLE + 1)
        }
        assert audit_trail.verify(session).ok
