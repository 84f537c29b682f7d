"""What an indicator can be computed from, and when a typed figure says the same as the cases."""

from decimal import Decimal
from typing import Any

import pytest

from app.domain.case_source import BadSource, agrees, as_printed, parse, source_fault, total

CLOSED: dict[str, Any] = {
    "key": "107-0001",
    "state": "結案",
    "region": "中部",
    "added_value": 700,
    "new_orders": None,
    "staff_productivity": None,
    "equipment_productivity": None,
    "output_sum": None,
    "received_on": None,
    "tax_id": "04595257",
    "joint_no": None,
}
LUMP = CLOSED | {"key": "107-0002", "added_value": None, "output_sum": 41}
SILENT = CLOSED | {"key": "107-0003", "added_value": None}
GUIDED = CLOSED | {"key": "107-0004", "state": "輔導中", "added_value": 5_000}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("案數", "案數", id="every-case"),
        pytest.param(" 增加產值 ; 狀態 = 結案 ", "增加產值；狀態=結案", id="half-width-and-blanks"),
        pytest.param("案數；狀態=結案,歇業；地區=北部", "案數；狀態=結案、歇業；地區=北部", id="two-filters"),
        pytest.param("降低人力成本+降低製造成本", "降低人力成本+降低製造成本", id="chosen-benefits"),
        pytest.param("案數；狀態=結案；狀態=歇業", "案數；狀態=結案、歇業", id="one-dimension-twice-is-one-filter"),
    ],
)
def test_a_declaration_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert str(parse(typed)) == kept
    assert parse(kept) == parse(typed)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param("", "度量", id="nothing"),
        pytest.param("產值", "「產值」不能作為由個案計算的度量", id="unknown-measure"),
        pytest.param("通過率", "「通過率」不能", id="a-ratio"),
        pytest.param("案數+家數", "只有金額可以相加", id="counts-added"),
        pytest.param("案數；結案", "維度=值", id="no-dimension"),
        pytest.param("案數；狀態=", "沒有值", id="no-value"),
        pytest.param("案數；年度=107", "不能作為條件", id="the-year-is-the-plan's"),
        pytest.param("案數；狀態=結束", "「狀態」沒有「結束」", id="no-such-state"),
    ],
)
def test_what_cannot_be_read_says_why(typed: str, says: str) -> None:
    with pytest.raises(BadSource, match=says):
        parse(typed)


@pytest.mark.parametrize(("text", "unit"), [("案數", "億元"), ("增加產值", "案"), ("家數", "家次"), ("件數", "案")])
def test_a_sum_has_the_unit_of_its_indicator(text: str, unit: str) -> None:
    assert "單位" in (source_fault(text, unit) or "")


def test_money_may_be_printed_in_any_scale() -> None:
    assert source_fault("增加產值", "億元") is None


@pytest.mark.parametrize(
    ("text", "cases", "value"),
    [
        pytest.param("增加產值；狀態=結案", [CLOSED, LUMP, SILENT, GUIDED], 741, id="parts-and-lump-sums"),
        pytest.param("案數；狀態=結案", [CLOSED, LUMP, SILENT, GUIDED], 3, id="closed-cases"),
        pytest.param("執行案數", [CLOSED, GUIDED], 1, id="a-measure-that-chooses-by-itself"),
        pytest.param("案數；狀態=結案", [GUIDED], None, id="none-closed-yet-is-not-zero"),
        pytest.param("增加產值；狀態=結案", [SILENT], None, id="nothing-reported-is-not-zero"),
        pytest.param("案數", [], None, id="no-case"),
        pytest.param("申請案數", [CLOSED], None, id="applications-that-nobody-registered"),
        pytest.param("家數", [CLOSED, LUMP], 1, id="a-firm-counts-once"),
        pytest.param("件數", [CLOSED | {"joint_no": "J1"}, LUMP | {"joint_no": "J1"}, SILENT], 2, id="joint-cases"),
    ],
)
def test_the_sum_over_the_cases_that_count(text: str, cases: list[dict[str, Any]], value: int | None) -> None:
    assert total(parse(text), {name: [case[name] for case in cases] for name in CLOSED}) == value


def test_the_list_behind_a_figure_is_filtered_as_the_figure_is() -> None:
    assert parse("執行案數；地區=北部、中部").filters == (("region", "北部"), ("region", "中部"), ("state", "結案"))


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        pytest.param("5.01", True, id="rounded"),
        pytest.param("5.00", False, id="too-little"),
        pytest.param("5.02", False, id="too-much"),
    ],
)
def test_a_figure_agrees_at_its_last_printed_place(typed: str, same: bool) -> None:
    exact = Decimal(501_492_350)

    assert agrees(Decimal(typed) * 100_000_000, exact, "億元", 2) is same
    assert as_printed(exact, "億元", 2) == Decimal(501_000_000)


def test_a_figure_that_was_cut_off_agrees_too() -> None:
    assert agrees(Decimal(501_000_000), Decimal(501_900_000), "億元", 2)
