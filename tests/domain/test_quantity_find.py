"""Figures in running text: one line of the tables for each trap of field-notes 2."""

import csv
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.quantity import find_quantities, format_quantity
from app.domain.units import unit_scale

DATA = Path(__file__).parent / "data"


def vectors(*names):
    for name in names:
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield pytest.param(row["text"], row["expected"], id=f"{row['text']}-{row['why']}")


def described(figure):
    value = f"{figure.low}..{figure.high}" if figure.value is None else f"{figure.value}"
    return f"{value} {figure.unit or '?'} {figure.qualifier}"


@pytest.mark.parametrize(("text", "expected"), list(vectors("quantities_reports.tsv", "quantities_made.tsv")))
def test_figures_are_found_as_people_mean_them(text, expected):
    figures = find_quantities(text.replace("⏎", "\n"))

    assert "; ".join(map(described, figures)) == expected


@pytest.mark.parametrize(
    ("text", "verbatim"),
    [
        pytest.param("共計受理 658 案，其中", "658 案", id="blanks-stay-in-the-span"),
        pytest.param("約 296.3\n萬，降低成本", "296.3\n萬", id="line-break-inside"),
        pytest.param("總計**22萬3,676家**，", "22萬3,676家", id="stars-stay-outside"),
        pytest.param("有５．０１億元的", "５．０１億元", id="full-width"),
        pytest.param("完成 334 案以上。", "334 案以上", id="bound-behind-belongs-to-it"),
        pytest.param("差異 -0.28 人月", "-0.28 人月", id="sign"),
        pytest.param("減碳 22.2 萬噸CO₂e。", "22.2 萬噸CO₂e", id="subscript"),
    ],
)
def test_a_span_counts_the_characters_of_the_original(text, verbatim):
    (figure,) = find_quantities(text)

    assert text[slice(*figure.span)] == verbatim == figure.text


@pytest.mark.parametrize(
    ("text", "printed_unit", "places"),
    [("5.01 億元", "億元", 2), ("0.50 億元", "億元", 2), ("99,048 千元", "千元", 0), ("6,987.645千元", "千元", 3)],
)
def test_a_figure_remembers_how_it_was_printed(text, printed_unit, places):
    (figure,) = find_quantities(text)

    assert (figure.printed_unit, figure.places) == (printed_unit, places)


def test_cumulative_is_a_mark_and_no_bound():
    cumulative, plain = find_quantities("累計達 79 所，本年 30 所")

    assert (cumulative.cumulative, cumulative.qualifier) == (True, "=")
    assert not plain.cumulative


def test_money_without_its_unit_is_money_only_where_a_noun_says_so():
    (money,) = find_quantities("降低成本約 64.8 萬")
    (unknown,) = find_quantities("推升至 550 億。")

    assert (money.unit, len(money.notes), money.undecided) == ("元", 1, ())
    assert (unknown.unit, unknown.undecided) == ("", ("缺少單位",))


def test_a_contradiction_of_bounds_is_told():
    (figure,) = find_quantities("至少 30 家以下")

    assert figure.qualifier == "<="
    assert "不一致" in figure.notes[0]


def test_a_group_that_outgrows_the_one_before_is_told():
    (figure,) = find_quantities("1 億 20,000 萬元")

    assert figure.value == 300_000_000
    assert "請確認" in figure.notes[0]


@pytest.mark.parametrize(
    "unit_of_text",
    [
        "共計受理 658 案，較 106 年度增加 8.9%，合計效益達 5.98 億元。\n",
        "1,",
        "98、",
        "1億",
        "十",
        "3、",
        "至少輔導30家",
    ],
)
def test_a_long_text_takes_time_in_proportion(unit_of_text):
    text = unit_of_text * (60_000 // len(unit_of_text))

    started = process_time()
    find_quantities(text)

    assert process_time() - started < 5  # measured: below 0.6 s; a quadratic scan needs minutes


ALPHABET = st.sampled_from(
    [
        *"0123456789０１〇一二三十百千萬億兆廿壹拾仟兩餘多半幾.,，、．:：/／-–～~至到及%‰()（）「」 \t\n①Ⅲ½²₂",
        *"元家案件人次場個月年度日季底前起止約近逾達以上下內為限分之成倍第星期週",
        *["107年", "3月5日", "107/3/5", "1070305", "98~107年度", "5.01億元", "百分之", "至少", "30 案/268 家", "(元) "],
    ]
)
texts = st.lists(ALPHABET, max_size=30).map("".join)


@settings(max_examples=400)
@given(texts)
def test_no_text_breaks_the_finder(text):
    end = 0
    for figure in find_quantities(text):
        assert text[slice(*figure.span)] == figure.text
        assert figure.span[0] >= end
        assert (figure.value is None) == (figure.qualifier == "range")
        assert not figure.unit or unit_scale(figure.printed_unit)[0] == figure.unit
        assert format_quantity(figure)
        end = figure.span[1]


plain_figures = st.builds(
    lambda value, unit: f"{value:,}{unit}",
    st.integers(min_value=1, max_value=10**7),
    st.sampled_from(["家", "案", "件", "人次", "億元", "千元", "%", "場次"]),
)


@settings(max_examples=100)
@given(st.lists(plain_figures, min_size=1, max_size=8), st.sampled_from(["", "，", "、", "及", "\n", "；並輔導"]))
def test_figures_side_by_side_are_kept_apart(written, between):
    assert [figure.text for figure in find_quantities(between.join(written))] == written
