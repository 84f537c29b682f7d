"""What people type into a cell, and what it means: forgiving about form, strict about meaning."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from support.plan_builder import plan
from support.workbook_files import edited, exported_without_blank_rows, typed

from app.domain.findings import Severity
from app.domain.plan_document import CompletionBasis
from app.workbooks.reader import read_workbook

# Where each row of the sample plan stands in its sheet, counted as people see it.
A1, A2, B1 = 4, 5, 7
OUTPUT, VISITS = 5, 6
REAL_DATE = datetime(2018, 1, 31, tzinfo=UTC).replace(tzinfo=None)  # a cell has no time zone


def read_after(sheet, header, line, value):
    return read_workbook(edited(exported_without_blank_rows(plan()), typed(sheet, header, line, value)))


@pytest.mark.parametrize(
    ("sheet", "header", "line", "value", "section", "key", "field", "expected"),
    [
        pytest.param("查核點", "實際完成日", A1, text, "checkpoints", "A-1", "completed_on", date(2018, 1, 31), id=text)
        for text in (
            *("107/1/31", "107.01.31", "107-01-31", "民國107年1月31日", "107 年 1 月 31 日", "2018-01-31"),
            *("１０７／１／３１", "1070131", " 107/1/31 ", "107/01/31(三)", "1月31日"),
        )
    ]
    + [
        pytest.param(
            *("查核點", "實際完成日", A1, REAL_DATE),
            *("checkpoints", "A-1", "completed_on", date(2018, 1, 31)),
            id="real-date",
        ),
        pytest.param(
            "查核點", "預定趕上日期", A1, 43131, "checkpoints", "A-1", "catch_up_on", date(2018, 1, 31), id="serial"
        ),
    ]
    + [
        pytest.param(
            "績效指標",
            "實際達成值",
            OUTPUT,
            value,
            "indicators",
            "2",
            "actual",
            Decimal(501_000_000),
            id=f"{value}",
        )
        for value in (5.01, "5.01", "5.01億元", "5.01 億", "501,000,000元", "５．０１億元", "5億100萬元")
    ]
    + [
        pytest.param(
            "績效指標", "實際達成值", VISITS, 42, "indicators", "3", "actual", Decimal(420_000), id="ten-thousands"
        ),
        pytest.param(
            "績效指標",
            "實際達成值",
            VISITS,
            "422,888人次",
            "indicators",
            "3",
            "actual",
            Decimal(422_888),
            id="base-unit",
        ),
        pytest.param("查核點", "實際值", A2, "658案", "checkpoints", "A-2", "actual", Decimal(658), id="with-unit"),
        pytest.param("查核點", "實際值", A2, 0, "checkpoints", "A-2", "actual", Decimal(0), id="zero-is-a-report"),
        pytest.param("查核點", "實際值", A2, "-", "checkpoints", "A-2", "actual", None, id="dash-is-no-report"),
        pytest.param("查核點", "實際值", A2, "   ", "checkpoints", "A-2", "actual", None, id="blanks-are-no-report"),
        pytest.param(
            "查核點", "達成情形", A1, "\u3000已完成 \n", "checkpoints", "A-1", "achievement", "已完成", id="trimmed"
        ),
        pytest.param("查核點", "達成情形", A1, 3, "checkpoints", "A-1", "achievement", "3", id="number-as-text"),
        pytest.param("個案成效", "縣市", 4, "台中市", "cases", "107-0001", "county", "臺中市", id="everyday-spelling"),
        pytest.param("個案成效", "輔導功能", 4, "Ｅ化", "cases", "107-0001", "function", "E化", id="full-width"),
        pytest.param(
            "個案成效", "統一編號", 4, 10458575, "cases", "107-0001", "tax_id", "10458575", id="digits-as-number"
        ),
        pytest.param(
            "個案成效",
            "政府經費",
            4,
            "12萬",
            "cases",
            "107-0001",
            "government_grant",
            120_000,
            id="ten-thousand-dollars",
        ),
        pytest.param(
            "個案成效",
            "政府經費",
            4,
            "200,000",
            "cases",
            "107-0001",
            "government_grant",
            200_000,
            id="number-as-text-with-commas",
        ),
        pytest.param(
            "人力", "實際人月", 4, "19.78", "staffing", "研究員級", "actual_months", Decimal("19.78"), id="months"
        ),
    ],
)
def test_a_cell_means_what_its_author_means(sheet, header, line, value, section, key, field, expected):
    reading = read_after(sheet, header, line, value)

    assert reading.by_key[section, key].values[field] == expected
    assert [problem for problem in reading.problems if problem.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        pytest.param("107/7/15", CompletionBasis.EXACT, id="day"),
        pytest.param("107/7/15前", CompletionBasis.ON_OR_BEFORE, id="before"),
        pytest.param("107年7月15日以前", CompletionBasis.ON_OR_BEFORE, id="on-or-before"),
    ],
)
def test_a_completion_date_may_be_an_upper_bound(text, basis):
    reading = read_after("查核點", "實際完成日", B1, text)

    values = reading.by_key["checkpoints", "B-1"].values
    assert (values["completed_on"], values["completion_basis"]) == (date(2018, 7, 15), basis)


@pytest.mark.parametrize(
    ("sheet", "header", "line", "value", "cell", "code", "word"),
    [
        pytest.param("查核點", "實際完成日", A1, "107/2/30", "H4", "not_a_date", "不存在", id="no-such-day"),
        pytest.param("查核點", "實際完成日", A1, "已完成", "H4", "not_a_date", "107", id="words-for-a-date"),
        pytest.param("查核點", "實際完成日", A1, "107年1月", "H4", "not_a_day", "填到日", id="month-for-a-day"),
        pytest.param("查核點", "實際完成日", A1, True, "H4", "not_a_date", "邏輯值", id="truth-for-a-date"),
        pytest.param("查核點", "實際值", A2, "658家", "I5", "not_a_figure", "案", id="another-unit"),
        pytest.param("查核點", "實際值", A2, "約 334", "I5", "not_exact", "「約 334」", id="about"),
        pytest.param("查核點", "實際值", A2, "很多", "I5", "not_a_figure", "很多", id="words-for-a-figure"),
        pytest.param("查核點", "實際值", A2, REAL_DATE, "I5", "not_a_figure", "日期", id="date-for-a-figure"),
        pytest.param("查核點", "實際值", A1, 5, "I4", "quantity_unexpected", "沒有單位", id="figure-without-unit"),
        pytest.param("個案成效", "政府經費", 4, 1000.5, "K4", "not_whole", "整數", id="half-a-dollar"),
        pytest.param(
            "經費", "執行數", 4, "=1/0", "D4", "formula_not_calculated", "公式", id="formula-never-calculated"
        ),
    ],
)
def test_what_a_cell_cannot_mean_is_named_with_what_to_do(sheet, header, line, value, cell, code, word):
    reading = read_after(sheet, header, line, value)

    (problem,) = reading.problems
    assert (problem.sheet, problem.cell, problem.code) == (sheet, cell, code)
    assert problem.severity is Severity.ERROR
    assert word in problem.message


@pytest.mark.parametrize(
    ("sheet", "header", "line", "value"),
    [
        pytest.param("查核點", "實際完成日", A1, "1/31", id="year-of-the-report"),
        pytest.param("績效指標", "實際達成值", OUTPUT, 501_000_000, id="far-too-large-for-its-unit"),
    ],
)
def test_what_is_taken_for_granted_is_said(sheet, header, line, value):
    (problem,) = read_after(sheet, header, line, value).problems

    assert (problem.severity, problem.code) == (Severity.WARNING, "taken_for_granted")


def test_reading_does_not_stop_at_the_first_fault():
    def spoil(workbook):
        for header, line, value in (("實際完成日", A1, "?"), ("實際值", A2, "多"), ("預定趕上日期", B1, "明年")):
            typed("查核點", header, line, value)(workbook)
        typed("經費", "執行數", 5, "待補")(workbook)

    reading = read_workbook(edited(exported_without_blank_rows(plan()), spoil))

    assert [(problem.sheet, problem.cell) for problem in reading.problems] == [
        ("查核點", "H4"),
        ("查核點", "I5"),
        ("查核點", "M7"),
        ("經費", "D5"),
    ]
