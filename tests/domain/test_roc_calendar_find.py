"""Dates in running text: one line of the tables for each form and trap of field-notes 3."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.roc_calendar import DateStyle, find_date_faults, find_dates, format_reading, format_roc

DATA = Path(__file__).parent / "data"


def vectors(*names):
    for name in names:
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                year = int(row.get("report_year") or 107)
                yield pytest.param(row["text"], year, row["expected"], id=f"{row['text']}-{row['why']}")


def described(reading):
    marks = " before" * reading.on_or_before + " asof" * reading.as_of
    return f"{reading.start} {reading.end or '-'} {reading.precision}{marks}"


@pytest.mark.parametrize(("text", "year", "expected"), list(vectors("dates_reports.tsv", "dates_made.tsv")))
def test_dates_are_found_as_people_mean_them(text, year, expected):
    readings = find_dates(text.replace("⏎", "\n"), year)

    assert "; ".join(map(described, readings)) == expected


def test_a_span_counts_the_characters_of_the_original():
    text = "於 2 月 6 日、2\n月 9 日辦理"

    assert [text[slice(*reading.span)] for reading in find_dates(text, 107)] == ["2 月 6 日", "2\n月 9 日"]


def test_a_date_without_a_year_is_left_out_when_no_year_is_given():
    assert find_dates("已於4月27日完成") == []
    assert [reading.start for reading in find_dates("107年3月5日及4月6日")] == [date(2018, 3, 5), date(2018, 4, 6)]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("於107年2月29日召開", "不存在", id="no-such-day"),
        pytest.param("於107/02/01(五)召開", "星期四", id="weekday"),
        pytest.param("自11月5日至2月3日公告", "迄日早於起日", id="backwards-without-a-year"),
        pytest.param("於107年13月5日召開", "月份 13", id="no-such-month"),
    ],
)
def test_a_date_that_cannot_be_is_told_and_not_guessed(text, complaint):
    (fault,) = find_date_faults(text, 107)

    assert find_dates(text, 107) == []
    assert complaint in fault.message
    assert text[slice(*fault.span)] == fault.text


ALPHABET = st.sampled_from(
    [
        *"0123456789０１〇一二三十廿年月日季度底前起止至到迄~-–/.．、及和 \n()（）星期週(四)上半下旬初民國前個第",
        *["107年", "3月5日", "107/3/5", "1070305", "98~107年度", "108.01 - 108.12", "第一季", "截至", "本(113)年度"],
    ]
)


@settings(max_examples=400)
@given(st.lists(ALPHABET, max_size=30).map("".join), st.sampled_from([None, 107]))
def test_no_text_breaks_the_finder(text, year):
    end = 0
    for reading in find_dates(text, year):
        assert text[slice(*reading.span)] == reading.text
        assert reading.span[0] >= end
        assert reading.end is None or reading.start <= reading.end
        assert format_reading(reading)
        end = reading.span[1]


days = st.dates(min_value=date(1971, 1, 1), max_value=date(2100, 12, 31))


@settings(max_examples=100)
@given(st.lists(days, min_size=1, max_size=6), st.sampled_from(DateStyle), st.sampled_from(["，", "、", "\n", "及"]))
def test_dates_side_by_side_are_kept_apart(several, style, between):
    text = between.join(format_roc(day, style) for day in several)

    assert [(reading.start, reading.end) for reading in find_dates(text)] == [(day, day) for day in several]


@settings(max_examples=100)
@given(days, st.integers(0, 900), st.sampled_from(DateStyle), st.sampled_from(["至", "~", " - ", "到"]))
def test_a_range_has_the_ends_that_were_written(start, length, style, link):
    end = min(start + timedelta(days=length), date(2100, 12, 31))

    (reading,) = find_dates(f"自{format_roc(start, style)}{link}{format_roc(end, style)}止")

    assert (reading.start, reading.end) == (start, end)
