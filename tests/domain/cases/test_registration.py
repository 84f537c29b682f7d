"""What one row of a list does to a case."""

from datetime import date
from typing import Any

import pytest

from app.domain.cases.registration import register
from app.domain.findings import Severity


def application(**changes: Any) -> dict[str, Any]:
    row = {
        "key": "107-0001",
        "firm_name": "示範精密股份有限公司",
        "tax_id": "04595257",
        "county": "臺中市",
        "received_on": date(2018, 2, 13),
    }
    return {name: value for name, value in (row | changes).items() if value is not None}


def approved(**changes: Any) -> dict[str, Any]:
    more = {
        "state": "核定",
        "review_grade": "優先推薦",
        "approved_on": date(2018, 6, 13),
        "government_grant": 160_000,
        "self_fund": 40_000,
    }
    return application(**(more | changes))


def codes(row: dict[str, Any], live: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in register(row, live).faults if fault.severity is Severity.ERROR]


def standing(row: dict[str, Any]) -> dict[str, Any]:
    """The case as the tables hold it after ``row`` was taken."""
    return dict(register(row, None).changes)


def test_an_application_is_received_on_its_day() -> None:
    taken = register(application(), None)

    assert [(move.source, move.target, move.on) for move in taken.moves] == [(None, "受理", date(2018, 2, 13))]
    assert taken.changes["state"] == "受理"
    assert taken.changes["region"] == "中部"
    assert not taken.faults


def test_a_case_that_stands_where_the_list_says_so_is_left_alone() -> None:
    again = register(approved(), standing(approved()))

    assert (again.changes, again.moves, again.faults) == ({}, (), ())


def test_a_list_may_carry_a_case_over_several_steps() -> None:
    taken = register(approved(), standing(application()))

    assert [move.target for move in taken.moves] == ["資格符合", "推薦", "核定"]
    assert taken.moves[-1].on == date(2018, 6, 13)
    assert taken.moves[0].on is None  # the list gives no day, and none is made up


@pytest.mark.parametrize(
    ("row", "found"),
    [
        pytest.param(application(tax_id="12345678"), ("tax_id", "tax_id"), id="wrong-checksum"),
        pytest.param(application(county="臺灣省"), ("county", "county_unknown"), id="unknown-county"),
        pytest.param(application(requested_grant=-1), ("requested_grant", "negative"), id="negative-amount"),
        pytest.param(application(received_on=None), ("received_on", "required"), id="not-received"),
        pytest.param(approved(approved_on=None), ("approved_on", "required"), id="approved-on-no-day"),
        pytest.param(approved(self_fund=None), ("self_fund", "required"), id="approved-without-money"),
        pytest.param(approved(review_grade=None), ("review_grade", "required"), id="recommended-without-a-grade"),
        pytest.param(
            approved(review_grade="不予推薦"), ("review_grade", "state_unreachable"), id="grade-against-state"
        ),
        pytest.param(approved(state="推薦"), ("approved_on", "day_beyond_state"), id="day-of-a-step-not-reached"),
        pytest.param(
            approved(approved_on=date(2018, 2, 1)), ("approved_on", "days_out_of_order"), id="approved-before-received"
        ),
        pytest.param(application(state="資格不符"), ("disqualified_for", "reason_missing"), id="refused-for-nothing"),
    ],
)
def test_a_row_is_refused(row: dict[str, Any], found: tuple[str, str]) -> None:
    assert found in codes(row)


def test_a_disaster_case_needs_no_technical_review() -> None:
    assert not codes(approved(scheme="災害復建", review_grade=None, government_grant=200_000, self_fund=0))


@pytest.mark.parametrize("target", ["受理", "資格不符", "撤案"])
def test_no_list_leads_back(target: str) -> None:
    row = {"key": "107-0001", "state": target, "disqualified_for": "文件缺漏", "end_reason": "業者撤回"}

    assert ("state", "state_unreachable") in codes(row, standing(approved()))


def test_a_benefit_that_a_report_settled_is_corrected_by_a_report() -> None:
    live = standing(approved()) | {"added_value": 1_200_000, "new_orders": None}

    assert codes({"key": "107-0001", "added_value": 1_300_000}, live) == [("added_value", "benefit_settled")]
    assert not codes({"key": "107-0001", "added_value": 1_200_000, "new_orders": 5}, live)


def test_a_reported_case_gets_its_course_when_its_application_is_registered() -> None:
    live = {**standing(approved()), "received_on": None, "approved_on": None, "state": "結案"}

    taken = register(approved(state="結案", closed_on=date(2018, 11, 30)), live)

    assert not taken.faults
    assert [move.target for move in taken.moves] == ["受理", "資格符合", "推薦", "核定", "輔導中", "期末驗收", "結案"]


def test_a_town_stands_for_its_county_and_is_remembered() -> None:
    taken = register(application(county="彰化市"), None)

    assert (taken.changes["county"], taken.changes["county_as_written"]) == ("彰化縣", "彰化市")
    assert [(fault.severity, fault.field) for fault in taken.faults] == [(Severity.WARNING, "county")]
