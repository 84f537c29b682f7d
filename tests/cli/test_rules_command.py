"""``flask rules check``: the cases of ten years that break a rule of the programme."""

import pytest
from flask import Flask
from support.case_register import register_ten_years

from app.database import make_session_factory

from .conftest import Command

CHECK = ("rules", "check")


@pytest.fixture
def ten_years(application: Flask, flask: Command) -> Command:
    with make_session_factory(application.extensions["engine"])() as session:
        register_ten_years(session, with_applications=False)
    return flask


def test_the_history_has_eight_firms_that_were_helped_too_often(ten_years: Command) -> None:
    answer = ten_years(*CHECK, "--json")

    assert answer.code == 1
    assert {frozenset(one) for one in answer.value} == {frozenset({"case", "tax_id", "rule", "message"})}
    too_often = {one["tax_id"] for one in answer.value if one["rule"] == "R3"}
    assert too_often == {
        *("00020934", "00095287", "00025071", "00043562"),
        *("00067445", "00054933", "00003013", "00005933"),
    }


def test_a_message_quotes_the_rule_and_names_firm_and_cases(ten_years: Command) -> None:
    (found,) = ten_years(*CHECK, "SMEITA-100", "--json").value

    assert (found["case"], found["tax_id"]) == ("100-0950", "00020934")
    assert found["message"].startswith("「3年內以接受輔導2個個案為限」：")
    assert "統一編號 00020934" in found["message"]
    assert "98-1726、99-0739" in found["message"]


def test_a_plan_without_fault_ends_well(demo: Command) -> None:
    answer = demo(*CHECK, "SMEITA-107")

    assert answer.code == 0
    assert "沒有違反輔導規定的個案。" in answer.out


def test_json_of_nothing_is_an_empty_list(demo: Command) -> None:
    answer = demo(*CHECK, "--json")

    assert (answer.code, answer.value) == (0, [])


def test_an_unknown_plan_is_refused_in_a_sentence(demo: Command) -> None:
    answer = demo(*CHECK, "SMEITA-999")

    assert answer.code == 1
    assert "查無計畫 SMEITA-999" in answer.err
