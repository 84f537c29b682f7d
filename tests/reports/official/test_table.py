"""A printed table fills a rectangle, and knows its place in the report."""

import pytest

from app.reports.official.document import Paragraph, Report, Section, outline, tables, with_numbers
from app.reports.official.table import Cell, Table, heads


def test_a_cell_over_two_lines_is_seen_in_both() -> None:
    table = Table((heads("屬性", "項目"),), ((Cell("社會影響", rows=2), Cell("人次")), (Cell("占率"),)))

    assert [[cell.text for cell in line] for line in table.grid] == [
        ["屬性", "項目"],
        ["社會影響", "人次"],
        ["社會影響", "占率"],
    ]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(((Cell("甲"),),), id="a-line-too-short"),
        pytest.param(((Cell("甲"), Cell("乙"), Cell("丙")),), id="a-line-too-long"),
        pytest.param(((Cell("甲", rows=2), Cell("乙")),), id="a-cell-that-hangs-out-below"),
        pytest.param(((Cell("甲"), Cell("乙", rows=2)), (Cell("丙", cols=2),)), id="two-cells-over-one-place"),
    ],
)
def test_a_table_with_gaps_or_overlaps_cannot_be_made(body: tuple[tuple[Cell, ...], ...]) -> None:
    with pytest.raises(ValueError, match="of a table"):
        Table((heads("一", "二"),), body)


def test_titled_tables_are_numbered_throughout_and_others_are_not() -> None:
    plain, titled = Table((heads("一"),), ()), Table((heads("一"),), (), title="執行效益總表")
    report = Report(
        "報告", "頁首", (Section("甲", (plain, titled)), Section("乙", sections=(Section("丙", (titled,)),)))
    )

    assert [table.caption for table in tables(with_numbers(report, first=16))] == [
        "",
        "表 16 執行效益總表",
        "表 17 執行效益總表",
    ]


def test_sections_are_numbered_as_the_reports_of_the_agency_are() -> None:
    innermost = Section("受理", (Paragraph("文"),))
    for name in ("查核點", "方法", "內容", "執行"):
        innermost = Section(name, sections=(innermost, innermost))
    report = Report("報告", "頁首", (*(Section("前") for _ in range(10)), innermost))

    printed = [heading.text for heading in outline(report)]

    assert printed[9:16] == ["十、前", "十一、執行", "(一)內容", "1.方法", "(1)查核點", "A.受理", "B.受理"]
