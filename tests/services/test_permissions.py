"""How far a grant reaches: everywhere, one agency, one plan, or one's own organisation's plans."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.plan_builder import plan as small_plan
from support.stage import a_person, a_plan

from app.domain.errors import PermissionDenied
from app.domain.roles import Permission, Role
from app.models import Agency, Plan, ReportingPeriod, User
from app.services import permissions

AGENCIES = ("甲局", "乙署")
FIRMS = ("財團法人丙", "財團法人丁")


@pytest.fixture
def four_plans(session: Session) -> list[Plan]:
    """Two agencies, each with a plan for either of two contractors."""
    return [
        a_plan(session, replace(small_plan(), code=f"T{a}{f}-107", agency=agency, contractor=firm))
        for a, agency in enumerate(AGENCIES)
        for f, firm in enumerate(FIRMS)
    ]


def a_grant(session: Session, role: Role, *, agency: Agency | None = None, plan: Plan | None = None) -> User:
    """Somebody with one role that reaches just so far; a 受委託單位 works for the first firm."""
    person = a_person(session, role, contractor=FIRMS[0] if role is Role.CONTRACTOR else None)
    [held] = person.grants
    held.agency, held.plan = agency, plan
    session.commit()
    return person


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("reach", ["everywhere", "agency", "plan"])
def test_a_list_holds_exactly_the_plans_for_which_one_asks_in_vain_nowhere(
    session: Session, four_plans: list[Plan], role: Role, reach: str
) -> None:
    agency = four_plans[0].agency if reach == "agency" else None
    person = a_grant(session, role, agency=agency, plan=four_plans[0] if reach == "plan" else None)

    for permission in Permission:
        listed = set(session.scalars(permissions.visible_plans(person, permission)))
        assert listed == {plan for plan in four_plans if permissions.may(person, permission, plan)}
        of_rows = select(ReportingPeriod.plan_id).where(permissions.is_seen(person, ReportingPeriod, permission))
        assert set(session.scalars(of_rows)) == {plan.id for plan in listed}
        assert bool(listed) == permissions.may_anywhere(person, permission)
        assert (listed == set(four_plans)) == permissions.may_for_all(person, permission)


@pytest.mark.parametrize(
    ("role", "reach", "seen"),
    [
        (Role.OFFICER, "everywhere", ["T00", "T01", "T10", "T11"]),
        (Role.OFFICER, "agency", ["T00", "T01"]),
        (Role.OFFICER, "plan", ["T00"]),
        (Role.CONTRACTOR, "everywhere", ["T00", "T10"]),
        (Role.CONTRACTOR, "agency", ["T00"]),
        (Role.CONTRACTOR, "plan", ["T00"]),
    ],
)
def test_a_grant_reaches_its_plans_and_no_other(
    session: Session, four_plans: list[Plan], role: Role, reach: str, seen: list[str]
) -> None:
    agency = four_plans[0].agency if reach == "agency" else None
    person = a_grant(session, role, agency=agency, plan=four_plans[0] if reach == "plan" else None)

    found = session.scalars(permissions.visible_plans(person))

    assert [plan.code for plan in found] == [f"{code}-107" for code in seen]


def test_a_plan_of_another_organisation_stays_closed_even_if_it_was_granted(
    session: Session, four_plans: list[Plan]
) -> None:
    person = a_grant(session, Role.CONTRACTOR, plan=four_plans[1])

    assert not permissions.may(person, Permission.VIEW, four_plans[1])


def test_what_concerns_a_whole_agency_is_not_for_who_has_the_role_for_one_plan(
    session: Session, four_plans: list[Plan]
) -> None:
    of_plan = a_grant(session, Role.OFFICER, plan=four_plans[0])

    assert not permissions.may(of_plan, Permission.SET_UP, four_plans[0])
    with pytest.raises(PermissionDenied, match="建立計畫"):
        permissions.require_anywhere(of_plan, Permission.SET_UP)


def test_an_agency_that_is_new_needs_a_role_for_all(session: Session, four_plans: list[Plan]) -> None:
    person = a_grant(session, Role.ADMIN, agency=four_plans[0].agency)

    assert permissions.may_in_agency(person, Permission.SET_UP, four_plans[0].agency_id)
    assert not permissions.may_in_agency(person, Permission.SET_UP, four_plans[2].agency_id)
    assert not permissions.may_in_agency(person, Permission.SET_UP, None)
