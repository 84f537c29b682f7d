"""Grouped rows become a table: totals are those of the cells, and what nobody knows stays unknown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.crosstab.folding import WHOLE, Grouped, Question, filters_of, fold
from app.domain.crosstab.names import UnknownName

FUNCTIONS = ("產品設計", "製程技術", "其他功能")
REGIONS = ("北部", "南部", "未填")
CELLS = st.lists(
    st.builds(
        Grouped, st.sampled_from(FUNCTIONS), st.sampled_from(REGIONS), st.tuples(st.integers(0, 9), st.integers(0))
    ),
    max_size=12,
)


@given(CELLS)
def test_rows_columns_and_cells_add_up_to_the_same_total(cells: list[Grouped]) -> None:
    table = fold(Question("輔導功能", "地區", ("案數", "自籌款")), cells)

    for at, measure in enumerate(("案數", "自籌款")):
        total = sum(cell.values[at] or 0 for cell in cells)
        assert table.value(measure) == total
        assert sum(table.value(measure, row=row) or 0 for row in table.rows) == total
        assert sum(table.value(measure, col=col) or 0 for col in table.cols) == total
        assert sum(table.value(measure, row, col) or 0 for row in table.rows for col in table.cols) == total


@given(CELLS)
def test_shares_are_of_the_row_the_column_or_the_whole(cells: list[Grouped]) -> None:
    counted = [Grouped(row, col, values[:1]) for row, col, values in cells]
    table = fold(Question("輔導功能", "地區", ("占比", "列占比", "欄占比", "案數")), counted)

    if table.value("案數"):
        assert sum(table.value("占比", row, col) for row in table.rows for col in table.cols) == pytest.approx(
            Decimal(1)
        )
    for row in table.rows:
        if table.value("案數", row):
            assert sum(table.value("列占比", row, col) for col in table.cols) == pytest.approx(Decimal(1))
        else:
            assert table.value("列占比", row, table.cols[0]) is None


def test_values_come_in_official_order_then_by_text_and_the_unfilled_last() -> None:
    cells = [Grouped(row, "北部", (1,)) for row in ("未填", "其他功能", "E化", "新產品/新技術開發")]

    table = fold(Question("輔導功能", "地區", ("案數",)), cells)

    assert table.rows == ("新產品/新技術開發", "E化", "其他功能", "未填")


def test_years_are_ordered_as_numbers() -> None:
    table = fold(Question("年度", None, ("案數",)), [Grouped(year, None, (1,)) for year in ("100", "98", "107")])

    assert table.rows == ("98", "100", "107")
    assert table.cols == (WHOLE,)


def test_a_total_over_a_figure_that_nobody_knows_is_not_known() -> None:
    cells = [Grouped("106", None, (None, 261)), Grouped("107", None, (658, 214))]

    table = fold(Question("年度", None, ("申請案數", "通過率")), [Grouped(row, col, v) for row, col, v in cells])

    assert table.value("申請案數", "107") == 658
    assert table.value("申請案數") is None
    assert table.value("通過率") is None
    assert table.value("通過率", "107") == Decimal(214) / 658


def test_a_firm_in_two_cells_is_one_firm_in_their_total() -> None:
    question = Question("輔導功能", None, ("家數",))
    added = [Grouped("產品設計", None, ()), Grouped("E化", None, ())]

    table = fold(
        question, added, [Grouped("產品設計", None, (3,)), Grouped("E化", None, (2,)), Grouped(None, None, (4,))]
    )

    assert [table.value("家數", row) for row in table.rows] == [3, 2]
    assert table.value("家數") == 4


def test_a_table_of_no_case_has_no_row_and_counts_nothing() -> None:
    table = fold(Question("輔導功能", "地區", ("案數", "平均效益")), [])

    assert (table.rows, table.cols) == ((), ())
    assert table.value("案數") == 0
    assert table.value("平均效益") is None


@pytest.mark.parametrize(
    ("rows", "measure", "kind", "known"),
    [("功能", "案數", "維度", "輔導功能"), ("輔導功能", "產值", "度量", "增加產值")],
)
def test_an_unknown_name_is_refused_with_what_there_is(rows: str, measure: str, kind: str, known: str) -> None:
    with pytest.raises(UnknownName, match=f"這個{kind}.*{known}"):
        Question(rows, None, (measure,))


def test_filters_are_read_as_typed() -> None:
    assert filters_of(["狀態=結案,歇業", "地區= 北部", "狀態=撤案"]) == (
        ("狀態", ("結案", "歇業", "撤案")),
        ("地區", ("北部",)),
    )


@pytest.mark.parametrize("text", ["結案", "狀況=結案"])
def test_a_filter_without_a_dimension_is_refused(text: str) -> None:
    with pytest.raises(UnknownName, match="輔導功能"):
        filters_of([text])
