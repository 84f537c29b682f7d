"""The tables of cases: what the plan's document shows of them, and what the database itself refuses."""

from datetime import date

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from support import plan_builder
from support.stage import NOW, a_plan

from app.models import Case, CaseEvent, Plan
from app.services import plan_tables


@pytest.fixture
def plan(session: Session) -> Plan:
    return a_plan(
        session, plan_builder.plan(cases=(plan_builder.case(), plan_builder.case("107-0002", county="花蓮縣")))
    )


def keys(session: Session, plan: Plan) -> list[str]:
    return [row.key for row in plan_tables.document_of(session, plan).cases]


def test_an_application_is_no_case_of_the_plan_until_it_is_approved(session: Session, plan: Plan) -> None:
    second = session.scalars(select(Case).where(Case.key == "107-0002")).one()
    second.received_on, second.state = date(2018, 2, 13), "受理"
    session.flush()

    before = keys(session, plan)
    second.approved_on, second.state = date(2018, 6, 13), "核定"
    session.flush()

    assert before == ["107-0001"]
    assert keys(session, plan) == ["107-0001", "107-0002"]


def test_a_reported_case_lies_in_the_region_of_its_county(session: Session, plan: Plan) -> None:
    assert list(session.scalars(select(Case.region).order_by(Case.key))) == ["中部", "東部"]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"saving_sum": 5}, id="benefits-are-told-in-one-way"),
        pytest.param({"received_on": date(2018, 2, 13), "state": "不知道"}, id="registered-in-an-unknown-state"),
        pytest.param({"requested_grant": -1}, id="negative"),
        pytest.param({"round_no": 0}, id="round-zero"),
    ],
)
def test_the_database_refuses(session: Session, plan: Plan, values: dict[str, object]) -> None:
    with pytest.raises(DatabaseError):
        session.execute(update(Case).where(Case.key == "107-0001").values(**values))


@pytest.mark.parametrize("statement", [update(CaseEvent).values(to_state="結案"), delete(CaseEvent)])
def test_a_step_once_written_is_neither_changed_nor_deleted(session: Session, plan: Plan, statement: object) -> None:
    case = session.scalars(select(Case)).first()
    assert case is not None
    step = CaseEvent(
        case_id=case.id,
        plan_id=plan.id,
        agency_id=plan.agency_id,
        ordinal=1,
        from_state=None,
        to_state="受理",
        at=NOW,
        source="測試",
    )
    session.add(step)
    session.flush()

    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(statement)  # type: ignore[call-overload]
