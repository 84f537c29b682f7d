"""Figures and dates in narratives: marked, offered, and held against what was typed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.prose import contradicting_date, contradicting_figure, read_prose
from app.domain.quantity import find_quantities, read_in_unit
from app.domain.roc_calendar import parse_date

ACCEPTED = "自2月13日至4月2日公告受理，共計受理658案，其中76案併入12件共通案，582案為一般個案；4月27日完成資格審查。"


def test_every_figure_of_the_unit_is_offered_and_none_of_another() -> None:
    offers = [one.typed for one in read_prose(ACCEPTED, roc_year=107, unit="案").offers if one.field == "actual"]

    assert offers == ["658 案", "76 案", "582 案"]


def test_days_are_offered_as_completion_dates_in_the_form_of_the_field() -> None:
    text = "已於7月15日前完成；另於 107/8/31 驗收。"

    offers = [one.typed for one in read_prose(text, roc_year=107).offers]

    assert offers == ["107/7/15前", "107/8/31"]


@pytest.mark.parametrize(
    ("text", "unit", "typed"),
    [
        pytest.param("產值5.01億元", "億元", "5.01 億元", id="as-printed"),
        pytest.param("產值501,234,567元", "億元", "5.01234567 億元", id="finer-than-the-unit-is-printed"),
        pytest.param("補助5,500元", "千元", "5.5 千元", id="not-rounded-to-the-unit"),
        pytest.param("瀏覽35萬人次", "萬人次", "35 萬人次", id="whole"),
    ],
)
def test_an_offered_figure_is_never_rounded(text: str, unit: str, typed: str) -> None:
    assert [one.typed for one in read_prose(text, roc_year=107, unit=unit).offers] == [typed]


@given(
    st.text(alphabet="自至於完成共計受理約逾元案人次0123456789年月日/.,、，。 億萬千%前", max_size=60),
    st.sampled_from(["案", "元", "千元", "億元", "萬人次", "%"]),
)
def test_what_is_offered_can_be_typed_and_means_the_same(text: str, unit: str) -> None:
    said = {one.value for one in find_quantities(text)}

    for offer in read_prose(text, roc_year=107, unit=unit).offers:
        if offer.field == "actual":
            assert read_in_unit(offer.typed, unit).value in said
        else:
            found = parse_date(offer.typed, year=107)
            assert found.start == found.end


def test_an_offer_is_linked_to_the_place_it_was_read_from() -> None:
    first = read_prose(ACCEPTED, roc_year=107, unit="案").offers[0]

    assert ACCEPTED[slice(*first.span)] == "658案"
    assert "共計受理658案" in first.context


@given(st.text(alphabet="自至於完成共計受理案件家次人場0123456789年月日/.,、，。 億萬元%", max_size=60))
def test_the_pieces_are_the_whole_text_in_order(text: str) -> None:
    assert "".join(piece.text for piece in read_prose(text, roc_year=107, unit="案").pieces) == text


def test_an_impossible_date_is_marked_with_the_reason() -> None:
    faults = [piece for piece in read_prose("已於2月30日完成。", roc_year=107).pieces if piece.is_fault]

    assert [piece.text for piece in faults] == ["2月30日"]
    assert faults[0].understood


@pytest.mark.parametrize(
    ("text", "actual", "unit", "contradicted_by"),
    [
        pytest.param(ACCEPTED, 658, "案", None, id="one-of-several-figures"),
        pytest.param(ACCEPTED, 568, "案", "658案", id="transposed-digits"),
        pytest.param("辦理3場次聯合說明會及3場次推廣說明會", 6, "場次", None, id="the-sum-of-two-parts"),
        pytest.param("辦理3場次聯合說明會及3場次推廣說明會", 7, "場次", "3場次", id="no-sum-fits"),
        pytest.param("完成申請須知規劃。", 1, "式", None, id="no-figure-says-nothing"),
        pytest.param("協助815家企業907人次。", 907, "家次", None, id="other-units-say-nothing"),
        pytest.param("增加產值5.01億元", 501_000_000, "億元", None, id="scaled-units-compare-in-base-units"),
        pytest.param("增加產值5.01億元", 510_000_000, "億元", "5.01億元", id="scaled-units-differ"),
        pytest.param("受理0案", 0, "案", None, id="zero-is-a-figure"),
    ],
)
def test_a_typed_value_is_held_against_the_text(text: str, actual: int, unit: str, contradicted_by: str | None) -> None:
    found = contradicting_figure(text, Decimal(actual), unit)

    assert (found.text if found else None) == contradicted_by


@pytest.mark.parametrize(
    ("text", "day", "contradicted_by"),
    [
        pytest.param("已於4月27日完成", date(2018, 4, 27), None, id="the-same-day"),
        pytest.param("自2月13日至4月2日受理", date(2018, 4, 2), None, id="the-end-of-a-range"),
        pytest.param("已於4月27日完成", date(2018, 4, 17), date(2018, 4, 27), id="another-day"),
        pytest.param("已於4月完成", date(2018, 4, 17), None, id="a-month-says-no-day"),
        pytest.param("完成規劃", date(2018, 4, 17), None, id="no-date-says-nothing"),
    ],
)
def test_a_completion_date_is_held_against_the_text(text: str, day: date, contradicted_by: date | None) -> None:
    found = contradicting_date(text, day, roc_year=107)

    assert (found.start if found else None) == contradicted_by


@pytest.mark.parametrize(
    ("text", "actual", "unit", "places", "is_contradicted"),
    [
        pytest.param("截至11月30日422,888人次", 420_000, "萬人次", 0, False, id="rounded-to-the-printed-place"),
        pytest.param("截至11月30日432,888人次", 420_000, "萬人次", 0, True, id="a-whole-place-apart"),
        pytest.param("增加產值5.01億元", 501_234_567, "億元", 2, False, id="the-text-is-rounded"),
        pytest.param("增加產值5.10億元", 501_234_567, "億元", 2, True, id="turned-digits"),
    ],
)
def test_rounding_of_the_last_printed_place_is_no_contradiction(
    text: str, actual: int, unit: str, places: int, is_contradicted: bool
) -> None:
    assert (contradicting_figure(text, Decimal(actual), unit, places=places) is not None) is is_contradicted
