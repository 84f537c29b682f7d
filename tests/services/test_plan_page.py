"""The page of one plan: what it is read from, how often the database is asked, and what it opens with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, event
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual, with_checkpoint
from support.plan_builder import case
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan, proposal

from app.domain.errors import NotFound, PermissionDenied
from app.domain.forecast import Basis, Method
from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.domain.submission_status import SubmissionSource
from app.models import ForecastRecord, Plan, PlanRevision, Submission, ThresholdOverride, User
from app.services import alerts, period_closings, plan_course, plan_tables, plans, snapshots, submissions
from app.services.pages import plan_page
from app.services.pages.plan_page import PlanPage

TODAY = NOW.date()
DAY = timedelta(days=1)
#: Of the page itself; the frame around it asks four more, and a dozen is the goal of the whole.
MOST_QUERIES = 8


@pytest.fixture
def plan(session: Session) -> Plan:
    return a_plan(session)


@pytest.fixture
def officer(session: Session) -> User:
    return a_person(session, Role.OFFICER)


@pytest.fixture
def manager(session: Session) -> User:
    return a_person(session, Role.MANAGER)


@pytest.fixture
def report(session: Session, plan: Plan, officer: User) -> Callable[[PlanDocument], Submission]:
    """An approved report of the plan's last period."""

    def made(document: PlanDocument) -> Submission:
        typed = replace(proposal(document, base_revision=plan.revision), source=SubmissionSource.FORM, content=None)
        chosen = plans.period_of(session, plan, "期末")
        typed = replace(typed, file_name=None)
        return submissions.record_directly(session, plan, chosen, typed, by=officer, at=NOW)

    return made


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def shown(session: Session, viewer: User, on: date = TODAY, code: str = "TEST-107", **asked: Any) -> PlanPage:
    return plan_page.show(session, code, viewer=viewer, on=on, **asked)


def without_cases(session: Session, plan: Plan) -> PlanDocument:
    return replace(plan_tables.document_of(session, plan), cases=())


def test_the_page_reads_what_the_tables_say(
    session: Session, plan: Plan, report: Callable[[PlanDocument], Submission]
) -> None:
    first = without_cases(session, plan)
    report(with_actual(214))

    course = plan_course.of_plan(session, plan)

    assert course.present == without_cases(session, plan) != first
    assert course.first == first
    assert [one.number for one in course.latest] == [2, 1]
    assert course.latest[0].submission_id is not None


def test_a_plan_whose_revision_was_not_kept_is_read_from_its_tables(session: Session, plan: Plan) -> None:
    session.execute(delete(PlanRevision).where(PlanRevision.plan_id == plan.id))

    assert plan_course.of_plan(session, plan).present == without_cases(session, plan)


def test_the_page_asks_no_more_often_when_the_plan_has_ten_times_its_history(
    session: Session, plan: Plan, manager: User, report: Callable[[PlanDocument], Submission]
) -> None:
    report(with_actual(1))
    snapshots.take(session, on=TODAY, at=NOW)
    alerts.scan(session, on=TODAY, at=NOW)
    asked = []
    for more in (0, 10):
        for number in range(more):
            report(with_actual(100 + number))
            snapshots.take(session, on=TODAY + (number + 1) * DAY, at=NOW)
        session.expire_all()
        manager.grants  # noqa: B018  the frame has read them
        with counted(session) as statements:
            page = shown(session, manager)
        asked.append(len(statements))

    assert asked[0] == asked[1] <= MOST_QUERIES
    assert len(page.history) == plan_course.LATEST


def test_older_versions_of_a_report_are_counted_and_shown_when_asked_for(
    session: Session, plan: Plan, manager: User, officer: User, tmp_path: Path
) -> None:
    for number in range(5):
        made = file_report(session, with_actual(number), officer, tmp_path)
        submissions.send_back(session, made, by=manager, at=NOW, comment="請補正。")

    few, everything = (shown(session, manager, versions=versions).periods[-1] for versions in (3, None))

    assert ([one.version for one in few.submissions], few.older) == ([5, 4, 3], 2)
    assert (len(everything.submissions), everything.older) == (5, 0)


def test_it_opens_with_what_is_late_why_and_who_acts(
    session: Session, plan: Plan, manager: User, report: Callable[[PlanDocument], Submission]
) -> None:
    report(with_checkpoint("A-2", delay_reason="招標流標", remedy="改採限制性招標", catch_up_on=TODAY - DAY))

    late = {line.key: line for line in shown(session, manager).late}

    told = late["A-2"]
    assert (told.reason, told.remedy) == ("招標流標", "改採限制性招標")
    assert told.turn.is_overdue
    assert late["A-3"].turn.what == "填報落後原因、對策與預定趕上日期"
    assert {line.turn.who for line in late.values()} == {plan.contractor.name}
    assert [line.days for line in shown(session, manager).late] == sorted(one.days for one in late.values())[::-1]


def test_a_report_that_waits_for_the_office_is_the_offices_turn(
    session: Session, plan: Plan, manager: User, officer: User, tmp_path: Path
) -> None:
    late = date(2019, 3, 1)
    before = next(line for line in shown(session, manager, late).late if line.key == "期末")
    file_report(session, with_actual(3), officer, tmp_path)

    after = next(line for line in shown(session, manager, late).late if line.key == "期末")

    assert (before.turn.who, after.turn.who) == (plan.contractor.name, "計畫辦公室")


def test_a_case_without_benefits_counts_and_adds_nothing(session: Session, manager: User) -> None:
    cases = (
        case("107-0001", state="結案", added_value=300, labour_cost=0),
        case("107-0002", state="結案", added_value=None, labour_cost=None),
        case("107-0003", state="執行中", added_value=None, labour_cost=None),
    )
    unreported = tuple(replace(one, new_orders=None) for one in cases)
    a_plan(session, replace(small_plan(), code="CASES-107", cases=unreported))

    tallies = shown(session, manager, code="CASES-107").tallies

    assert [(one.state, one.count, one.output_sum, one.saving_sum) for one in tallies.cases] == [
        ("結案", 2, 300, 0),
        ("執行中", 1, None, None),
    ]
    assert (tallies.all_cases.count, tallies.all_cases.output_sum, tallies.all_cases.saving_sum) == (3, 300, 0)


def test_the_plans_own_threshold_wins_over_its_agencys(session: Session, plan: Plan, manager: User) -> None:
    for plan_id, value in ((plan.id, "9"), (None, "5")):
        session.add(ThresholdOverride(agency_id=plan.agency_id, plan_id=plan_id, name="due_soon_days", value=value))
    session.commit()

    assert shown(session, manager).tallies.limits.due_soon_days == 9


def test_a_closed_period_is_shown_so_until_it_is_opened_again(
    session: Session, plan: Plan, manager: User, report: Callable[[PlanDocument], Submission]
) -> None:
    report(with_actual(214))
    period = plans.period_of(session, plan, "期中")
    period_closings.close(session, plan, period, by=manager, at=NOW)
    closed = next(one for one in shown(session, manager).periods if one.key == "期中")
    period_closings.reopen(session, plan, period, by=manager, at=NOW + DAY, reason="數值有誤")
    opened = next(one for one in shown(session, manager).periods if one.key == "期中")

    assert (closed.is_closed, closed.closed_at) == (True, NOW)
    assert (opened.is_closed, opened.closed_at) == (False, NOW)


def test_the_years_of_a_plan_stand_beside_each_other_with_what_the_last_one_reached(
    session: Session, plan: Plan, manager: User
) -> None:
    indicators = tuple(replace(one, actual=one.target) for one in small_plan().indicators)
    a_plan(session, replace(small_plan(), code="TEST-106", roc_year=106, year_index=1, indicators=indicators))
    a_plan(session, replace(small_plan(), code="OTHER-106", name="另一計畫", roc_year=106))

    page = shown(session, manager)

    assert [(year.code, year.is_this) for year in page.years] == [("TEST-106", False), ("TEST-107", True)]
    lines = [line for group in page.indicator_groups for line in group.indicators]
    assert lines
    assert [line.year_before for line in lines] == [line.target for line in lines]


def test_a_plan_of_one_year_names_no_others(session: Session, plan: Plan, manager: User) -> None:
    assert shown(session, manager).years == ()


def test_other_years_are_named_only_to_whom_they_may_be_shown(session: Session, plan: Plan) -> None:
    stranger = a_person(session, Role.CONTRACTOR, email="x@firm.example", contractor="財團法人他單位")
    own = a_person(session, Role.CONTRACTOR, email="y@firm.example", contractor=plan.contractor.name)
    a_plan(session, replace(small_plan(), code="TEST-106", roc_year=106, contractor="財團法人他單位"))

    with pytest.raises(PermissionDenied):
        shown(session, stranger)
    assert shown(session, own).years == ()
    with pytest.raises(NotFound):
        shown(session, own, code="NONE-107")


def test_what_the_night_forecast_is_shown_while_it_is_open_and_ahead(
    session: Session, plan: Plan, manager: User, report: Callable[[PlanDocument], Submission]
) -> None:
    for key, likely in (("B-1", TODAY + 20 * DAY), ("A-3", TODAY - DAY)):
        days = {"low_on": TODAY - 2 * DAY, "likely_on": likely, "high_on": TODAY + 30 * DAY}
        shared = {
            "agency_id": plan.agency_id,
            "method": Method.PROMISE.value,
            "basis": Basis.CONTRACTOR.value,
            "size": 12,
        }
        row = ForecastRecord(plan_id=plan.id, kind="checkpoint", row_key=key, made_on=TODAY, **days, **shared)
        session.add(row)
    session.commit()

    said = shown(session, manager).forecasts

    assert set(said) == {("checkpoints", "B-1")}
    assert "預計 107/12/21 完成" in said["checkpoints", "B-1"]
    report(with_checkpoint("B-1", completed_on=TODAY))
    assert not shown(session, manager).forecasts
