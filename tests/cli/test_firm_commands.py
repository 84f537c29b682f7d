"""``flask firms``: what may be one, for scripts and for people."""

import pytest
from flask import Flask

from app.database import make_session_factory
from app.models import Firm

from .conftest import Command


@pytest.fixture
def two_firms(application: Flask, flask: Command) -> Command:
    with make_session_factory(application.extensions["engine"])() as session:
        session.add_all(
            [
                Firm(tax_id="04595257", name="示範台平石材有限公司"),
                Firm(tax_id="10458575", name="示範臺平石材（有）公司"),
            ]
        )
        session.commit()
    return flask


def test_scripts_read_numbers_names_score_and_reason(two_firms: Command) -> None:
    answer = two_firms("firms", "duplicates", "--json")

    assert answer.code == 0
    assert answer.value == [
        {
            "tax_ids": ["04595257", "10458575"],
            "names": ["示範台平石材有限公司", "示範臺平石材（有）公司"],
            "score": 0.95,
            "reason": "名稱僅差「台/臺」、公司種類簡寫",
        }
    ]


def test_people_read_a_table(two_firms: Command) -> None:
    assert "04595257、10458575" in two_firms("firms", "duplicates").out


def test_no_firm_no_duplicates(flask: Command) -> None:
    assert flask("firms", "duplicates", "--json").value == []
    assert "沒有疑似重複的企業" in flask("firms", "duplicates").out
