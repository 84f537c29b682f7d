"""The plan as it stands, read from what was kept of it."""

from dataclasses import replace

from sqlalchemy import delete
from sqlalchemy.orm import Session
from support.plan_builder import plan as small_plan
from support.stage import a_plan

from app.models import PlanRevision
from app.services import plan_tables, revisions

SMALL = small_plan()


def test_the_present_revision_says_what_the_tables_say(session: Session) -> None:
    plan = a_plan(session, SMALL)

    assert revisions.present(session, plan) == plan_tables.document_of(session, plan)


def test_an_organisation_goes_by_the_name_that_it_has_now(session: Session) -> None:
    plan = a_plan(session, SMALL)
    plan.contractor.name = "改名後的團隊"

    assert revisions.present(session, plan).contractor == "改名後的團隊"


def test_a_plan_whose_revision_was_not_kept_is_read_from_the_tables(session: Session) -> None:
    plan = a_plan(session, SMALL)
    tables = plan_tables.document_of(session, plan)
    session.execute(delete(PlanRevision).where(PlanRevision.plan_id == plan.id))

    assert revisions.present(session, plan) == tables
    assert revisions.present(session, plan, without=("indicators",)) == replace(tables, indicators=())
