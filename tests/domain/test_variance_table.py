"""目標與實際 of a whole plan in one table: 預期成效, then the other indicators, then checkpoints with a quantity."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.plan_builder import checkpoint, counted_checkpoint, indicator, plan

from app.demo.plan_107 import plan_document, reported
from app.domain.variance_table import of_checkpoint, of_indicator, table

EXPECTED, MEASURED, AGENCY = "預期成效", "績效指標", "本局總體目標"


def listed(*tables: tuple[str, ...]) -> list[str]:
    """Keys in the order of the table, of indicators that stand in these official tables."""
    rows = tuple(indicator(str(number), listed_in=names) for number, names in enumerate(tables, start=1))
    return [row.key for row in table(plan(indicators=rows, checkpoints=()))]


@pytest.mark.parametrize(
    ("tables", "keys"),
    [
        pytest.param([(EXPECTED,), (MEASURED,)], ["1", "2"], id="as-they-stand"),
        pytest.param([(MEASURED,), (EXPECTED,)], ["2", "1"], id="expected-results-first"),
        pytest.param([(MEASURED,), (AGENCY, EXPECTED)], ["2", "1"], id="expected-and-elsewhere"),
        pytest.param([(MEASURED,), (AGENCY,), (MEASURED,)], ["1", "2", "3"], id="others-keep-their-order"),
        pytest.param([(EXPECTED,), (MEASURED,), (EXPECTED,)], ["1", "3", "2"], id="expected-keep-theirs"),
        pytest.param([()], ["1"], id="in-no-official-table"),
    ],
)
def test_expected_results_come_first_and_the_rest_as_set_up(tables: list[tuple[str, ...]], keys: list[str]) -> None:
    assert listed(*tables) == keys


@given(st.lists(st.lists(st.sampled_from([EXPECTED, MEASURED, AGENCY]), unique=True).map(tuple), max_size=8))
def test_every_indicator_stands_in_the_table_once(tables: list[tuple[str, ...]]) -> None:
    keys = listed(*tables)

    expected = [str(number) for number, names in enumerate(tables, start=1) if EXPECTED in names]
    assert keys[: len(expected)] == expected
    assert sorted(keys, key=int) == [str(number) for number in range(1, len(tables) + 1)]


def test_checkpoints_come_last_and_only_those_that_carry_a_quantity() -> None:
    rows = (checkpoint("A-1"), counted_checkpoint("A-2"), checkpoint("B-1"), counted_checkpoint("B-2"))

    found = table(plan(indicators=(indicator("1"),), checkpoints=rows))

    assert [(row.section, row.key) for row in found] == [
        ("indicators", "1"),
        ("checkpoints", "A-2"),
        ("checkpoints", "B-2"),
    ]


def test_a_quantity_without_a_target_still_has_its_line() -> None:
    row = of_checkpoint(replace(counted_checkpoint(), target=None, actual=Decimal(5)))

    assert (row.variance.status, row.sentence) == ("無目標", "受理申請案件數未訂目標值，實際值為 5 案。")


def test_a_checkpoint_whose_quantity_has_no_name_is_called_by_its_description() -> None:
    assert of_checkpoint(replace(counted_checkpoint(), measure=None)).item == "完成第 2 項工作"


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        pytest.param("1", "完成個案輔導數比原預期規劃超出 47 案。", id="cases"),
        pytest.param("2", "增加產值比原預期規劃超出 1.5 億元。", id="added-output"),
        pytest.param("3", "降低成本比原預期規劃超出 0.47 億元。", id="reduced-cost"),
        pytest.param("4", "無差異", id="briefings"),
        pytest.param("5", "網站累計瀏覽比原預期規劃超出 7 萬人次。", id="visits"),
        pytest.param("6", "女性負責人提案占率比原預期規劃超出 5.84 個百分點。", id="two-percentages-differ-by-points"),
        pytest.param("8", "案例上傳數未訂目標值，實際值為 261 案。", id="no-target"),
        pytest.param("A-4", "超出 324 案。", id="applications"),
        pytest.param("A-21", "無差異", id="one-report"),
    ],
)
def test_the_107_plan_differs_by_what_its_report_says(key: str, sentence: str) -> None:
    [row] = [row for row in table(reported()) if row.key == key]

    assert row.sentence.endswith(sentence)


def test_the_table_of_the_107_plan_starts_with_the_three_expected_results() -> None:
    keys = [row.key for row in table(reported())]

    assert keys[:8] == list("12345678")
    assert keys[8:] == ["A-2", "A-4", "A-6", "A-7", "A-11", "A-15", "A-16", "A-17", "A-21", "B-1", "B-2", "B-3", "B-4"]


def test_before_the_report_every_line_is_unreported_and_none_is_zero() -> None:
    rows = table(plan_document())

    assert {row.variance.actual for row in rows} == {None}
    assert {row.variance.difference for row in rows} == {None}
    assert {str(row.variance.status) for row in rows} == {"未填報", "無目標"}


def test_figures_are_scaled_by_the_unit_they_are_printed_in() -> None:
    assert of_indicator(indicator(unit="億元", places=2)).scale == 100_000_000
    assert of_indicator(indicator(unit="案")).scale == 1
