"""Thresholds are set by those who set the rules, for the agency or for one plan, and leave no plan unwatched."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.stage import NOW, a_person, a_plan

from app.domain.errors import BadThreshold, DomainError, NotFound, PermissionDenied, WrongState
from app.domain.roles import Role
from app.models import AuditEvent, Plan, ThresholdOverride, User
from app.services import threshold_settings, thresholds


@pytest.fixture
def plan(session: Session) -> Plan:
    return a_plan(session)


@pytest.fixture
def officer(session: Session, plan: Plan) -> User:
    return a_person(session, Role.OFFICER)


def put(
    session: Session, plan: Plan, by: User, name: str, value: str, *, of: str = "", reason: str = "本機關規定"
) -> None:
    threshold_settings.change(session, plan.agency_id, name, value, reason, plan_code=of, by=by, at=NOW)


def test_the_agencys_value_holds_until_the_plans_own_and_blank_takes_it_back(
    session: Session, plan: Plan, officer: User
) -> None:
    def days() -> int:
        return thresholds.of_plan(session, plan).due_soon_days

    put(session, plan, officer, "due_soon_days", " 10 ")
    assert days() == 10
    put(session, plan, officer, "due_soon_days", "7", of=plan.code)
    assert days() == 7
    put(session, plan, officer, "due_soon_days", "", of=plan.code)
    assert days() == 10


def test_every_change_is_in_the_trail_with_its_reason(session: Session, plan: Plan, officer: User) -> None:
    put(session, plan, officer, "due_soon_days", "10")
    put(session, plan, officer, "due_soon_days", "12")

    events = session.scalars(select(AuditEvent).where(AuditEvent.subject == "門檻").order_by(AuditEvent.number)).all()

    assert [json.loads(event.before or "null") for event in events] == [None, "10"]
    assert json.loads(events[1].after or "") == {"值": "12", "理由": "本機關規定"}
    assert (events[1].label, events[1].actor) == ("即將到期天數", officer.name)


@pytest.mark.parametrize(
    ("how", "refused"),
    [
        pytest.param({"name": "due_soon_days", "value": "兩週"}, BadThreshold, id="no-number"),
        pytest.param({"name": "behind_diff_pp", "value": "-12"}, BadThreshold, id="contradiction"),
        pytest.param({"name": "nothing", "value": "1"}, NotFound, id="no-such-threshold"),
        pytest.param({"name": "due_soon_days", "value": "7", "of": "OTHER-1"}, NotFound, id="no-such-plan"),
        pytest.param({"name": "due_soon_days", "value": "7", "reason": " "}, WrongState, id="no-reason"),
        pytest.param({"name": "due_soon_days", "value": ""}, WrongState, id="stands-so-already"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    session: Session, plan: Plan, officer: User, how: dict[str, str], refused: type[DomainError]
) -> None:
    with pytest.raises(refused):
        put(session, plan, officer, **how)

    assert session.scalars(select(ThresholdOverride)).all() == []


def test_an_agencys_value_that_contradicts_a_plans_own_names_the_plan(
    session: Session, plan: Plan, officer: User
) -> None:
    put(session, plan, officer, "behind_diff_pp", "-8", of=plan.code)

    with pytest.raises(BadThreshold, match=f"計畫 {plan.code}"):
        put(session, plan, officer, "severe_diff_pp", "-6")


@pytest.mark.parametrize("role", [Role.CONTRACTOR, Role.MANAGER, Role.AUDITOR])
def test_only_who_sets_rules_sets_thresholds(session: Session, plan: Plan, role: Role) -> None:
    contractor = plan.contractor.name if role is Role.CONTRACTOR else None
    person = a_person(session, role, contractor=contractor)

    with pytest.raises(PermissionDenied):
        put(session, plan, person, "due_soon_days", "7")
