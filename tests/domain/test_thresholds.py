from dataclasses import fields, replace
from decimal import Decimal

import pytest

from app.domain.errors import BadThreshold
from app.domain.thresholds import LABELS, WHOLE_NUMBERS, Thresholds


def test_the_defaults_are_those_of_the_design():
    defaults = Thresholds()

    assert (defaults.due_soon_days, defaults.severe_overdue_days) == (14, 30)
    assert (defaults.severe_diff_pp, defaults.behind_diff_pp, defaults.ahead_diff_pp) == (-10, -5, 5)
    assert (defaults.watch_execution_rate, defaults.behind_execution_rate, defaults.severe_execution_rate) == (
        Decimal("0.9"),
        Decimal("0.8"),
        Decimal("0.5"),
    )


def test_the_defaults_pass_their_own_check():
    assert Thresholds.from_mapping({}) == Thresholds()


@pytest.mark.parametrize("field", fields(Thresholds), ids=lambda field: field.name)
def test_every_threshold_has_words_and_a_source(field):
    assert LABELS[field.name] == field.metadata["label"]
    assert field.metadata["unit"]
    assert field.metadata["source"].startswith(("field-notes", "design"))
    assert (field.type == "int") is (field.name in WHOLE_NUMBERS)


@pytest.mark.parametrize(
    "value", [pytest.param(7, id="int"), pytest.param(Decimal("7.0"), id="decimal"), pytest.param("7", id="text")]
)
def test_a_threshold_is_read_from_exact_values(value):
    chosen = Thresholds.from_mapping({"due_soon_days": value})

    assert chosen == replace(Thresholds(), due_soon_days=7)
    assert isinstance(chosen.due_soon_days, int)


def test_a_plan_overrides_its_agency_and_keeps_the_rest():
    agency = Thresholds.from_mapping({"severe_diff_pp": "-15", "due_soon_days": 30})

    plan = Thresholds.from_mapping({"due_soon_days": 7}, base=agency)

    assert (plan.severe_diff_pp, plan.due_soon_days) == (Decimal(-15), 7)


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        pytest.param({"due_days": 3}, "沒有「due_days」這項門檻", id="unknown-name"),
        pytest.param({"due_soon_days": "兩週"}, "「即將到期天數」的值「兩週」不是數字", id="not-a-number"),
        pytest.param({"due_soon_days": 14.0}, "「即將到期天數」的值「14.0」不是數字", id="no-floats"),
        pytest.param({"due_soon_days": True}, "「即將到期天數」的值「True」不是數字", id="no-booleans"),
        pytest.param({"severe_diff_pp": "NaN"}, "「嚴重落後進度差異」的值「NaN」不是數字", id="not-finite"),
        pytest.param({"due_soon_days": "1.5"}, "「即將到期天數」的值 1.5 必須是 0 以上的整數", id="half-a-day"),
        pytest.param({"severe_overdue_days": -1}, "「嚴重逾期天數」的值 -1 必須是 0 以上的整數", id="negative-days"),
        pytest.param({"severe_diff_pp": -5}, "進度差異門檻必須依序為", id="no-room-between-severe-and-behind"),
        pytest.param({"behind_diff_pp": 1}, "進度差異門檻必須依序為", id="behind-above-zero"),
        pytest.param({"ahead_diff_pp": 0}, "進度差異門檻必須依序為", id="ahead-at-zero"),
        pytest.param({"severe_execution_rate": "0.8"}, "執行率門檻必須依序為", id="severe-at-red"),
        pytest.param({"behind_execution_rate": "0.95"}, "執行率門檻必須依序為", id="red-above-yellow"),
        pytest.param({"watch_execution_rate": 90}, "執行率黃燈門檻不可大於 1", id="a-percentage-instead-of-a-ratio"),
        pytest.param({"over_achievement_rate": "0.9"}, "超越目標須說明的門檻不可小於 1", id="band-below-the-target"),
        pytest.param({"repeated_missing_reports": 0}, "期報逾期未報升級期數至少為 1", id="repeated-zero-times"),
    ],
)
def test_a_threshold_that_cannot_be_used_is_refused_in_plain_words(overrides, message):
    with pytest.raises(BadThreshold, match=f"^{message}.*。$"):
        Thresholds.from_mapping(overrides)


@pytest.mark.parametrize(
    "overrides",
    [
        pytest.param({"behind_diff_pp": 0}, id="any-lag-is-behind"),
        pytest.param({"severe_execution_rate": 0}, id="nothing-is-severe"),
        pytest.param({"watch_execution_rate": 1}, id="all-must-be-spent"),
        pytest.param({"over_achievement_rate": 1}, id="any-surplus-asks"),
        pytest.param({"repeated_missing_reports": 1}, id="the-first-missing-report-is-severe"),
        pytest.param({"due_soon_days": 0}, id="no-warning"),
    ],
)
def test_a_band_may_touch_its_limit(overrides):
    chosen = Thresholds.from_mapping(overrides)

    assert all(getattr(chosen, name) == value for name, value in overrides.items())


def test_all_wrong_values_are_named_at_once():
    with pytest.raises(BadThreshold, match=r"即將到期天數.*；.*嚴重逾期天數"):
        Thresholds.from_mapping({"due_soon_days": "x", "severe_overdue_days": "y"})
