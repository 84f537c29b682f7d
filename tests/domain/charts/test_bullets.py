"""Each indicator against its target on one scale, also where there is no target, no figure, or far too much of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.plan_builder import indicator
from support.plan_builder import plan as small_plan

from app.domain.charts.bullets import LEFT, RIGHT, SCALE, bullets, place
from app.domain.charts.drawing import Bar, Chart, Group, Label, Line
from app.domain.plan_document import Indicator

SUMMER, AFTERWARDS = date(2018, 7, 2), date(2019, 1, 1)


def drawn(*rows: Indicator, on: date = SUMMER) -> Chart:
    chart = bullets(replace(small_plan(), indicators=rows), as_of=on, judged_from=Decimal("0.25"))
    assert chart is not None
    return chart


def one(on: date = SUMMER, **changes: Any) -> Group:
    [group] = [mark for mark in drawn(indicator(**changes), on=on).drawing.marks if isinstance(mark, Group)]
    return group


def lines(group: Group, paint: str) -> list[Line]:
    return [mark for mark in group.marks if isinstance(mark, Line) and mark.paint == paint]


def texts(group: Group) -> list[str]:
    return [mark.text for mark in group.marks if isinstance(mark, Label)]


@given(st.decimals(-100, 100_000, places=3))
def test_no_bar_leaves_the_scale(ratio: Decimal) -> None:
    assert LEFT <= place(ratio) <= RIGHT


def test_a_bar_ends_where_its_rate_stands_beside_target_and_what_is_expected() -> None:
    group = one(target=Decimal(200), actual=Decimal(100))

    value = next(mark for mark in group.marks if isinstance(mark, Bar) and mark.paint != "track")
    assert (value.x + value.width, value.paint) == (place(Decimal("0.5")), "value-blue")
    assert lines(group, "target")[0].points[0][0] == place(Decimal(1))
    [expected] = lines(group, "expected")
    assert expected.points[0][0] == place(Decimal(100) / 200)  # 183 of 365 days of 200 cases, whole ones only
    assert texts(group)[-2:] == ["50.0%", "100／200 案"]
    assert "今天應達 100 案" in group.title


def test_what_goes_far_beyond_the_scale_is_broken_visibly_and_says_its_figure() -> None:
    far, near = (one(target=Decimal(100), actual=Decimal(actual)) for actual in (249, 150))

    assert len(lines(far, "break")) == 2
    assert "249.0%" in texts(far)
    assert not lines(near, "break")
    chart = drawn(indicator(target=Decimal(100), actual=Decimal(249)))
    assert any(f"超過尺度（{SCALE:.0%}）" in note for note in chart.notes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"target": None, "actual": Decimal(3)}, "未訂目標值，不計達成率"),
        ({"target": Decimal(0), "actual": Decimal(3)}, "目標值為 0，不計達成率"),
    ],
)
def test_without_a_target_to_measure_against_there_are_words_and_no_bar(changes: dict[str, Any], said: str) -> None:
    group = one(**changes)

    assert said in texts(group)
    assert not [mark for mark in group.marks if isinstance(mark, Bar)]


def test_what_was_not_reported_is_no_bar_of_zero() -> None:
    group = one(actual=None)

    assert [mark.paint for mark in group.marks if isinstance(mark, Bar)] == ["track"]
    assert "未填報／167 案" in texts(group)


@pytest.mark.parametrize(
    ("changes", "on", "paint"),
    [
        ({"actual": Decimal(214)}, SUMMER, "value-green"),
        ({"actual": Decimal(100)}, SUMMER, "value-blue"),
        ({"actual": Decimal(100)}, AFTERWARDS, "value-red"),
        ({"actual": Decimal(214), "direction": "越低越好", "target_qualifier": "<="}, SUMMER, "value-red"),
    ],
)
def test_the_bar_says_whether_it_is_reached_on_its_way_or_missed(changes: dict[str, Any], on: date, paint: str) -> None:
    bars = [mark.paint for mark in one(on, **changes).marks if isinstance(mark, Bar)]

    assert bars == ["track", paint]


@pytest.mark.parametrize(
    ("changes", "on"),
    [
        ({"unit": "%", "target": Decimal(85)}, SUMMER),
        ({"direction": "越低越好", "target_qualifier": "<="}, SUMMER),
        ({}, date(2018, 2, 1)),
        ({}, AFTERWARDS),
    ],
    ids=["a-ratio", "a-ceiling", "too-early", "when-all-is-due"],
)
def test_nothing_is_expected_to_date_where_nothing_grows_with_the_days(changes: dict[str, Any], on: date) -> None:
    assert not lines(one(on, **changes), "expected")


def test_figures_stand_in_their_printed_unit() -> None:
    chart = drawn(indicator(unit="億元", places=2, target=Decimal(351_000_000), actual=Decimal(501_000_000)))

    assert chart.table.rows[0][1:] == ("億元", "3.51", "1.76", "5.01", "142.7%", "超越")


def test_a_plan_without_indicators_has_no_bars() -> None:
    assert bullets(replace(small_plan(), indicators=()), as_of=SUMMER, judged_from=Decimal("0.25")) is None
