"""One date in a field or a workbook cell: what is understood, and what is refused with which words."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.roc_calendar import (
    DateError,
    DateStyle,
    format_reading,
    format_roc,
    from_excel_serial,
    parse_date,
    read_date_cell,
    roc_year,
)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("107/1/31", "2018-01-31", "2018-01-31"),
        ("107年3月", "2018-03-01", "2018-03-31"),
        ("105.03", "2016-03-01", "2016-03-31"),
        ("105.10", "2016-10-01", "2016-10-31"),
        ("107/3", "2018-03-01", "2018-03-31"),
        ("107-03", "2018-03-01", "2018-03-31"),
        ("1070305", "2018-03-05", "2018-03-05"),
        ("0980305", "2009-03-05", "2009-03-05"),
        ("20180305", "2018-03-05", "2018-03-05"),
        ("105-108", "2016-01-01", "2019-12-31"),
        ("108.01 - 108.12", "2019-01-01", "2019-12-31"),
        ("3/5", "2018-03-05", "2018-03-05"),
        ("9/3/5", "1920-03-05", "1920-03-05"),
        (" 107/3/5 14:30", "2018-03-05", "2018-03-05"),
        ("109/2/29", "2020-02-29", "2020-02-29"),
    ],
)
def test_a_date_field_understands_what_prose_leaves_alone(text, start, end):
    reading = parse_date(text, 107)

    assert (reading.start, reading.end) == (date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("", "沒有填日期", id="empty"),
        pytest.param("近期", "看不出日期", id="no-date"),
        pytest.param("107", "看不出年、月、日", id="bare-number"),
        pytest.param("105.1", "可能是 105年1月，也可能是 105年10月", id="excel-drops-the-zero"),
        pytest.param("105.3", "兩碼", id="one-digit-month"),
        pytest.param("12.5", "年月還是月日", id="year-and-month-or-month-and-day"),
        pytest.param("25/3", "哪一年哪一月", id="neither-month-nor-year"),
        pytest.param("3/5/2018", "哪個是月", id="year-last"),
        pytest.param("180305", "看不出年、月、日", id="six-digits"),
        pytest.param("201/1/1", "前後還有數字", id="year-out-of-range"),
        pytest.param("107/2/29", "只有 28 天（不是閏年）", id="not-a-leap-year"),
        pytest.param("108/2/29", "民國 108 年 2 月", id="not-a-leap-year-either"),
        pytest.param("189/2/29", "只有 28 天", id="2100-is-no-leap-year"),
        pytest.param("107/4/31", "只有 30 天", id="april"),
        pytest.param("107/13/5", "月份 13", id="month-13"),
        pytest.param("107/02/01(五)", "是星期四，寫的是星期五", id="weekday-with-both-values"),
        pytest.param("107年(2019)", "兩個年份不同", id="two-calendars-disagree"),
        pytest.param("117-114", "起訖年度", id="years-backwards"),
        pytest.param("107/6/1~107/1/1", "迄日早於起日", id="days-backwards"),
        pytest.param("自11月5日至2月3日", "若迄日在次年", id="end-month-before-start-month"),
        pytest.param("107/1/31、107/2/28", "2 個日期", id="two-dates"),
    ],
)
def test_what_is_no_single_possible_date_is_refused_in_words_that_help(text, complaint):
    with pytest.raises(DateError, match=complaint):
        parse_date(text, 107)


def test_a_date_without_a_year_needs_the_year_of_the_report():
    assert parse_date("3月5日", 107).start == date(2018, 3, 5)
    assert "107" in parse_date("3月5日", 107).notes[0]
    with pytest.raises(DateError, match="沒有寫年度"):
        parse_date("3月5日")
    with pytest.raises(DateError, match="民國年"):
        parse_date("3月5日", 2018)


def test_on_or_before_is_a_deadline_with_its_day():
    reading = parse_date("107年7月15日前")

    assert (reading.start, reading.end, reading.on_or_before) == (date(2018, 7, 15), date(2018, 7, 15), True)


@pytest.mark.parametrize(
    ("cell", "start"),
    [
        pytest.param(date(2018, 3, 5), "2018-03-05", id="date"),
        pytest.param(datetime(2018, 3, 5, 9, 30), "2018-03-05", id="datetime"),  # noqa: DTZ001 Excel has no zone
        pytest.param(43164, "2018-03-05", id="serial"),
        pytest.param(43164.5, "2018-03-05", id="serial-with-a-time"),
        pytest.param(1070305, "2018-03-05", id="compact-number"),
        pytest.param(1070305.0, "2018-03-05", id="compact-float"),
        pytest.param(20180305, "2018-03-05", id="gregorian-number"),
        pytest.param(10703, "2018-03-01", id="year-and-month-number"),
        pytest.param(105.03, "2016-03-01", id="year-and-month-float"),
        pytest.param(Decimal("105.12"), "2016-12-01", id="year-and-month-decimal"),
        pytest.param("107/3/5", "2018-03-05", id="text"),
    ],
)
def test_a_cell_may_hold_a_date_in_every_way_of_excel(cell, start):
    assert read_date_cell(cell, 107).start == date.fromisoformat(start)


@pytest.mark.parametrize("cell", [True, 0, -5, 107, 105.1, float("nan"), float("inf"), 3.14159, 99_999_999])
def test_a_cell_that_is_no_date_is_refused(cell):
    with pytest.raises(DateError):
        read_date_cell(cell, 107)


def test_excel_counts_a_day_that_never_was():
    assert from_excel_serial(59) == date(1900, 2, 28)
    assert from_excel_serial(61) == date(1900, 3, 1)
    with pytest.raises(DateError, match="1900/2/29"):
        from_excel_serial(60)
    for beyond in (0, 3_000_000, float("nan")):
        with pytest.raises(DateError):
            from_excel_serial(beyond)


@given(st.integers(61, 73_000))
def test_serials_count_days(serial):
    assert from_excel_serial(serial + 1) - from_excel_serial(serial) == timedelta(days=1)


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (DateStyle.SHORT, "107/2/1"),
        (DateStyle.PADDED, "107/02/01"),
        (DateStyle.LONG, "107年2月1日"),
        (DateStyle.WEEKDAY, "107/02/01(四)"),
    ],
)
def test_a_day_is_written_in_four_styles(style, text):
    assert format_roc(date(2018, 2, 1), style) == text
    assert text == style.value


def test_the_first_year_and_the_year_before_it():
    assert format_roc(date(1912, 1, 1)) == "1/1/1"
    assert format_roc(date(1911, 12, 31)) == "民國前1年12月31日"
    assert (roc_year(date(1912, 1, 1)), roc_year(date(1911, 12, 31))) == (1, 0)


@settings(max_examples=200)
@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)), st.sampled_from(DateStyle))
def test_reading_what_was_written_gives_the_same_day(day, style):
    assert parse_date(format_roc(day, style)).start == day


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("107/3/5", "107/3/5"),
        ("107年3月", "107年3月"),
        ("108.01-108.12", "108年1月至108年12月"),
        ("98~107年度", "98年度至107年度"),
        ("107年第3季", "107年第3季"),
        ("107年3月上旬", "107/3/1 至 107/3/10"),
        ("107年7月15日前", "107/7/15（含）以前"),
        ("自101年起", "101/1/1起"),
        ("自6月14日起至11月13日止", "107/6/14 至 107/11/13"),
    ],
)
def test_what_was_understood_is_echoed(text, shown):
    assert format_reading(parse_date(text, 107)) == shown


ALPHABET = st.sampled_from([*"0123456789/-.~年月日(四)前起至底、 ", "107", "107年", "星期"])


@settings(max_examples=300)
@given(st.lists(ALPHABET, max_size=14).map("".join) | st.floats() | st.integers(), st.sampled_from([None, 107]))
def test_a_cell_raises_nothing_but_its_own_error(cell, year):
    try:
        reading = read_date_cell(cell, year)
    except DateError as error:
        assert str(error).endswith("。")  # noqa: PT017 either outcome is right, and each is checked
    else:
        assert reading.end is None or reading.start <= reading.end
