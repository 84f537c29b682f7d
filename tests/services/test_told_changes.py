"""The guard that stands over all tests (support.told_changes) lets nothing pass."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session
from support.stage import NOW, a_plan
from support.told_changes import TRAIL, WATCHED, Untold

from app.domain.audit_trail import Entry, Subject
from app.models import Base, Checkpoint, ThresholdOverride
from app.services import audit_trail
from app.services.transaction import transaction


def test_the_watched_tables_are_tables() -> None:
    assert WATCHED | {TRAIL} <= set(Base.metadata.tables)


def test_a_figure_changed_by_a_statement_without_an_event_fails(session: Session) -> None:
    a_plan(session)

    with pytest.raises(Untold, match="checkpoint"), transaction(session):
        session.execute(update(Checkpoint).values(achievement="改寫"))


def test_a_setting_added_as_an_object_without_an_event_fails(session: Session) -> None:
    plan = a_plan(session)

    with pytest.raises(Untold, match="threshold_override"), transaction(session):
        session.add(ThresholdOverride(agency_id=plan.agency_id, name="due_soon_days", value="7"))


def test_the_same_with_its_event_passes(session: Session) -> None:
    plan = a_plan(session)

    with transaction(session):
        session.add(ThresholdOverride(agency_id=plan.agency_id, name="due_soon_days", value="7"))
        told = Entry(Subject.THRESHOLD, "due_soon_days", None, "7")
        audit_trail.record(session, [told], by=None, at=NOW, agency_id=plan.agency_id)
