"""A yearly calendar is read whole, or every wrong row of it is named."""

import csv
from datetime import date

import pytest
from support.office_days import calendar_rows

from app.domain.calendar_file import CalendarFile, read_rows


def read(rows: list[str]) -> CalendarFile:
    return read_rows(csv.reader(rows))


def test_a_calendar_says_of_every_day_whether_offices_work() -> None:
    found = read(calendar_rows(114))

    assert found.problems == ()
    assert (found.year, len(found.days)) == (2025, 365)
    assert (found.days[date(2025, 1, 1)].is_workday, found.days[date(2025, 1, 1)].name) == (False, "中華民國開國紀念日")
    assert found.days[date(2025, 2, 8)].is_workday
    assert found.days[date(2025, 1, 4)].name == "星期例假日"


@pytest.mark.parametrize(
    ("row", "cell", "says"),
    [
        pytest.param("2025010,三,2,", "A2", "「2025010」不是日期", id="too-few-digits"),
        pytest.param("20250230,三,2,", "A2", "「20250230」不是日期", id="no-such-day"),
        pytest.param("114/1/1,三,2,", "A2", "請填 8 位數字的西元日期", id="in-民國"),
        pytest.param("20250101,四,2,", "B2", "114/1/1 是星期三，檔案寫「四」", id="another-weekday"),
        pytest.param("20250101,三,1,", "C2", "0 為上班，2 為放假", id="no-such-flag"),
        pytest.param("20250101", "B2", "114/1/1 是星期三", id="half-a-row"),
        pytest.param("20250102,四,0,", "A3", "114/1/2 重複", id="twice"),
    ],
)
def test_a_bad_row_is_named_with_what_to_do(row: str, cell: str, says: str) -> None:
    rows = calendar_rows(114)
    rows[1] = row

    found = read(rows)

    assert [one.cell for one in found.problems] == [cell]
    assert says in found.problems[0].message


def test_all_bad_rows_are_named_at_once() -> None:
    rows = calendar_rows(114)
    rows[5], rows[9] = "x,三,2,", "20250109,四,9,"

    assert [one.cell for one in read(rows).problems] == ["A6", "C10"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        pytest.param([], "第一列須為標題", id="nothing"),
        pytest.param(["日期,名稱", "20250101,開國紀念日"], "第一列須為標題", id="another-table"),
        pytest.param(calendar_rows(114)[:1], "沒有任何日期", id="header-alone"),
        pytest.param([*calendar_rows(114), *calendar_rows(115)[1:]], "含有 114 年度、115 年度", id="two-years"),
        pytest.param(calendar_rows(86), "87 年度以後", id="too-long-ago"),
        pytest.param(calendar_rows(114)[:-1], "缺少 114/12/31；", id="a-day-missing"),
        pytest.param(calendar_rows(114)[:-9], "114/12/27 等 9 日；", id="many-days-missing"),
    ],
)
def test_what_is_no_whole_year_is_refused(rows: list[str], says: str) -> None:
    (problem,) = read(rows).problems

    assert says in problem.message
