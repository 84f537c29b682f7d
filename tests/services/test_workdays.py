"""What is said of a day counts at once, and in its agency before the rest of the country."""

from datetime import date

import pytest
from sqlalchemy.orm import Session
from support.stage import NOW, a_person, a_plan

from app.domain.roles import Role
from app.domain.workdays import DaySource
from app.models import CalendarDay, User
from app.services import workdays

WEDNESDAY, THURSDAY = date(2018, 7, 11), date(2018, 7, 12)


@pytest.fixture
def admin(session: Session) -> User:
    return a_person(session, Role.ADMIN)


def said(session: Session, by: User, agency_id: int | None, *, is_workday: bool) -> None:
    about = {"day": WEDNESDAY, "is_workday": is_workday, "name": "颱風", "source": DaySource.TYPED}
    session.add(CalendarDay(agency_id=agency_id, **about, set_by=by, set_at=NOW))
    session.commit()


def test_a_typhoon_day_counts_from_the_moment_it_is_entered(session: Session, admin: User) -> None:
    assert workdays.is_workday(session, WEDNESDAY)

    said(session, admin, None, is_workday=False)

    assert not workdays.is_workday(session, WEDNESDAY)
    assert workdays.next_workday(session, WEDNESDAY) == THURSDAY
    assert workdays.add_workdays(session, date(2018, 7, 10), 1) == THURSDAY
    assert workdays.add_workdays(session, THURSDAY, -1) == date(2018, 7, 10)


def test_what_an_agency_says_counts_there_alone_and_before_what_is_said_nationwide(
    session: Session, admin: User
) -> None:
    here = a_plan(session).agency_id
    said(session, admin, None, is_workday=False)
    said(session, admin, here, is_workday=True)

    assert not workdays.is_workday(session, WEDNESDAY)
    assert workdays.is_workday(session, WEDNESDAY, agency_id=here)
    assert not workdays.is_workday(session, WEDNESDAY, agency_id=here + 1)
