"""What is said of single days, and the yearly calendar that is uploaded."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.office_days import calendar_csv
from support.stage import NOW, a_person, a_plan

from app.domain.errors import NotFound, PermissionDenied, UnusableEntry
from app.domain.roles import Role
from app.models import AuditEvent, CalendarDay, User
from app.services import calendar_uploads, office_calendar, workdays

TYPHOON = date(2018, 7, 11)
EXTRA = {date(2027, 2, 11): (False, "調整放假"), date(2027, 2, 20): (True, "補行上班")}


@pytest.fixture
def admin(session: Session) -> User:
    return a_person(session, Role.ADMIN)


def close(session: Session, by: User, agency_id: int | None = None, day: date = TYPHOON) -> None:
    office_calendar.set_day(session, agency_id, day, is_workday=False, name="颱風停班", by=by, at=NOW)


def take(session: Session, by: User, content: bytes, folder: Path, agency_id: int | None = None) -> int:
    found = calendar_uploads.look(session, agency_id, content, by=by, data_dir=folder)
    about = {"file_name": "116.csv", "by": by, "at": NOW, "data_dir": folder}
    return calendar_uploads.take(session, agency_id, found.digest, **about)


def test_a_day_said_counts_until_it_is_taken_back_and_both_are_told(session: Session, admin: User) -> None:
    close(session, admin)
    assert not workdays.is_workday(session, TYPHOON)

    row = session.scalars(select(CalendarDay)).one()
    office_calendar.remove_day(session, row.id, by=admin, at=NOW)

    assert workdays.is_workday(session, TYPHOON)
    told = session.scalars(select(AuditEvent).where(AuditEvent.subject == "辦公日曆").order_by(AuditEvent.number)).all()
    assert [(one.label, one.before is None, one.after is None) for one in told] == [
        ("107/7/11", True, False),
        ("107/7/11", False, True),
    ]


@pytest.mark.parametrize(
    ("day", "name", "says"),
    [
        pytest.param(date(2018, 7, 14), "停班", "107/7/14 已是放假日", id="a-saturday"),
        pytest.param(date(2018, 2, 28), "停班", "（和平紀念日）", id="a-holiday"),
        pytest.param(TYPHOON, " ", "請填寫事由", id="no-reason"),
        pytest.param(date(1990, 7, 11), "停班", "87 年度以後", id="too-long-ago"),
    ],
)
def test_what_changes_nothing_is_refused(session: Session, admin: User, day: date, name: str, says: str) -> None:
    with pytest.raises(UnusableEntry, match=says):
        office_calendar.set_day(session, None, day, is_workday=False, name=name, by=admin, at=NOW)

    assert session.scalars(select(CalendarDay)).all() == []


def test_an_agency_keeps_its_own_calendar_and_no_other(session: Session) -> None:
    here = a_plan(session).agency
    officer = a_person(session, Role.OFFICER, agency=here.name)

    assert [one.name for one in office_calendar.realms(session, officer)] == [here.name]
    close(session, officer, here.id)
    assert not workdays.is_workday(session, TYPHOON, agency_id=here.id)
    assert workdays.is_workday(session, TYPHOON)
    with pytest.raises(PermissionDenied):
        close(session, officer)
    row = session.scalars(select(CalendarDay)).one()
    stranger = a_person(session, Role.OFFICER, agency="別的機關", email="x@agency.example")
    with pytest.raises(NotFound):
        office_calendar.remove_day(session, row.id, by=stranger, at=NOW)


def test_a_file_shows_what_it_says_otherwise_and_counts_when_it_is_confirmed(
    session: Session, admin: User, tmp_path: Path
) -> None:
    content = calendar_csv(116, EXTRA)

    found = calendar_uploads.look(session, None, content, by=admin, data_dir=tmp_path)

    assert [(one.day, one.new.is_workday) for one in found.changes] == [
        (day, works) for day, (works, _) in EXTRA.items()
    ]
    assert workdays.is_workday(session, date(2027, 2, 11))

    assert take(session, admin, content, tmp_path) == 116
    assert not workdays.is_workday(session, date(2027, 2, 11))
    assert workdays.is_workday(session, date(2027, 2, 20))
    assert calendar_uploads.look(session, None, content, by=admin, data_dir=tmp_path).changes == ()


def test_a_later_file_takes_the_place_of_the_one_before(session: Session, admin: User, tmp_path: Path) -> None:
    take(session, admin, calendar_csv(116, EXTRA), tmp_path)

    take(session, admin, calendar_csv(116), tmp_path)

    assert workdays.is_workday(session, date(2027, 2, 11))
    assert session.scalars(select(CalendarDay)).all() == []
    taken = calendar_uploads.last_taken(session, None, 116)
    assert taken is not None
    assert taken.file_name == "116.csv"


def test_a_file_does_not_undo_what_somebody_typed(session: Session, admin: User, tmp_path: Path) -> None:
    close(session, admin, day=date(2027, 7, 14))
    content = calendar_csv(116)

    (change,) = calendar_uploads.look(session, None, content, by=admin, data_dir=tmp_path).changes
    take(session, admin, content, tmp_path)

    assert change.is_kept
    assert not workdays.is_workday(session, date(2027, 7, 14))


def test_what_was_typed_goes_before_any_file_and_uncovers_it_when_it_is_taken_back(
    session: Session, admin: User, tmp_path: Path
) -> None:
    here, day = a_plan(session).agency_id, date(2027, 2, 11)
    take(session, admin, calendar_csv(116, EXTRA), tmp_path, here)
    office_calendar.set_day(session, here, day, is_workday=True, name="照常上班", by=admin, at=NOW)

    assert workdays.is_workday(session, day, agency_id=here)
    row = session.scalars(select(CalendarDay).where(CalendarDay.name == "照常上班")).one()
    office_calendar.remove_day(session, row.id, by=admin, at=NOW)
    assert not workdays.is_workday(session, day, agency_id=here)


def test_a_day_typed_nationwide_goes_before_the_file_of_an_agency(
    session: Session, admin: User, tmp_path: Path
) -> None:
    here, day = a_plan(session).agency_id, date(2027, 2, 11)
    take(session, admin, calendar_csv(116, EXTRA), tmp_path, here)
    take(session, admin, calendar_csv(116, EXTRA), tmp_path)

    office_calendar.set_day(session, None, day, is_workday=True, name="照常上班", by=admin, at=NOW)

    assert workdays.is_workday(session, day, agency_id=here)


def test_an_agency_that_agrees_with_the_law_again_differs_from_the_rest(
    session: Session, admin: User, tmp_path: Path
) -> None:
    here = a_plan(session).agency_id
    take(session, admin, calendar_csv(116, EXTRA), tmp_path)

    take(session, admin, calendar_csv(116), tmp_path, here)

    assert workdays.is_workday(session, date(2027, 2, 11), agency_id=here)
    assert not workdays.is_workday(session, date(2027, 2, 11))


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"", b"\xff" * 9, calendar_csv(116)[:2000], b"x" * 300_000])
def test_what_is_no_calendar_is_refused_and_changes_nothing(
    session: Session, admin: User, tmp_path: Path, content: bytes
) -> None:
    found = calendar_uploads.look(session, None, content, by=admin, data_dir=tmp_path)

    assert found.problems
    with pytest.raises(NotFound):
        calendar_uploads.take(session, None, found.digest, file_name="", by=admin, at=NOW, data_dir=tmp_path)


def test_a_file_in_the_big5_of_older_years_is_read_too(session: Session, admin: User, tmp_path: Path) -> None:
    content = calendar_csv(107, encoding="cp950")

    assert calendar_uploads.look(session, None, content, by=admin, data_dir=tmp_path).problems == ()
