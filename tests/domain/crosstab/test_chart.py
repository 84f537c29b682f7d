"""The bars beside a table: parts that add up are stacked, anything else is one bar."""

from app.domain.charts.drawing import Bar, Chart, Group, Label
from app.domain.crosstab.chart import MOST_BARS, chart_of
from app.domain.crosstab.folding import Grouped, fold
from app.domain.crosstab.layout import LaidOut, lay_out
from app.domain.crosstab.tables import Table, chosen


def laid(rows: str | None, cols: str | None, measure: str, cells: list[Grouped]) -> LaidOut:
    table: Table = chosen(rows, cols, (measure,), (), unit="元", all_years=False)
    return lay_out(table, [fold(question, cells) for question in table.questions()])


def drawn_rows(chart: Chart) -> list[Group]:
    """The bars, each with its name and figure."""
    return [mark for mark in chart.drawing.marks if isinstance(mark, Group)]


def parts_of(row: Group) -> list[tuple[str, float, float]]:
    """Series, beginning and length of the parts of a bar, in percent of the longest."""
    track, *parts = [mark for mark in row.marks if isinstance(mark, Bar)]
    return [(part.paint, (part.x - track.x) / track.width * 100, part.width / track.width * 100) for part in parts]


def legend_of(chart: Chart) -> list[str]:
    return [mark.text for mark in chart.drawing.marks if isinstance(mark, Label)]


CELLS = [Grouped("北部", "一般", (30,)), Grouped("北部", "共通性", (10,)), Grouped("南部", "一般", (20,))]


def test_the_longest_bar_is_the_whole_length_and_the_parts_follow_one_another() -> None:
    chart = chart_of(laid("地區", "輔導模式", "案數", CELLS), "個案")

    assert chart
    assert legend_of(chart) == ["一般", "共通性"]
    assert [parts_of(row) for row in drawn_rows(chart)] == [
        [("series-1", 0, 75), ("series-2", 75, 25)],
        [("series-1", 0, 50)],
    ]
    assert drawn_rows(chart)[0].title == "北部 40：一般 30、共通性 10"
    assert chart.summary == "2 列，最多為北部 40"


def test_the_table_says_what_the_bars_say() -> None:
    chart = chart_of(laid("地區", "輔導模式", "案數", CELLS), "個案")

    assert chart
    assert chart.table.columns == ("地區", "一般", "共通性")
    assert chart.table.rows == (("北部", "30", "10"), ("南部", "20", "0"))


def test_shares_of_a_row_are_not_stacked() -> None:
    chart = chart_of(laid("地區", "輔導模式", "列占比", CELLS), "個案")

    assert chart
    assert legend_of(chart) == []


def test_of_many_rows_the_largest_are_drawn_and_the_others_counted() -> None:
    cells = [Grouped(f"單位{number:02}", None, (number,)) for number in range(1, 41)]

    chart = chart_of(laid("輔導單位", None, "案數", cells), "個案")

    assert chart
    assert drawn_rows(chart)[0].title == "單位40 40"
    assert len(drawn_rows(chart)) == MOST_BARS
    assert chart.notes == ("僅畫出最多的 25 列，其餘 15 列請見表格。",)
    assert len(chart.table.rows) == 40


def test_one_row_or_nothing_but_zeros_needs_no_chart() -> None:
    assert chart_of(laid("地區", "輔導模式", "案數", CELLS[2:]), "個案") is None
    assert (
        chart_of(laid("地區", None, "自籌款", [Grouped("北部", None, (0,)), Grouped("南部", None, (0,))]), "個案")
        is None
    )
