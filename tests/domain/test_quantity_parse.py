"""One figure in a field: what is understood, and what is refused with which words."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.quantity import QuantityError, parse_quantity


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("5.01 億元", "501000000", "元", "="),
        ("共計受理658案", "658", "案", "="),
        ("2016 年台灣中小企業有 140 萬家", "1400000", "家", "="),
        ("  334 案以上 ", "334", "案", ">="),
        ("(1)輔導 167 家以上", "167", "家", ">="),
    ],
)
def test_the_only_figure_of_a_field_is_read(text, value, unit, qualifier):
    figure = parse_quantity(text)

    assert (figure.value, figure.unit, figure.qualifier) == (Decimal(value), unit, qualifier)


def test_a_range_has_ends_and_no_value():
    figure = parse_quantity("3～7位")

    assert (figure.value, figure.low, figure.high) == (None, 3, 7)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("", "沒有填數值", id="empty"),
        pytest.param(" － ", "沒有填數值", id="dash-is-no-data"),
        pytest.param("產出之總體效益達 208.52", "缺少單位", id="unit-missing"),
        pytest.param("推升至550億。", "缺少單位", id="only-a-scale"),
        pytest.param("658案，其中76案", "2 個數量", id="two-figures"),
        pytest.param("12(76)", "2 個數字", id="pair-of-a-table"),
        pytest.param("努力辦理", "找不到數量", id="no-number"),
        pytest.param("107年度", "找不到數量", id="a-date-is-no-quantity"),
        pytest.param("1,23元", "千分位", id="malformed-thousands"),
        pytest.param("1.2.3元", "小數點", id="malformed-decimals"),
        pytest.param("1.5億2,000萬元", "1.5億2,000萬.*不是正確的數字寫法", id="decimals-before-the-last-group"),
        pytest.param("501 000 000 元", "數字", id="blanks-for-thousands"),
        pytest.param("3.5 蒲式耳", "單位看不懂", id="unit-unknown"),
    ],
)
def test_what_is_no_single_figure_is_refused_in_words_that_help(text, complaint):
    with pytest.raises(QuantityError, match=complaint):
        parse_quantity(text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("501 100 元", "數字中間有空白"), ("658案 100", "後面還有數字"), ("12案(76)", "後面還有數字")],
)
def test_digits_beside_the_figure_are_never_lost(text, complaint):
    with pytest.raises(QuantityError, match=complaint):
        parse_quantity(text)


@pytest.mark.parametrize(("text", "value"), [("5.01", "501000000"), ("3,000 萬元", "30000000")])
def test_a_field_with_a_unit_accepts_bare_numbers_and_other_scales(text, value):
    assert parse_quantity(text, unit="億元").value == Decimal(value)


def test_a_field_with_a_unit_refuses_another_kind():
    with pytest.raises(QuantityError, match=r"件.*案.*不能互換"):
        parse_quantity("658 件", unit="案")


ALPHABET = st.sampled_from(
    [*"0123456789.,， 億萬千百十一二三兩元家案%~-至約逾以上下內分之半成餘(含)年月日/", "107年", "至少"]
)


@settings(max_examples=300)
@given(st.lists(ALPHABET, max_size=20).map("".join), st.sampled_from([None, "億元", "案", "%", "套系統"]))
def test_a_field_raises_nothing_but_its_own_error(text, unit):
    try:
        figure = parse_quantity(text, unit)
    except QuantityError as error:
        assert str(error).endswith("。")  # noqa: PT017 either outcome is right, and each is checked
    else:
        assert figure.unit
