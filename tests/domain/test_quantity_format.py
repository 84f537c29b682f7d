"""Figures written back as offices write them, and read again."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.quantity import Qualifier, Rounding, find_quantities, format_quantity, parse_quantity, round_to
from app.domain.units import unit_scale


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (501_000_000, "億元", "5.01 億元"),
        (58_964_000, "元", "58,964,000 元"),
        (99_048_000, "千元", "99,048 千元"),
        (2_375_000, "萬元", "237.5 萬元"),
        (Decimal("97.7"), "%", "97.70%"),
        (Decimal("39.72"), "人月", "39.72 人月"),
        (658, "案", "658 案"),
        (0, "案", "0 案"),
    ],
)
def test_a_value_is_printed_as_its_unit_usually_is(value, unit, text):
    assert format_quantity(value, unit) == text


def test_groups_are_written_without_blanks():
    assert format_quantity(223_676, "家", style="grouped") == "22萬3,676家"
    assert format_quantity(448_880_000, "萬元", style="grouped") == "4億4,888萬元"
    assert format_quantity(301_167_454_000, "千元", style="grouped") == "3,011億6,745萬4千元"
    assert format_quantity(1_150_000_000_000, "億元", style="grouped", places=0) == "1兆1,500億元"


@pytest.mark.parametrize(
    ("value", "unit", "half_up", "truncated"),
    [
        pytest.param(598_800_000, "億元", "5.99 億元", "5.98 億元", id="printed-5.98-in-the-107-report"),
        pytest.param(396_530_000, "億元", "3.97 億元", "3.96 億元", id="printed-3.96-in-the-107-report"),
        pytest.param(142_798_950, "千元", "142,799 千元", "142,798 千元", id="half-of-the-last-place"),
        pytest.param(-150, "萬元", "-0.02 萬元", "-0.01 萬元", id="half-goes-away-from-zero"),
        pytest.param(-4, "萬元", "0.00 萬元", "0.00 萬元", id="no-negative-zero"),
    ],
)
def test_rounding_is_named(value, unit, half_up, truncated):
    places = 0 if unit == "千元" else 2

    assert format_quantity(value, unit, places=places) == half_up
    assert format_quantity(value, unit, places=places, rounding="truncate") == truncated


def test_half_up_is_not_half_even():
    assert round_to(Decimal("2.5"), 0) == 3
    assert round_to(Decimal("2.5"), 0, Rounding.TRUNCATE) == 2


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("5.01億元", "5.01 億元"),
        ("0.50 億元", "0.50 億元"),
        ("22萬3,676家", "22萬3,676家"),
        ("至少334案以上", "334 案以上"),
        ("不得超過 30 家", "30 家以下"),
        ("3 天內", "3 天以內"),
        ("未達80%", "未達 80%"),
        ("超過 32 萬人次", "逾 32 萬人次"),
        ("近 30%", "約 30%"),
        ("累計 79 所", "累計 79 所"),
        ("3~7 位", "3～7 位"),
        ("推升至550億。", "550億"),
    ],
)
def test_what_was_read_is_written_back_in_one_wording(written, shown):
    assert format_quantity(find_quantities(written)[0]) == shown


def test_a_quantity_can_be_shown_in_another_scale():
    figure = parse_quantity("50,149 萬元")

    assert format_quantity(figure, "億元") == "5.01 億元"
    assert format_quantity(figure, "億元", places=4) == "5.0149 億元"


def test_a_quantity_is_never_shown_in_another_kind():
    with pytest.raises(ValueError, match="cannot be printed"):
        format_quantity(parse_quantity("12 件"), "案")


MONEY = ["元", "千元", "萬元", "億元", "百萬元", "萬美元", "元/噸"]
COUNTS = ["家", "家次", "萬人次", "案", "件", "場次", "個", "個月", "工作天", "人月"]
MEASURES = ["%", "個百分點", "倍", "噸CO₂e", "億度", "度/年", "kW", "平方公尺"]
units = st.sampled_from([*MONEY, *COUNTS, *MEASURES])
shapes = st.tuples(units, st.integers(-(10**14), 10**14), st.integers(0, 4))


@settings(max_examples=300)
@given(shapes, st.sampled_from(["plain", "grouped"]))
def test_reading_what_was_written_gives_the_same_value(shape, style):
    unit, digits, places = shape
    base, scale = unit_scale(unit)
    value = Decimal(digits).scaleb(-places) * scale

    text = format_quantity(value, unit, places=places, style=style)
    figure = parse_quantity(text)

    assert (figure.value, figure.unit) == (value, base)
    assert format_quantity(figure, style=style) == text


@settings(max_examples=200)
@given(shapes, st.sampled_from([one for one in Qualifier if one is not Qualifier.RANGE]), st.booleans())
def test_reading_what_was_written_gives_the_same_bound(shape, qualifier, cumulative):
    unit, digits, places = shape
    value = Decimal(abs(digits)).scaleb(-places) * unit_scale(unit)[1]
    figure = parse_quantity(format_quantity(value, unit, places=places))

    again = parse_quantity(format_quantity(replace(figure, qualifier=qualifier, cumulative=cumulative)))

    assert (again.value, again.qualifier, again.cumulative) == (value, qualifier, cumulative)
