"""Cells whose unit is printed in the header."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.quantity import QuantityError, read_in_unit


@pytest.mark.parametrize(
    ("cell", "unit", "value", "base"),
    [
        pytest.param("5.01", "億元", "501000000", "元", id="bare-number-in-the-header-unit"),
        pytest.param(5.01, "億元", "501000000", "元", id="float-by-its-shortest-form"),
        pytest.param(0.1, "億元", "10000000", "元", id="float-is-not-expanded"),
        pytest.param(214, "案", "214", "案", id="int"),
        pytest.param(58964000.0, "元", "58964000", "元", id="excel-gives-whole-floats"),
        pytest.param(Decimal("39.72"), "人月", "39.72", "人月", id="decimal"),
        pytest.param("50,149", "萬元", "501490000", "元", id="above-ten-thousand-in-wan-yuan-is-ordinary"),
        pytest.param("99,048", "千元", "99048000", "元", id="above-a-thousand-in-qian-yuan-is-ordinary"),
        pytest.param("-0.28", "人月", "-0.28", "人月", id="negative"),
        pytest.param("５０１", "萬元", "5010000", "元", id="full-width"),
        pytest.param("5.01 億元", "萬元", "501000000", "元", id="own-unit-is-converted"),
        pytest.param("5.01億", "億元", "501000000", "元", id="own-scale-and-header-thing"),
        pytest.param("42 萬", "萬人次", "420000", "人次", id="own-scale-is-not-scaled-twice"),
        pytest.param("三百", "案", "300", "案", id="chinese"),
        pytest.param("12 套系統", "套系統", "12", "套系統", id="unit-of-the-agency"),
        pytest.param("12", "套系統", "12", "套系統", id="bare-in-a-unit-of-the-agency"),
        pytest.param("5 名", "人", "5", "人", id="another-word-for-persons"),
        pytest.param(0, "案", "0", "案", id="zero-is-a-figure"),
    ],
)
def test_a_cell_is_read_in_the_unit_of_its_column(cell, unit, value, base):
    figure = read_in_unit(cell, unit)

    assert (figure.value, figure.unit) == (Decimal(value), base)


@pytest.mark.parametrize(
    ("cell", "qualifier", "value"), [("334案以上", ">=", 334), ("約 334", "~", 334), ("逾334", ">", 334)]
)
def test_a_cell_keeps_its_bound(cell, qualifier, value):
    figure = read_in_unit(cell, "案")

    assert (figure.qualifier, figure.value) == (qualifier, value)


def test_a_cell_may_hold_a_range():
    figure = read_in_unit("3~7", "位")

    assert (figure.low, figure.high) == (3, 7)


@pytest.mark.parametrize(
    ("cell", "unit", "value"),
    [
        pytest.param(501000000, "億元", 501000000, id="yuan-typed-in-a-yi-row"),
        pytest.param("501,000,000", "億元", 501000000, id="the-same-as-text"),
        pytest.param(420000, "萬人次", 420000, id="persons-typed-in-a-wan-row"),
    ],
)
def test_a_number_too_large_for_the_header_is_in_base_units_and_says_so(cell, unit, value):
    figure = read_in_unit(cell, unit)

    assert figure.value == value
    assert unit in figure.notes[0]


def test_an_enormous_amount_is_kept_and_asked_about():
    figure = read_in_unit(58_964_000, "萬元")

    assert figure.value == 589_640_000_000
    assert "請確認" in figure.notes[0]


def test_a_percent_cell_below_one_is_kept_and_asked_about():
    figure = read_in_unit(0.35, "%")

    assert figure.value == Decimal("0.35")
    assert "35%" in figure.notes[0]


@pytest.mark.parametrize(
    ("cell", "unit", "complaint"),
    [
        pytest.param("", "案", "沒有填數值", id="blank"),
        pytest.param("-", "案", "沒有填數值", id="dash"),
        pytest.param("658 件", "案", "不能互換", id="another-kind"),
        pytest.param("30 家次", "家", "不能互換", id="repeated-is-not-distinct"),
        pytest.param("12(76)", "案", "2 個數字", id="pair"),
        pytest.param(True, "案", "TRUE", id="boolean"),
        pytest.param(float("nan"), "案", "不是數字", id="nan"),
        pytest.param("9" * 40, "案", "太長", id="too-long"),
        pytest.param("辦理中", "案", "找不到數量", id="words"),
    ],
)
def test_a_cell_that_cannot_be_read_says_what_to_do(cell, unit, complaint):
    with pytest.raises(QuantityError, match=complaint):
        read_in_unit(cell, unit)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_float_cell_means_what_it_shows(value):
    assert read_in_unit(float(value), "人月").value == value


@pytest.mark.parametrize("cell", ["(500)", "（5,000）", "△500", "▲ 500", "▼500"])
def test_an_accountants_minus_is_asked_about_and_never_read_as_plus(cell: str) -> None:
    with pytest.raises(QuantityError, match="負數"):
        read_in_unit(cell, "元")


@pytest.mark.parametrize("cell", ["一些", "若干", "一大筆", "數十案", "幾百", "許多"])
def test_a_vague_word_is_no_figure(cell: str) -> None:
    with pytest.raises(QuantityError, match="不是確定的數值"):
        read_in_unit(cell, "案")


@pytest.mark.parametrize(
    ("cell", "unit", "told"),
    [
        pytest.param("一批", "元", "單位是批", id="idiom-in-a-column-of-money"),
        pytest.param("一個", "元", "單位是個", id="another-idiom"),
        pytest.param("一項工程", "元", "單位是項", id="with-what-is-counted"),
        pytest.param("一批", "批", "阿拉伯數字", id="idiom-of-the-unit-itself"),
    ],
)
def test_an_idiom_is_no_figure_of_the_header(cell, unit, told):
    with pytest.raises(QuantityError, match=told) as refused:
        read_in_unit(cell, unit)

    assert f"「{cell}」" in str(refused.value)
