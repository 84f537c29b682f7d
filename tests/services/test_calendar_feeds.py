"""The calendar that a person's program fetches: their own due dates, for as long as they may see them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar, Event
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.filing import file_report, with_checkpoint
from support.plan_builder import plan as small_plan
from support.signing_in import DESK
from support.stage import NOW, a_person, a_plan, the_contractor_of

from app.domain.checkpoint_state import Disposition
from app.domain.errors import NotFound, TooOften
from app.domain.roles import DAY, Role
from app.models import AccountEvent, CalendarFeed, Checkpoint, Plan, PlanRevision, RoleGrant, User
from app.services import calendar_feeds, submissions
from config import RateLimits

TODAY = NOW.date()
URL = "https://tracker.example"
LIMITS = RateLimits()


@pytest.fixture
def plan(session: Session) -> Plan:
    session.info[DAY] = TODAY
    return a_plan(session)


@pytest.fixture
def contractor(session: Session, plan: Plan) -> User:
    return the_contractor_of(session, plan)


def made(session: Session, by: User) -> str:
    return calendar_feeds.make(session, by=by, origin=DESK, at=NOW)


def events(session: Session, user: User, on: date = TODAY) -> dict[str, Event]:
    """What a program reads, by the thing's own key."""
    content = calendar_feeds.content(session, user.id, on=on, public_url=URL)
    read = Calendar.from_ical(content)
    return {str(one["uid"]).partition("@")[0]: one for one in read.walk("VEVENT")}


def test_every_due_date_is_an_all_day_event_with_its_date_in_roc_years(
    session: Session, plan: Plan, contractor: User
) -> None:
    found = events(session, contractor)

    assert set(found) == {
        *(f"TEST-107/CHECKPOINT/{key}" for key in ("A-1", "A-2", "A-3", "B-1", "B-2")),
        "TEST-107/REPORT/期中",
        "TEST-107/REPORT/期末",
    }
    event = found["TEST-107/CHECKPOINT/B-1"]
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2018, 7, 15), date(2018, 7, 16))
    assert event["summary"] == "查核點 B-1 完成第 1 項工作（TEST-107）"
    assert "期限：107年7月15日" in event["description"]
    assert event["url"] == f"{URL}/plans/TEST-107"
    assert not event.walk("VALARM")


def test_what_is_done_says_so_and_what_left_the_plan_is_cancelled(
    session: Session, plan: Plan, contractor: User
) -> None:
    row = session.scalars(select(Checkpoint).where(Checkpoint.key == "B-1")).one()
    row.disposition, row.disposition_on, row.disposition_reason = Disposition.STOPPED, TODAY, "停辦"
    session.commit()

    found = events(session, contractor)

    assert found["TEST-107/CHECKPOINT/A-1"]["summary"].startswith("［已完成］")
    assert found["TEST-107/CHECKPOINT/B-1"]["status"] == "CANCELLED"
    assert found["TEST-107/CHECKPOINT/B-2"]["status"] == "CONFIRMED"


def test_an_extension_moves_the_same_event_and_counts_as_newer(session: Session, plan: Plan, contractor: User) -> None:
    before = events(session, contractor)["TEST-107/CHECKPOINT/B-1"]
    row = session.scalars(select(Checkpoint).where(Checkpoint.key == "B-1")).one()
    row.due_on = date(2018, 8, 15)
    latest = session.scalars(select(PlanRevision)).one()
    latest.created_at = NOW + timedelta(hours=1)
    session.commit()

    after = events(session, contractor)["TEST-107/CHECKPOINT/B-1"]

    assert after["uid"] == before["uid"]
    assert after.decoded("dtstart") == date(2018, 8, 15)
    assert after["sequence"] == before["sequence"] + 60
    assert after.decoded("last-modified") > before.decoded("last-modified")
    assert "原訂：107年7月15日（已展延）" in after["description"]


def test_what_is_sent_returned_or_recalled_counts_as_newer_each_time(
    session: Session, plan: Plan, contractor: User, tmp_path: Path
) -> None:
    def standing() -> tuple[str, int]:
        event = events(session, contractor)["TEST-107/CHECKPOINT/B-1"]
        return str(event["summary"]).partition(" ")[0], int(event["sequence"])

    seen = [standing()]
    done = with_checkpoint("B-1", completed_on=date(2018, 7, 1))
    sent = file_report(session, done, contractor, tmp_path, send=False)
    submissions.send(session, sent, by=contractor, at=NOW + timedelta(hours=1))
    seen.append(standing())
    submissions.recall(session, sent, by=contractor, at=NOW + timedelta(hours=2))
    seen.append(standing())

    assert [title for title, _ in seen] == ["查核點", "［審查中］查核點", "查核點"]
    assert [sequence - seen[0][1] for _, sequence in seen] == [0, 60, 120]


def test_the_same_state_is_the_same_bytes(session: Session, plan: Plan, contractor: User) -> None:
    first, second = (
        calendar_feeds.content(session, contractor.id, on=on, public_url=URL)
        for on in (TODAY, TODAY + timedelta(days=1))
    )

    assert first == second


def test_each_role_gets_its_own_plans_and_no_other(session: Session, plan: Plan, contractor: User) -> None:
    other = a_plan(session, replace(small_plan(), code="OTHER-107", agency="別的機關", contractor="別的單位"))
    manager = a_person(session, Role.MANAGER, agency=plan.agency.name)
    auditor = a_person(session, Role.AUDITOR)
    theirs = a_person(session, Role.CONTRACTOR, contractor=other.contractor.name, email="x@firm.example")

    seen = {
        person.email: {uid.partition("/")[0] for uid in events(session, person)}
        for person in (contractor, manager, auditor, theirs)
    }

    assert seen == {
        contractor.email: {"TEST-107"},
        manager.email: {"TEST-107"},
        auditor.email: {"TEST-107", "OTHER-107"},
        theirs.email: {"OTHER-107"},
    }


def test_a_role_that_was_taken_back_empties_the_calendar(session: Session, plan: Plan, contractor: User) -> None:
    session.delete(session.scalars(select(RoleGrant).where(RoleGrant.user_id == contractor.id)).one())
    session.commit()
    session.expire_all()

    assert events(session, contractor) == {}


def test_only_plans_of_this_year_and_the_next_are_shown_unless_there_are_none(
    session: Session, plan: Plan, contractor: User
) -> None:
    assert events(session, contractor, on=date(2021, 1, 1)).keys() == events(session, contractor).keys()
    a_plan(session, replace(small_plan(), code="TEST-109", roc_year=109))

    years = {uid.partition("/")[0] for uid in events(session, contractor, on=date(2020, 3, 1))}

    assert years == {"TEST-109"}


def test_an_address_is_good_until_it_is_renewed_or_revoked(session: Session, contractor: User) -> None:
    first = made(session, contractor)
    assert calendar_feeds.admit(session, first, at=NOW, limits=LIMITS) == contractor.id

    second = made(session, contractor)
    with pytest.raises(NotFound):
        calendar_feeds.admit(session, first, at=NOW, limits=LIMITS)
    assert calendar_feeds.admit(session, second, at=NOW, limits=LIMITS) == contractor.id

    calendar_feeds.revoke(session, by=contractor, origin=DESK, at=NOW)
    calendar_feeds.revoke(session, by=contractor, origin=DESK, at=NOW)
    with pytest.raises(NotFound):
        calendar_feeds.admit(session, second, at=NOW, limits=LIMITS)
    kinds = session.scalars(
        select(AccountEvent.kind).where(AccountEvent.kind.like("CALENDAR%")).order_by(AccountEvent.id)
    )
    assert list(kinds) == ["CALENDAR_MADE", "CALENDAR_MADE", "CALENDAR_REVOKED"]


def test_the_database_does_not_hold_the_address(session: Session, contractor: User) -> None:
    token = made(session, contractor)

    row = session.scalars(select(CalendarFeed)).one()
    assert token not in {str(value) for value in vars(row).values()}
    assert len(token) >= 43  # 256 bits


def test_a_closed_account_has_no_calendar(session: Session, contractor: User) -> None:
    token = made(session, contractor)
    contractor.is_active = False
    session.commit()

    with pytest.raises(NotFound):
        calendar_feeds.admit(session, token, at=NOW, limits=LIMITS)


def test_a_program_that_asks_all_the_time_has_to_wait_and_others_do_not(
    session: Session, plan: Plan, contractor: User
) -> None:
    officer = a_person(session, Role.OFFICER)
    token, other = made(session, contractor), made(session, officer)
    limits = replace(LIMITS, feed_limit=2)

    def ask(at: datetime = NOW, of: str = token) -> int:
        return calendar_feeds.admit(session, of, at=at, limits=limits)

    assert ask() == ask() == contractor.id
    with pytest.raises(TooOften):
        ask()
    assert ask(of=other) == officer.id
    assert ask(NOW + timedelta(minutes=limits.rate_limit_minutes)) == contractor.id
