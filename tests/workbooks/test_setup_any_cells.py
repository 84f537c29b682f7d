"""Whatever stands in the cells of a set-up workbook, it is read to the end, and what passes can be kept."""

from datetime import date, datetime
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from support.setup_files import good_file

from app.domain.canonical import from_json, to_json
from app.domain.findings import has_errors
from app.domain.plan_rules import check_setup
from app.workbooks.reader import read_sheet
from app.workbooks.reading import WorkbookReading
from app.workbooks.setup_reading import setup_from
from app.workbooks.setup_sheets import FACT_COLUMNS, SETUP_SHEETS

pytestmark = pytest.mark.slow

HEADERS = 3  # title, note, header
cells = st.one_of(
    st.just(""),
    st.text(max_size=12),
    st.sampled_from([column.header for column in FACT_COLUMNS]),
    st.sampled_from(
        ["A", "Ａ", "B 輔導", "1", "-1", "0", "99999999999999999999", "1e30", "5.01億元", "億", "案", "以上"]
    ),
    st.sampled_from(
        ["107/1/31", "1/31", "109/2/29", "107年", "政府經費", "越低越好", "107/6/30前", "-", "\u3000", "、"]
    ),
    st.floats(),
    st.integers(-(10**20), 10**20).map(float),
    st.booleans(),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 cells know no time zone
)


@cache
def lines_of(sheet: str) -> tuple[tuple[Any, ...], ...]:
    book = CalamineWorkbook.from_filelike(BytesIO(good_file()))
    return tuple(map(tuple, book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)))


@st.composite
def disturbed(draw: st.DrawFn) -> dict[str, list[list[Any]]]:
    """The cells of every sheet, a few of them replaced."""
    sheets = {sheet.name: [list(line) for line in lines_of(sheet.name)] for sheet in SETUP_SHEETS}
    for _ in range(draw(st.integers(1, 5))):
        lines = sheets[draw(st.sampled_from(sorted(sheets)))]
        line = lines[draw(st.integers(HEADERS, min(HEADERS + 14, len(lines) - 1)))]
        line[draw(st.integers(0, len(line) - 1))] = draw(cells)
    return sheets


@given(sheets=disturbed())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_cells_are_read_and_what_passes_is_a_whole_plan(sheets):
    rows, problems = [], []
    for sheet in SETUP_SHEETS:
        found, wrong = read_sheet(sheet, sheets[sheet.name], None)
        rows += found
        problems += wrong

    read = setup_from(WorkbookReading(None, tuple(rows), tuple(problems)))
    findings = check_setup(read.setup)

    assert all(problem.message.endswith("。") for problem in (*read.problems, *map(read.place, findings)))
    if not has_errors((*read.problems, *findings)):
        document = read.setup.document()
        assert from_json(to_json(document)) == document
