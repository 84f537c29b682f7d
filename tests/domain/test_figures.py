from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.figures import figure_text, percent_text, round_half_up

HUNDRED_MILLION = Decimal(100_000_000)


@pytest.mark.parametrize(
    ("value", "scale", "text"),
    [
        pytest.param("150000000", HUNDRED_MILLION, "1.5", id="trailing-zeros-go"),
        pytest.param("47000000", HUNDRED_MILLION, "0.47", id="below-one"),
        pytest.param("58964000", Decimal(1), "58,964,000", id="thousands-commas"),
        pytest.param("1000", Decimal(1), "1,000", id="zeros-before-the-point-stay"),
        pytest.param("1.5E+3", Decimal(1), "1,500", id="never-an-exponent"),
        pytest.param("0", Decimal(1), "0", id="zero"),
        pytest.param("0.00", Decimal(1), "0", id="zero-with-decimals"),
        pytest.param("-12.30", Decimal(1), "-12.3", id="negative"),
        pytest.param("1", HUNDRED_MILLION, "0.00000001", id="exact-however-small"),
    ],
)
def test_a_figure_is_printed_exactly_in_its_unit(value, scale, text):
    assert figure_text(Decimal(value), scale=scale) == text


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=4), st.sampled_from([1, 1_000, 10_000, 10**8]))
def test_a_printed_figure_reads_back_as_the_same_amount(value, scale):
    text = figure_text(value, scale=Decimal(scale))

    assert Decimal(text.replace(",", "")) * scale == value


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        pytest.param(Decimal(155) / 167, "92.8%", id="rounded-down"),
        pytest.param(Decimal("0.0005"), "0.1%", id="a-half-goes-up"),
        pytest.param(Decimal("0.0025"), "0.3%", id="a-half-goes-up-after-an-even-digit"),
        pytest.param(Decimal("-0.0005"), "-0.1%", id="a-negative-half-goes-away-from-zero"),
        pytest.param(Decimal(1718) / 689, "249.3%", id="not-clamped"),
        pytest.param(Decimal("12.5"), "1,250.0%", id="commas"),
        pytest.param(Decimal(0), "0.0%", id="zero-is-a-rate"),
        pytest.param(None, "—", id="no-rate-is-not-zero"),
    ],
)
def test_a_ratio_is_printed_as_a_percentage(ratio, text):
    assert percent_text(ratio) == text


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6), st.integers(min_value=0, max_value=5))
def test_rounding_moves_a_figure_by_half_a_place_at_most(value, places):
    assert abs(round_half_up(value, places) - value) <= Decimal("0.5").scaleb(-places)
