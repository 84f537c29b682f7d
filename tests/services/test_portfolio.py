"""The portfolio: totals that are exact, and lines that say where it slips, how far, why, and who acts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan

from app.domain.explanation import DelayCause, Explanation, Responsibility
from app.domain.lights import Light
from app.domain.portfolio import Grouping, Order
from app.domain.roles import DAY, Role
from app.models import Checkpoint, Plan, PlanSnapshot, User
from app.services import alerts, snapshots
from app.services.pages import heat_map, plan_list
from app.services.pages.heat_map import CellKind
from app.services.pages.plan_list import PlanListing
from app.services.portfolio import choosing, standing
from app.services.portfolio.asking import Wanted

TODAY = NOW.date()


@pytest.fixture
def plan(session: Session) -> Plan:
    session.info[DAY] = TODAY
    return a_plan(session)


@pytest.fixture
def manager(session: Session, plan: Plan) -> User:
    return a_person(session, Role.MANAGER)


def listing(session: Session, viewer: User, *, size: int | None = 50, number: int = 1, **wanted: Any) -> PlanListing:
    return plan_list.page(session, viewer, on=TODAY, wanted=Wanted(**wanted), size=size, number=number)


def several(session: Session, **divisions: str) -> None:
    for code, division in divisions.items():
        a_plan(session, small_plan(code=code, division=division))
    session.commit()


@pytest.mark.parametrize("are_kept", [True, False])
def test_totals_are_of_everything_that_is_asked_for_and_not_of_the_page(
    session: Session, plan: Plan, manager: User, are_kept: bool
) -> None:
    several(session, B="甲組", C="乙組", D="乙組")
    if are_kept:
        snapshots.take(session, on=TODAY, at=NOW)

    shown = listing(session, manager, size=1, group=Grouping.DIVISION, roc_year=107)

    total = shown.sums.all
    assert (len(shown.rows), shown.page.total, total.plans) == (1, 4, 4)
    assert total.government_budget == 4 * plan.government_budget
    assert (total.contracted, total.executed, total.cases) == (4 * 3_260_000, 4 * 250_000, 4 * 2)
    assert total.rate == Decimal(250_000) / 3_260_000
    assert total.lights == {Light.RED: 4}
    assert shown.sums.groups["乙組"].plans == 2
    assert sum(one.government_budget for one in shown.sums.groups.values()) == total.government_budget


def test_a_filter_by_light_leaves_the_counts_of_the_other_lights(session: Session, plan: Plan, manager: User) -> None:
    several(session, B="甲組")
    snapshots.take(session, on=TODAY, at=NOW)
    other = session.scalars(select(Plan).where(Plan.code == "B")).one()
    session.execute(update(PlanSnapshot).where(PlanSnapshot.plan_id == other.id).values(light="綠"))
    session.commit()

    shown = listing(session, manager, light=Light.GREEN)

    assert [row.code for row in shown.rows] == ["B"]
    assert shown.sums.all.plans == 1
    assert (shown.sums.by_light[Light.RED], shown.sums.by_light[Light.GREEN]) == (1, 1)


@pytest.mark.parametrize("order", list(Order))
def test_each_plan_stands_once_whatever_the_order_and_the_page(
    session: Session, plan: Plan, manager: User, order: Order
) -> None:
    several(session, B="甲組", C="乙組", D="乙組")
    snapshots.take(session, on=TODAY, at=NOW)

    pages = [listing(session, manager, size=1, number=number, order=order).rows for number in range(1, 5)]

    assert sorted(row.code for [row] in pages) == ["B", "C", "D", "TEST-107"]


def test_a_line_says_where_how_far_why_and_who(session: Session, plan: Plan, manager: User) -> None:
    alerts.scan(session, on=TODAY, at=NOW)
    snapshots.take(session, on=TODAY, at=NOW)

    [line] = listing(session, manager, has_alerts=True).rows
    slip = line.slipping

    assert slip is not None
    assert slip.turn is not None
    assert line.told is not None
    assert (slip.kind, slip.key, slip.is_late, slip.others) == ("查核點", "A-3", True, 3)
    assert slip.days > 0
    assert (line.told.source, slip.turn.who) == ("規則", "財團法人示範中心")


def test_what_people_told_comes_before_the_rule(session: Session, plan: Plan, manager: User) -> None:
    alerts.scan(session, on=TODAY, at=NOW)
    [before] = listing(session, manager).rows
    assert before.slipping is not None
    row = session.scalars(select(Checkpoint).where(Checkpoint.key == before.slipping.key)).one()
    row.delay_reason, row.catch_up_on = "招標流標", date(2018, 12, 20)
    session.commit()
    [reported] = listing(session, manager).rows
    officer = a_person(session, Role.OFFICER)
    answer = Explanation(
        "委員更換", DelayCause.OTHER, "加派人力", date(2018, 12, 31), Responsibility.NOBODY, "追蹤人", "無"
    )
    asked = alerts.get(session, before.slipping.alert_id, viewer=officer)
    alerts.explain(session, [asked], answer, by=officer, on=TODAY, at=NOW)
    [explained] = listing(session, manager).rows

    assert reported.told is not None
    assert explained.told is not None
    assert explained.slipping is not None
    assert (reported.told.source, reported.told.text) == ("填報", "招標流標")
    assert (explained.told.source, explained.told.text) == ("說明", "委員更換")
    assert explained.slipping.catch_up_on == date(2018, 12, 31)


def test_before_the_night_a_long_list_sorts_by_the_last_rows_and_says_so(
    session: Session, plan: Plan, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    several(session, B="甲組")
    yesterday = TODAY - timedelta(days=1)
    snapshots.take(session, on=yesterday, at=NOW - timedelta(days=1))
    monkeypatch.setattr(standing, "MOST_COMPUTED", 1)

    shown = listing(session, manager)

    assert (shown.of_day.day, shown.of_day.outdated) == (yesterday, 2)
    assert [row.light for row in shown.rows] == [Light.RED, Light.RED]


def test_one_begins_with_the_newest_year_in_which_a_plan_runs(session: Session, plan: Plan, manager: User) -> None:
    later = {"starts_on": date(2019, 1, 1), "ends_on": date(2019, 12, 31)}
    a_plan(session, small_plan(code="NEXT-108", roc_year=108, **later))

    assert choosing.shelves(session, manager, on=TODAY).year == 107
    assert choosing.shelves(session, manager, on=date(2019, 5, 1)).year == 108
    assert choosing.shelves(session, manager, on=date(2025, 5, 1)).year == 108


def test_nobody_counts_plans_that_are_not_theirs_to_see(session: Session, plan: Plan) -> None:
    stranger = a_person(session, Role.CONTRACTOR, contractor="財團法人他單位", email="x@firm.example")

    shown = listing(session, stranger)

    assert (shown.rows, shown.sums.all.plans, choosing.shelves(session, stranger, on=TODAY).rows) == ((), 0, [])


def test_a_month_shows_its_last_kept_day_and_tells_what_was_not_kept(
    session: Session, plan: Plan, manager: User
) -> None:
    for day in (date(2018, 10, 30), date(2018, 10, 31), TODAY):
        snapshots.take(session, on=day, at=datetime(day.year, day.month, day.day, 4, tzinfo=UTC))

    lines = listing(session, manager).rows
    [row] = heat_map.rows(session, lines, on=TODAY)[plan.id]

    october, november, december = row.cells[9:]
    assert (october.on_day, october.is_afterwards) == (date(2018, 10, 31), False)
    assert november.kind is CellKind.MISSING
    assert (december.kind, december.on_day, december.light) == (CellKind.KEPT, TODAY, Light.RED)
