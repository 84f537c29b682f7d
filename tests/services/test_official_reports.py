"""Who may read the report of a plan."""

import pytest
from sqlalchemy.orm import Session
from support.stage import a_person, a_plan, the_contractor_of

from app.domain.errors import PermissionDenied
from app.domain.roles import Role
from app.services.official_reports import execution_report_of


def test_another_contractor_may_not_read_it_and_the_own_one_may(session: Session) -> None:
    plan = a_plan(session)
    own = the_contractor_of(session, plan)
    other = a_person(session, Role.CONTRACTOR, email="other@contractor.example")

    assert plan.name in execution_report_of(session, plan, viewer=own).title
    with pytest.raises(PermissionDenied):
        execution_report_of(session, plan, viewer=other)
