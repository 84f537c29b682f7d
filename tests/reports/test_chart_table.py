"""The figures of a chart as .csv."""

import csv
from io import StringIO

import pytest

from app.domain.charts.drawing import Table
from app.reports.chart_table import csv_of


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        pytest.param("-66.67", "-66.67", id="a-difference-stays-a-figure"),
        pytest.param("+1,234.5%", "+1,234.5%", id="a-rate-too"),
        pytest.param("=1+2", "'=1+2", id="a-text-is-never-computed"),
        pytest.param("-停辦", "'-停辦", id="nor-one-that-begins-with-a-sign"),
        pytest.param('完成"甲",乙', '完成"甲",乙', id="what-separates-cells-separates-none"),
    ],
)
def test_figures_stay_figures_and_texts_stay_texts(cell: str, written: str) -> None:
    content = csv_of(Table(("項目", "值"), (("甲", cell),)))

    assert content.startswith("\ufeff".encode())  # Excel reads UTF-8 only by this mark
    assert list(csv.reader(StringIO(content.decode("utf-8-sig")))) == [["項目", "值"], ["甲", written]]
