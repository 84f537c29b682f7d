"""What a person may see of others, and what stays when such data leave the system."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.stage import NOW, a_person, a_plan

from app.domain.personal_data import PersonalKind, Purpose
from app.domain.roles import DAY, Role
from app.models import AuditEvent
from app.services.personal_data import shown, tell_export

MAIL = "officer@agency.example"


@pytest.mark.parametrize(
    ("role", "expected"),
    [(Role.CONTRACTOR, "o***@…"), (Role.AUDITOR, "o***@…"), (Role.MANAGER, MAIL), (Role.OFFICER, MAIL)],
)
def test_an_officers_address_is_for_the_office_alone(session: Session, role: Role, expected: str) -> None:
    viewer = a_person(session, role, email="viewer@agency.example")

    assert shown(MAIL, PersonalKind.EMAIL, Purpose.CONTACT, viewer=viewer) == expected


def test_ones_own_data_are_never_masked(session: Session) -> None:
    viewer = a_person(session, Role.CONTRACTOR, email="viewer@firm.example")

    assert shown(viewer.email, PersonalKind.EMAIL, Purpose.ACCOUNTS, viewer=viewer) == viewer.email
    assert shown(viewer.name, PersonalKind.NAME, Purpose.RECORD, viewer=viewer) == viewer.name


def test_a_role_that_has_ended_shows_nothing_any_more(session: Session) -> None:
    viewer = a_person(session, Role.OFFICER, email="viewer@agency.example")
    [grant] = viewer.grants
    grant.starts_on, grant.ends_on = NOW.date() - timedelta(9), NOW.date() - timedelta(1)
    session.info[DAY] = NOW.date()

    assert shown(MAIL, PersonalKind.EMAIL, Purpose.CONTACT, viewer=viewer) == "o***@…"


def test_an_export_tells_who_what_and_how_many_people(session: Session) -> None:
    plan, officer = a_plan(session), a_person(session, Role.OFFICER)

    tell_export(session, "個案名單", people=214, rows=230, by=officer, at=NOW, plan=plan)

    told = session.scalars(select(AuditEvent).where(AuditEvent.subject == "個人資料")).one()
    assert (told.actor, told.plan_code, told.before) == (officer.name, plan.code, None)
    assert told.after == '{"人數":214,"匯出":"個案名單","筆數":230}'
