from decimal import Decimal

import pytest

from app.domain.units import (
    UnitError,
    counts_whole,
    is_known_unit,
    is_money,
    same_kind,
    split_scale,
    unit_kind,
    unit_scale,
)


@pytest.mark.parametrize(
    ("written", "base", "scale"),
    [
        ("億元", "元", 100_000_000),
        ("萬元", "元", 10_000),
        ("千元", "元", 1_000),
        ("百萬元", "元", 1_000_000),
        ("兆元", "元", 10**12),
        ("元", "元", 1),
        ("萬人次", "人次", 10_000),
        ("案", "案", 1),
        ("家次", "家次", 1),
        ("場次", "場次", 1),
        ("%", "%", 1),
        ("％", "%", 1),
        ("成", "%", 10),
        ("個百分點", "個百分點", 1),
        ("百分點", "個百分點", 1),
        ("人月", "人月", 1),
        ("千瓦", "kW", 1),
        ("億度", "度", 100_000_000),
        ("萬度/年", "度/年", 10_000),
        ("萬噸CO₂e", "噸CO₂e", 10_000),
        ("噸CO2e", "噸CO₂e", 1),
        ("萬美元", "美元", 10_000),
        ("（萬元）", "元", 10_000),
        ("單位：千元", "元", 1_000),
        ("新臺幣千元", "元", 1_000),
        ("億 元", "元", 100_000_000),
    ],
)
def test_a_written_unit_is_its_base_unit_times_its_scale(written, base, scale):
    assert unit_scale(written) == (base, Decimal(scale))


def test_a_unit_that_no_table_knows_is_its_own_base_unit():
    assert unit_scale("套系統") == ("套系統", Decimal(1))
    assert not is_known_unit("套系統")
    assert is_known_unit("萬人次")


@pytest.mark.parametrize("written", ["", "  ", "億", "千萬"])
def test_a_scale_alone_is_no_unit(written):
    with pytest.raises(UnitError, match="不是完整的單位"):
        unit_scale(written)


@pytest.mark.parametrize(
    ("first", "second"),
    [("案", "件"), ("家", "家次"), ("人", "人次"), ("場", "場次"), ("件", "件次"), ("%", "個百分點"), ("元", "美元")],
)
def test_units_that_look_alike_are_not_of_one_kind(first, second):
    assert not same_kind(first, second)


@pytest.mark.parametrize(
    ("first", "second"), [("億元", "元"), ("千元", "萬元"), ("人", "名"), ("人", "位"), ("案", "個案"), ("成", "%")]
)
def test_scales_and_synonyms_do_not_change_the_kind(first, second):
    assert same_kind(first, second)
    assert unit_kind(first) == unit_kind(second)


def test_money_is_money_in_every_scale_and_currency():
    assert is_money("億元")
    assert is_money("萬美元")
    assert not is_money("萬人次")


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("億元", ("億", "元")),
        ("百萬元", ("百萬", "元")),
        ("千瓦", ("", "千瓦")),
        ("億", ("億", "")),
        ("案", ("", "案")),
    ],
)
def test_a_scale_is_split_from_its_thing(written, parts):
    assert split_scale(written) == parts


@pytest.mark.parametrize(
    ("unit", "whole"),
    [
        *((unit, True) for unit in ("案", "家", "場次", "人次", "件", "個案", "名", "萬人次", "個場次")),
        *((unit, False) for unit in ("億元", "元", "%", "人月", "人天", "小時", "公噸", "式", "人次/年", "套系統")),
    ],
)
def test_things_are_counted_whole_and_time_and_money_are_not(unit, whole):
    assert counts_whole(unit) is whole
