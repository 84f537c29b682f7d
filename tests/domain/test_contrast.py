"""Contrast as WCAG defines it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.contrast import contrast

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        pytest.param("#000000", "#ffffff", "21", id="the-most-there-is"),
        pytest.param("#777777", "#777777", "1", id="none"),
        pytest.param("#767676", "#ffffff", "4.54", id="the-lightest-grey-for-text-on-white"),
        pytest.param("#777777", "#ffffff", "4.47", id="cut-off-and-not-enough"),
    ],
)
def test_the_ratio_is_the_one_of_the_guidelines(one: str, other: str, ratio: str) -> None:
    assert contrast(one, other) == Decimal(ratio)


@given(COLOURS, COLOURS)
def test_it_is_the_same_both_ways_and_never_out_of_range(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21
