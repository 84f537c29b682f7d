"""``flask crosstab``: cells and totals for scripts, a table for people, and a refusal that says what there is."""

import pytest
from flask import Flask
from support.case_register import register_107

from app.database import make_session_factory

from .conftest import Command

CROSSTAB = ("crosstab", "SMEITA-107", "--rows")


@pytest.fixture
def register(application: Flask, flask: Command) -> Command:
    with make_session_factory(application.extensions["engine"])() as session:
        register_107(session)
    return flask


def test_counts_come_with_their_totals(register: Command) -> None:
    answer = register(*CROSSTAB, "地區", "--cols", "輔導單位別", "--where", "狀態=結案", "--json")

    assert answer.code == 0
    assert answer.value == {
        "rows": ["北部", "中部", "南部", "東部", "其他"],
        "cols": ["財團法人", "學校", "技術服務業"],
        "cells": [[19, 19, 24], [24, 28, 33], [19, 18, 26], [2, 1, 0], [0, 0, 1]],
        "row_totals": [62, 85, 63, 3, 1],
        "col_totals": [64, 66, 84],
        "total": 214,
    }


def test_without_columns_there_is_one_of_all(register: Command) -> None:
    value = register(*CROSSTAB, "輔導單位別", "--measure", "增加產值", "--json").value

    assert value["cols"] == ["合計"]
    assert [[total] for total in value["row_totals"]] == value["cells"]
    assert value["total"] == sum(value["row_totals"]) == 501_492_350


def test_averages_are_whole_dollars_and_ratios_are_text(register: Command) -> None:
    average = register(*CROSSTAB, "狀態", "--measure", "平均效益", "--json").value
    share = register(*CROSSTAB, "輔導單位別", "--measure", "通過率", "--json").value

    assert average["total"] == 2_798_123
    assert dict(zip(average["rows"], average["row_totals"], strict=True))["不予推薦"] is None
    assert share["total"] == "0.3252"


def test_people_get_a_table(register: Command) -> None:
    out = register(*CROSSTAB, "類組", "--where", "狀態=結案,歇業", "--where", "輔導模式=共通性").out

    assert [line.split() for line in out.splitlines()] == [
        ["類組", "案數"],
        ["化學工業", "19"],
        ["知識服務", "25"],
        ["合計", "44"],
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["功能"], "沒有「功能」這個維度；可用的維度為：輔導功能"),
        (["類組", "--measure", "產值"], "沒有「產值」這個度量；可用的度量為：案數"),
        (["類組", "--where", "狀態=結按"], "沒有「結按」這個「狀態」的值；可用的"),
        (["類組", "--where", "結案"], "維度=值"),
    ],
)
def test_an_unknown_name_is_refused_with_the_list(register: Command, arguments: list[str], words: str) -> None:
    answer = register(*CROSSTAB, *arguments, "--json")

    assert answer.code == 1
    assert words in answer.value["error"]["message"]
