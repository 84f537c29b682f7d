"""The bars beside a table: parts that add up are stacked, anything else is one bar."""

from app.domain.crosstab.chart import MOST_BARS, chart_of
from app.domain.crosstab.folding import Grouped, fold
from app.domain.crosstab.layout import LaidOut, lay_out
from app.domain.crosstab.tables import Table, chosen


def laid(rows: str | None, cols: str | None, measure: str, cells: list[Grouped]) -> LaidOut:
    table: Table = chosen(rows, cols, (measure,), (), unit="元", all_years=False)
    return lay_out(table, [fold(question, cells) for question in table.questions()])


CELLS = [Grouped("北部", "一般", (30,)), Grouped("北部", "共通性", (10,)), Grouped("南部", "一般", (20,))]


def test_the_longest_bar_is_the_whole_length_and_the_parts_follow_one_another() -> None:
    chart = chart_of(laid("地區", "輔導模式", "案數", CELLS))

    assert chart
    assert chart.series == ("一般", "共通性")
    assert [[(s.start, s.length) for s in bar.segments] for bar in chart.bars] == [
        [("0.00%", "75.00%"), ("75.00%", "25.00%")],
        [("0.00%", "50.00%")],
    ]
    assert chart.bars[0].spoken == "北部 40：一般 30、共通性 10"


def test_shares_of_a_row_are_not_stacked() -> None:
    chart = chart_of(laid("地區", "輔導模式", "列占比", CELLS))

    assert chart
    assert chart.series == ()


def test_of_many_rows_the_largest_are_drawn_and_the_others_counted() -> None:
    cells = [Grouped(f"單位{number:02}", None, (number,)) for number in range(1, 41)]

    chart = chart_of(laid("輔導單位", None, "案數", cells))

    assert chart
    assert chart.bars[0].label == "單位40"
    assert (len(chart.bars), chart.left_out) == (MOST_BARS, 15)


def test_one_row_or_nothing_but_zeros_needs_no_chart() -> None:
    assert chart_of(laid("地區", "輔導模式", "案數", CELLS[2:])) is None
    assert chart_of(laid("地區", None, "自籌款", [Grouped("北部", None, (0,)), Grouped("南部", None, (0,))])) is None
