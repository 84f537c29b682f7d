from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.checkpoint_state import CheckpointState
from app.domain.lights import Light
from app.domain.submission_status import SubmissionStatus
from app.domain.variance import VarianceStatus
from app.web import formatters


@pytest.mark.parametrize(
    ("day", "is_on_or_before", "text"),
    [
        pytest.param(date(2018, 7, 15), False, "107/7/15", id="exact"),
        pytest.param(date(2018, 7, 15), True, "107/7/15 前", id="only-an-upper-bound"),
        pytest.param(None, False, "—", id="not-done"),
        pytest.param(None, True, "—", id="not-done-has-no-bound"),
    ],
)
def test_a_completion_date_says_how_exactly_it_is_known(day, is_on_or_before, text):
    assert formatters.completion_date(day, is_on_or_before) == text


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        pytest.param(datetime(2018, 12, 31, 16, 5, tzinfo=UTC), "108/1/1 00:05", id="new-year-comes-earlier-in-taipei"),
        pytest.param(
            datetime(2018, 7, 31, 14, 5, tzinfo=timezone(timedelta(hours=8))), "107/7/31 14:05", id="taipei-stays"
        ),
        pytest.param(None, "—", id="never"),
    ],
)
def test_a_moment_is_shown_on_the_clock_of_taipei(moment, text):
    assert formatters.roc_datetime(moment) == text


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        formatters.roc_datetime(datetime(2018, 7, 31, 14, 5))  # noqa: DTZ001  the naive moment is the point


@pytest.mark.parametrize(
    ("value", "unit", "places", "text"),
    [
        pytest.param(Decimal(501_000_000), "億元", 2, "5.01 億元", id="107-plan-added-value"),
        pytest.param(Decimal(50_000_000), "億元", 2, "0.50 億元", id="printed-places-are-kept"),
        pytest.param(Decimal(50_000_000), "億元", None, "0.5 億元", id="exact-without-places"),
        pytest.param(Decimal(422_888), "萬人次", 0, "42 萬人次", id="rounded-only-when-shown"),
        pytest.param(Decimal(500_000), "億元", 2, "0.01 億元", id="half-goes-up"),
        pytest.param(Decimal(214), "案", 0, "214 案", id="cases"),
        pytest.param(Decimal(0), "案", 0, "0 案", id="zero-is-a-report"),
        pytest.param(None, "案", 0, "—", id="not-reported-is-not-zero"),
    ],
)
def test_a_quantity_is_shown_in_its_printed_unit(value, unit, places, text):
    assert formatters.quantity(value, unit, places) == text


@pytest.mark.parametrize(
    ("value", "unit", "places", "text"),
    [
        pytest.param(Decimal(47), "案", 0, "+47", id="more"),
        pytest.param(Decimal(150_000_000), "億元", 2, "+1.50", id="more-in-printed-unit"),
        pytest.param(Decimal(-12), "案", 0, "-12", id="less-with-a-hyphen-that-excel-reads"),
        pytest.param(Decimal(0), "案", 0, "0", id="none"),
        pytest.param(Decimal("-0.004"), None, 2, "0.00", id="rounds-to-zero-and-loses-its-sign"),
        pytest.param(Decimal("0.004"), None, 2, "0.00", id="rounds-to-zero-from-above"),
        pytest.param(Decimal(-1234), None, None, "-1,234", id="commas"),
        pytest.param(None, "案", 0, "—", id="not-reported"),
    ],
)
def test_a_difference_carries_its_sign(value, unit, places, text):
    assert formatters.signed(value, unit, places) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(58_964_000, "58,964,000 元", id="107-plan-budget"),
        pytest.param(0, "0 元", id="zero"),
        pytest.param(None, "—", id="not-reported"),
    ],
)
def test_money_is_whole_yuan_with_commas(value, text):
    assert formatters.money_yuan(value) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        pytest.param(Decimal("2.493"), "249.3%", id="never-clamped"),
        pytest.param(Decimal(0), "0.0%", id="zero"),
        pytest.param(None, "—", id="denominator-of-zero"),
    ],
)
def test_a_rate_is_a_percentage_or_a_dash(ratio, text):
    assert formatters.percent(ratio) == text


@pytest.mark.parametrize(
    ("value", "text", "signed_text"),
    [
        pytest.param(Decimal(63), "63.00%", "+63.00", id="places-are-kept"),
        pytest.param(Decimal("33.335"), "33.34%", "+33.34", id="half-goes-up"),
        pytest.param(Decimal(-5), "-5.00%", "-5.00", id="behind"),
        pytest.param(None, "—", "—", id="unknown"),
    ],
)
def test_progress_has_two_decimals(value, text, signed_text):
    assert formatters.pct(value) == text
    assert formatters.signed_pct(value) == signed_text


@pytest.mark.parametrize(
    ("value", "length"),
    [
        pytest.param(Decimal("48.5"), "48.50%", id="inside"),
        pytest.param(Decimal(112), "100.00%", id="over-the-end"),
        pytest.param(Decimal(-3), "0.00%", id="before-the-start"),
        pytest.param(None, "0.00%", id="unknown-draws-nothing"),
    ],
)
def test_a_bar_stays_inside_its_frame(value, length):
    assert formatters.bar_length(value) == length


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**6), max_value=10**6))
def test_a_bar_length_lies_between_nothing_and_everything(value):
    assert 0 <= Decimal(formatters.bar_length(value).rstrip("%")) <= 100


@pytest.mark.parametrize(
    ("days", "is_done", "text"),
    [
        pytest.param(31, False, "逾期 31 天", id="overdue"),
        pytest.param(3, True, "逾期 3 天", id="done-late"),
        pytest.param(-21, True, "提前 21 天", id="done-early"),
        pytest.param(0, True, "當日", id="done-on-the-day"),
        pytest.param(0, False, "今日到期", id="due-today-is-not-late"),
        pytest.param(-14, False, "尚餘 14 天", id="time-left"),
        pytest.param(-1200, False, "尚餘 1,200 天", id="commas"),
        pytest.param(None, False, "—", id="nothing-to-count"),
    ],
)
def test_days_from_a_deadline_are_words(days, is_done, text):
    assert formatters.days_from_due(days, is_done) == text


@pytest.mark.parametrize("aspect", ["tone", "icon", "name", "word"])
def test_lights_differ_in_everything_they_show(aspect):
    shown = [getattr(formatters.light_face(light), aspect) for light in Light]

    assert len(set(shown)) == len(Light)


def test_a_light_may_be_given_as_its_character():
    assert formatters.light_face("紅") is formatters.light_face(Light.RED)


def test_what_is_no_light_is_refused():
    with pytest.raises(ValueError, match="紫"):
        formatters.light_face("紫")


@pytest.mark.parametrize(
    ("state", "tone"),
    [
        pytest.param(CheckpointState.OVERDUE, "red", id="overdue"),
        pytest.param(CheckpointState.DUE_SOON, "yellow", id="due-soon"),
        pytest.param(CheckpointState.DONE_EARLY, "green", id="done"),
        pytest.param(CheckpointState.WITHDRAWN, "grey", id="out-of-the-plan"),
        pytest.param(VarianceStatus.NOT_MET, "red", id="target-missed"),
        pytest.param(VarianceStatus.NOT_REPORTED, "grey", id="not-reported"),
        pytest.param(SubmissionStatus.RETURNED, "red", id="returned"),
        pytest.param("沒見過的狀態", "grey", id="unknown-word"),
    ],
)
def test_a_state_has_the_tone_of_its_meaning(state, tone):
    assert formatters.state_tone(state) == tone


@pytest.mark.parametrize(
    ("qualifier", "word"),
    [(">=", "以上"), ("<=", "以下"), ("=", "")],
    ids=["at-least", "at-most", "plain"],
)
def test_a_bound_is_a_word_behind_the_unit(qualifier, word):
    assert formatters.bound_word(qualifier) == word


def test_every_filter_goes_by_its_functions_name():
    assert all(getattr(formatters, name) is function for name, function in formatters.FILTERS.items())
