from decimal import Decimal

import pytest

from app.domain.crossfoot.cells import parse_cell


@pytest.mark.parametrize(
    ("text", "value", "places", "is_percent"),
    [
        pytest.param("58,964,000", "58964000", 0, False, id="thousands"),
        pytest.param(" 6,987.645 ", "6987.645", 3, False, id="decimals"),
        pytest.param("27.2%", "27.2", 1, True, id="percent"),
        pytest.param("△2,704", "-2704", 0, False, id="triangle-is-minus"),
        pytest.param("(1,234)", "-1234", 0, False, id="brackets-are-minus"),
        pytest.param("−0.28", "-0.28", 2, False, id="minus-sign"),
        pytest.param("１，６３１", "1631", 0, False, id="full-width"),
        pytest.param("45案", "45", 0, False, id="unit-in-cell"),
        pytest.param("0", "0", 0, False, id="zero-is-a-figure"),
        pytest.param("0.91", "0.91", 2, False, id="zero-before-the-point"),
        pytest.param("123*", "123", 0, False, id="footnote-mark"),
    ],
)
def test_a_printed_figure_is_read_with_its_places(text, value, places, is_percent):
    cell = parse_cell(text)

    assert (cell.value, cell.places, cell.is_percent) == (Decimal(value), places, is_percent)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("0271", id="account-code"),
        pytest.param("107/02/01", id="date"),
        pytest.param("98-107", id="range-of-years"),
        pytest.param("12(76)", id="pair"),
        pytest.param("1,23", id="misplaced-comma"),
        pytest.param("院臺經字第1060028349號", id="letter-number"),
        pytest.param("財團法人", id="words"),
    ],
)
def test_what_is_no_single_figure_stays_text(text):
    assert parse_cell(text).value is None


@pytest.mark.parametrize("text", ["", "-", "—", "－", "…"])
def test_blanks_and_dashes_state_nothing(text):
    cell = parse_cell(text)

    assert cell.is_blank
    assert cell.value is None
