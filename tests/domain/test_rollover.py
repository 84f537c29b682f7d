"""Next year's plan: everything one year on, nothing reported."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.plan_builder import checkpoint, plan

from app.demo import plan_107
from app.domain.checkpoint_state import Disposition
from app.domain.errors import LastYear
from app.domain.plan_document import ROW_TYPES, reported_fields
from app.domain.plan_rules import check_setup
from app.domain.plan_setup import setup_of
from app.domain.rollover import a_year_later, next_code, next_year


def test_the_107_plan_becomes_that_of_108():
    this, following = plan_107.reported(), next_year(plan_107.reported())

    assert (following.code, following.roc_year, following.full_name) == ("SMEITA-108", 108, f"{this.name}(3/4)")
    assert (following.starts_on, following.ends_on) == (date(2019, 1, 1), date(2019, 12, 31))
    assert len(following.checkpoints) == 25
    assert {row.due_on.year for row in following.checkpoints} == {2019}
    assert [row.due_on for row in following.periods][-1] == date(2019, 12, 16)


def test_money_targets_and_weights_are_kept():
    this, following = plan_107.reported(), next_year(plan_107.reported())

    assert following.government_budget + following.self_fund == 66_842_355
    assert sum(row.contracted for row in following.finance_lines) == 66_842_355
    assert [(row.target, row.weight_pct) for row in following.checkpoints] == [
        (row.target, row.weight_pct) for row in this.checkpoints
    ]
    assert [row.target for row in following.indicators] == [row.target for row in this.indicators]


@pytest.mark.parametrize("section", ["checkpoints", "indicators", "work_items", "finance_lines", "staffing"])
def test_nothing_is_reported_yet(section):
    rows = next_year(plan_107.reported()).rows(section)
    blank = {f.name: f.default for f in fields(ROW_TYPES[section]) if f.name in reported_fields(section)}

    assert rows
    assert [{name: getattr(row, name) for name in blank} for row in rows] == [blank] * len(rows)


def test_cases_come_with_the_reports():
    assert next_year(plan_107.reported()).cases == ()


def test_an_extension_was_granted_for_this_year_only():
    extended = checkpoint("A-1", original_due_on=date(2018, 3, 31), due_on=date(2018, 6, 30))

    [row] = next_year(plan(checkpoints=(extended,))).checkpoints

    assert (row.original_due_on, row.due_on) == (date(2019, 3, 31), date(2019, 3, 31))


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        pytest.param("於107年6月30日前完成", "於108年6月30日前完成", id="own-deadline"),
        pytest.param("完成審查(107/6/30)", "完成審查(108/6/30)", id="own-deadline-short"),
        pytest.param("民國107年6月30日前", "民國108年6月30日前", id="with-the-era"),
        pytest.param("2018/6/30前完成", "2019/6/30前完成", id="gregorian"),
        pytest.param("107/6/30、107/6/30", "108/6/30、108/6/30", id="twice"),
        pytest.param("6月30日前完成", "6月30日前完成", id="no-year-is-right-every-year"),
        pytest.param("完成107年度申請須知", "完成107年度申請須知", id="a-year-may-mean-anything"),
        pytest.param("公告107/3/31收件", "公告107/3/31收件", id="another-day"),
        pytest.param("核定107案", "核定107案", id="a-figure"),
    ],
)
def test_a_text_follows_only_where_it_writes_its_own_deadline(text, moved):
    row = checkpoint("A-1", due_on=date(2018, 6, 30), description=text)

    assert next_year(plan(checkpoints=(row,))).checkpoints[0].description == moved


def test_a_deadline_on_leap_day_is_not_rewritten_into_another_text():
    row = checkpoint("A-1", due_on=date(2020, 2, 29), description="109年2月29日前完成")

    [moved] = next_year(plan(checkpoints=(row,), roc_year=109)).checkpoints

    assert (moved.due_on, moved.description) == (date(2021, 2, 28), "109年2月29日前完成")


def test_what_was_not_moved_is_asked_about():
    following = next_year(plan_107.reported())

    asked = [(one.key, one.field) for one in check_setup(setup_of(following)) if one.code == "other_year"]

    assert asked == [("A-1", "description")]


@pytest.mark.parametrize(
    ("code", "following"),
    [("SMEITA-107", "SMEITA-108"), ("107-12", "108-12"), ("PLAN", "PLAN-108"), ("P1070", "P1070-108")],
)
def test_the_year_in_the_code_moves_on(code, following):
    assert next_code(code, 107) == following


def test_a_plan_in_its_last_year_has_no_next_one():
    with pytest.raises(LastYear, match="第 4 年"):
        next_year(plan(year_index=4))


@given(st.dates(max_value=date(2100, 1, 1)))
def test_a_year_later_is_the_same_day_of_the_next_year(day):
    later = a_year_later(day)

    assert later.year == day.year + 1
    assert (later.month, later.day) == (day.month, day.day) or (day.month, day.day, later.day) == (2, 29, 28)


def test_what_was_withdrawn_is_not_promised_again():
    gone = checkpoint("A-2", disposition=Disposition.MERGED, disposition_on=date(2018, 3, 1), disposition_reason="併案")
    document = plan(checkpoints=(checkpoint("A-1"), gone))

    assert [row.key for row in next_year(document).checkpoints] == ["A-1"]
    assert [row.key for row in setup_of(document).checkpoints] == ["A-1"]
