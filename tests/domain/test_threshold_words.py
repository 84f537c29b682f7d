"""Thresholds as people write and read them."""

import pytest

from app.domain.threshold_words import as_typed, in_words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("80%", "0.8", id="percent"),
        pytest.param(" ８０ ％ ", "0.8", id="full-width"),
        pytest.param("0.8", "0.8", id="ratio"),
        pytest.param("87.5%", "0.875", id="half-percents"),
        pytest.param("80", "80", id="a-bare-80-is-not-guessed-at"),
        pytest.param("八成%", "八成%", id="no-number-is-handed-on"),
        pytest.param("", "", id="blank"),
    ],
)
def test_a_rate_is_understood_as_a_percentage_or_a_ratio(typed: str, meant: str) -> None:
    assert as_typed("behind_execution_rate", typed) == meant


def test_days_take_no_percentage() -> None:
    assert as_typed("due_soon_days", "14%") == "14%"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("behind_execution_rate", "0.80", "80 %"),
        ("over_achievement_rate", "1.2", "120 %"),
        ("due_soon_days", 14, "14 天"),
        ("severe_diff_pp", "-10", "-10 個百分點"),
    ],
)
def test_a_threshold_is_shown_in_the_words_of_people(name: str, value: object, shown: str) -> None:
    assert in_words(name, value) == shown
