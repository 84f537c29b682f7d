"""A resolution of the 立法院 is told of before it is due and when it is late, each step once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.stage import NOW, a_person, a_plan

from app.domain.budget import ResolutionAnswer
from app.domain.roles import DAY, Role
from app.models import Agency, Notice, Resolution, User
from app.services import resolution_reminders, resolutions
from app.services.resolutions import NewResolution

DUE = date(2018, 10, 31)  # a Wednesday


@pytest.fixture
def resolution(session: Session) -> Resolution:
    session.info[DAY] = DUE
    agency = session.get_one(Agency, a_plan(session).agency_id)
    new = NewResolution("通案決議", "一", "提出書面報告", None, due_on=DUE)
    resolutions.put(session, agency, 107, [new], is_demo=False, by=None, at=NOW)
    session.commit()
    return session.scalars(select(Resolution)).one()


@pytest.fixture
def officer(session: Session, resolution: Resolution) -> User:
    return a_person(session, Role.OFFICER, email="officer@agency.example")


@pytest.fixture
def manager(session: Session, resolution: Resolution) -> User:
    return a_person(session, Role.MANAGER, email="manager@agency.example")


def steps(session: Session, person: User) -> list[str]:
    rows = session.scalars(select(Notice).where(Notice.user_id == person.id).order_by(Notice.id))
    return [row.key.split("/")[-1] for row in rows]


def nights(session: Session, first: int, last: int) -> None:
    for days in range(first, last):
        resolution_reminders.remind(session, on=DUE + timedelta(days=days), at=NOW)


def test_who_owes_the_answer_is_reminded_three_times_and_the_manager_hears_when_it_is_late(
    session: Session, officer: User, manager: User
) -> None:
    nights(session, -20, 1)
    before = (steps(session, officer), steps(session, manager))
    nights(session, 1, 45)

    assert before == (["14", "7", "1"], [])
    assert steps(session, officer) == ["14", "7", "1", "late", "severe"]
    assert steps(session, manager) == ["late", "severe"]


def test_what_was_answered_is_not_asked_for(
    session: Session, officer: User, manager: User, resolution: Resolution
) -> None:
    resolution.answer, resolution.answered_on = ResolutionAnswer.REPORTED, DUE - timedelta(days=30)
    session.commit()

    nights(session, -20, 45)

    assert steps(session, officer) == steps(session, manager) == []


def test_people_of_another_agency_are_not_told(session: Session, officer: User, manager: User) -> None:
    stranger = a_person(session, Role.OFFICER, email="officer@elsewhere.example", agency="別的機關")

    nights(session, -20, 45)

    assert steps(session, stranger) == []


def test_what_is_still_to_be_answered_comes_first_by_its_deadline(session: Session, manager: User) -> None:
    agency = session.scalars(select(Resolution)).one().agency
    more = [
        NewResolution("通案決議", "二", "無期限", None),
        NewResolution("通案決議", "三", "已函復", ResolutionAnswer.REPORTED, DUE, due_on=date(2018, 1, 1)),
        NewResolution("通案決議", "四", "較早到期", None, due_on=date(2018, 9, 30)),
    ]
    resolutions.put(session, agency, 108, more, is_demo=False, by=None, at=NOW)
    session.commit()

    listed = resolutions.listed(session, viewer=manager, on=DUE)

    assert [line.resolution.subject for line in listed] == ["較早到期", "提出書面報告", "無期限", "已函復"]
