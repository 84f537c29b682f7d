"""每日紀錄: a row for every plan and day, which never says anything else than the plan's own page."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, event, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from support.filing import with_actual
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan, proposal

from app.domain.change_request import ChangeSet, Edit
from app.domain.lights import Light
from app.domain.plan_document import PlanDocument
from app.domain.portfolio import Order, urgency_of
from app.domain.roles import Role
from app.domain.submission_status import SubmissionSource
from app.models import Plan, PlanSnapshot, ThresholdOverride, User
from app.services import alerts, change_requests, plans, reversals, snapshots, submissions
from app.services.pages import plan_list, plan_page
from app.services.pages.plan_list import PlanLine
from app.services.portfolio.asking import Wanted

TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def manager(session: Session) -> User:
    return a_person(session, Role.MANAGER)


@pytest.fixture
def officer(session: Session) -> User:
    return a_person(session, Role.OFFICER)


@pytest.fixture
def plan(session: Session) -> Plan:
    return a_plan(session)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def rows(session: Session) -> list[PlanSnapshot]:
    return list(session.scalars(select(PlanSnapshot).order_by(PlanSnapshot.plan_id, PlanSnapshot.on_day)))


def typed(session: Session, plan: Plan, document: PlanDocument, *, by: User, period: str = "期末") -> Any:
    """Reported and, by an officer, approved at once."""
    wanted = replace(
        proposal(document, base_revision=plan.revision), source=SubmissionSource.FORM, content=None, file_name=None
    )
    return submissions.record_directly(session, plan, plans.period_of(session, plan, period), wanted, by=by, at=NOW)


def listed(session: Session, viewer: User, on: date, **wanted: Any) -> Sequence[PlanLine]:
    return plan_list.page(session, viewer, on=on, wanted=Wanted(**wanted)).rows


def list_and_page(session: Session, plan: Plan, viewer: User, on: date = TODAY) -> tuple[object, object]:
    """What the list says of a plan, and what its own page says."""
    line = next(one for one in listed(session, viewer, on) if one.code == plan.code)
    page = plan_page.show(session, plan.code, viewer=viewer, on=on)
    names = ("light", "light_word", "planned_pct", "actual_pct", "difference_pct")
    counts = ("checkpoints_total", "checkpoints_done", "checkpoints_overdue")
    told = [getattr(line, name) for name in (*names, *counts)]
    return [*told, line.why], [*(getattr(page, name) for name in (*names, *counts)), *page.light_reasons]


def is_read_from_its_row(session: Session, plan: Plan, viewer: User) -> bool:
    """Whether the list believes today's row: it repeats a sentence that only the row could have said."""
    with session.begin_nested() as attempt:
        session.execute(update(PlanSnapshot).where(PlanSnapshot.plan_id == plan.id).values(why="只在紀錄裡的一句話"))
        session.expire_all()
        line = listed(session, viewer, TODAY)[0]
        attempt.rollback()
    session.expire_all()
    return line.why == "只在紀錄裡的一句話"


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_a_night_keeps_each_plan_once(session: Session, plan: Plan) -> None:
    alerts.scan(session, on=TODAY, at=NOW)
    first = snapshots.take(session, on=TODAY, at=NOW)
    again = snapshots.take(session, on=TODAY, at=NOW + timedelta(minutes=5))

    [row] = rows(session)
    assert (first.written, again.written) == (1, 1)
    assert (row.on_day, row.revision, row.light, row.is_afterwards) == (TODAY, 1, "紅", False)
    assert (row.alerts_severe, row.worst_key, row.acts) == (4, "A-3", "財團法人示範中心")
    assert (row.contracted, row.executed, row.cases) == (3_260_000, 250_000, 2)


def test_a_list_reads_the_row_and_says_what_the_plan_page_says(session: Session, plan: Plan, manager: User) -> None:
    snapshots.take(session, on=TODAY, at=NOW)

    listed, shown = list_and_page(session, plan, manager)

    assert listed == shown
    assert is_read_from_its_row(session, plan, manager)


def test_after_every_use_case_that_changes_figures_the_list_says_what_the_page_says(
    session: Session, plan: Plan, manager: User, officer: User
) -> None:
    """And the row was rewritten in the same transaction: nothing is left to be computed."""
    agreed = {}

    def check(what: str) -> None:
        listed, shown = list_and_page(session, plan, manager)
        agreed[what] = (listed == shown, is_read_from_its_row(session, plan, manager))

    snapshots.take(session, on=TODAY, at=NOW)
    filed = typed(session, plan, with_actual(214), by=officer)
    check("approved")
    submissions.reopen(session, filed, by=manager, at=NOW, reason="案數有誤", correct_by=TODAY + 5 * DAY)
    check("opened again")
    reversals.revert(session, filed, by=manager, at=NOW, reason="報錯計畫")
    check("taken back")
    edit = Edit("checkpoints", "A-2", "due_on", date(2018, 4, 30), date(2018, 12, 20))
    change = change_requests.Proposal(ChangeSet((edit,)), "展延", "無", plan.revision)
    asked = change_requests.draft(session, plan, change, by=officer, at=NOW)
    change_requests.send(session, asked, by=officer, at=NOW)
    change_requests.approve(session, asked, by=manager, at=NOW)
    check("changed")

    assert agreed == dict.fromkeys(["approved", "opened again", "taken back", "changed"], (True, True))


@pytest.mark.parametrize("what", ["threshold", "revision", "day"])
def test_a_row_that_no_longer_holds_is_not_shown(session: Session, plan: Plan, manager: User, what: str) -> None:
    """Whoever changes a plan without saying so, nobody sees a wrong light."""
    snapshots.take(session, on=TODAY, at=NOW)
    on = TODAY
    if what == "threshold":
        session.add(ThresholdOverride(agency_id=plan.agency_id, plan_id=plan.id, name="severe_diff_pp", value="-90"))
    elif what == "revision":
        session.execute(text("UPDATE checkpoint SET completed_on = '2018-04-01', actual = 9999 * 10000"))
        plan.revision += 1
    else:
        on = TODAY + DAY
    session.commit()
    session.expire_all()

    listed, shown = list_and_page(session, plan, manager, on=on)

    assert listed == shown
    assert rows(session)[0].why not in listed  # type: ignore[operator]


@pytest.mark.parametrize("are_kept", [True, False])
def test_the_number_of_queries_does_not_grow_with_the_plans(session: Session, manager: User, are_kept: bool) -> None:
    asked = []
    for number in range(6):
        a_plan(session, replace(small_plan(), code=f"TEST-{number}"))
        if number not in (1, 5):
            continue
        if are_kept:
            snapshots.take(session, on=TODAY, at=NOW)
        session.expire_all()
        with counted(session) as statements:
            assert len(listed(session, manager, TODAY)) == number + 1
        asked.append(len(statements))

    assert asked[0] == asked[1] <= (8 if are_kept else 21)


def test_a_day_is_closed_by_the_next(session: Session, plan: Plan) -> None:
    snapshots.take(session, on=TODAY, at=NOW)
    before = rows(session)[0].figures_sha256
    snapshots.take(session, on=TODAY + DAY, at=NOW + DAY)
    session.execute(text("UPDATE checkpoint SET completed_on = '2018-04-01', actual = 9999 * 10000"))
    plan.revision += 1
    session.commit()

    taken = snapshots.take(session, on=TODAY, at=NOW + DAY)

    assert (taken.written, taken.kept) == (0, 1)
    assert rows(session)[0].figures_sha256 == before


@pytest.mark.parametrize(
    "deed",
    [
        update(PlanSnapshot).where(PlanSnapshot.on_day == TODAY).values(light="綠"),
        update(PlanSnapshot).where(PlanSnapshot.on_day == TODAY + DAY).values(on_day=TODAY + 2 * DAY),
        delete(PlanSnapshot).where(PlanSnapshot.on_day == TODAY),
        delete(PlanSnapshot).where(PlanSnapshot.on_day == TODAY + DAY),
        text("INSERT INTO plan_snapshot SELECT * FROM plan_snapshot WHERE on_day = '2018-12-01'"),
    ],
    ids=["change", "move", "delete", "delete-newest", "insert-before"],
)
def test_the_database_itself_keeps_the_days_that_are_over(session: Session, plan: Plan, deed: Any) -> None:
    snapshots.take(session, on=TODAY, at=NOW)
    snapshots.take(session, on=TODAY + DAY, at=NOW + DAY)

    with pytest.raises(DatabaseError, match="this day is over"):
        session.execute(deed)


def test_a_day_that_was_missed_is_marked_as_computed_afterwards(session: Session, officer: User, plan: Plan) -> None:
    typed(session, plan, with_actual(214), by=officer)
    later = a_plan(session, replace(small_plan(), code="TEST-2"))

    taken = snapshots.take(session, on=date(2018, 3, 31), at=NOW)

    assert (taken.written, taken.kept) == (1, 1)  # of the first plan, a later day is kept already
    [row] = [one for one in rows(session) if one.plan_id == later.id]
    assert (row.is_afterwards, row.cases, row.executed) == (True, 0, None)


def test_one_plan_with_a_bad_setting_does_not_keep_the_others_from_being_kept(session: Session, plan: Plan) -> None:
    other = a_plan(session, replace(small_plan(), code="TEST-2"))
    session.add(ThresholdOverride(agency_id=plan.agency_id, plan_id=plan.id, name="due_soon_days", value="many"))
    session.commit()

    taken = snapshots.take(session, on=TODAY, at=NOW)

    assert taken.written == 1
    assert "TEST-107" in taken.skipped[0]
    assert [row.plan_id for row in rows(session)] == [other.id]


def test_the_series_grows_by_a_day_and_keeps_what_was(session: Session, plan: Plan, officer: User) -> None:
    for back in (3, 2, 1):
        snapshots.take(session, on=TODAY - back * DAY, at=noon(TODAY - back * DAY))
    typed(session, plan, with_actual(214), by=officer)

    days = snapshots.series(session, plan, until=TODAY)

    assert [row.on_day for row in days] == [TODAY - 3 * DAY, TODAY - 2 * DAY, TODAY - DAY, TODAY]
    assert [row.revision for row in days] == [1, 1, 1, 2]
    assert days[-1].actual_pct == days[0].actual_pct == Decimal("20.00")


def test_a_plan_whose_row_is_outdated_is_found_and_sorted_by_the_light_that_its_page_shows(
    session: Session, plan: Plan, manager: User
) -> None:
    quiet = a_plan(session, small_plan(code="QUIET"))
    snapshots.take(session, on=TODAY, at=NOW)
    session.execute(update(PlanSnapshot).where(PlanSnapshot.plan_id == plan.id).values(light="綠", inputs="昨日"))
    session.execute(update(PlanSnapshot).where(PlanSnapshot.plan_id == quiet.id).values(light="黃"))
    session.commit()

    assert [line.code for line in listed(session, manager, TODAY, light=Light.RED)] == [plan.code]
    assert listed(session, manager, TODAY, light=Light.GREEN) == ()
    assert [line.code for line in listed(session, manager, TODAY, order=Order.WORST)] == [plan.code, "QUIET"]


def test_of_two_plans_of_one_light_the_one_further_behind_comes_first(
    session: Session, plan: Plan, manager: User
) -> None:
    a_plan(session, small_plan(code="A-MILDER"))
    snapshots.take(session, on=TODAY, at=NOW)
    behind = {"difference_pp": Decimal(-99), "urgency": urgency_of(Light.RED, Decimal(-99))}
    session.execute(update(PlanSnapshot).where(PlanSnapshot.plan_id == plan.id).values(**behind))
    session.commit()

    assert [line.code for line in listed(session, manager, TODAY, order=Order.CODE)] == ["A-MILDER", plan.code]
    assert [line.code for line in listed(session, manager, TODAY, order=Order.WORST)] == [plan.code, "A-MILDER"]


def test_the_list_loads_no_plan_of_another_page(session: Session, plan: Plan, manager: User) -> None:
    a_plan(session, small_plan(code="A-SECOND"))
    snapshots.take(session, on=TODAY, at=NOW)
    session.commit()
    session.expunge_all()
    viewer = session.get_one(User, manager.id)

    loaded: list[str] = []
    event.listen(session, "loaded_as_persistent", lambda _, one: loaded.append(one.code) if type(one) is Plan else None)

    for wanted in (Wanted(order=Order.CODE), Wanted(), Wanted(light=Light.RED)):
        shown = plan_list.page(session, viewer, on=TODAY, wanted=wanted, size=1)
        assert loaded == [line.code for line in shown.rows] != []
        assert shown.page.total == 2
        loaded.clear()
        session.expunge_all()
        viewer = session.get_one(User, manager.id)
