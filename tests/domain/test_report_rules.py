"""檢核規則: what a report must hold, whatever door it came in by."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.plan_builder import case, checkpoint, counted_checkpoint, indicator, plan

from app.demo.plan_107 import plan_document, reported
from app.domain.checkpoint_state import Disposition
from app.domain.findings import Finding, Severity
from app.domain.plan_document import FinanceLine, FundSource, PlanDocument, Staffing
from app.domain.report_rules import check_report

ERROR = Severity.ERROR
DUE = date(2018, 6, 30)
TODAY = date(2018, 7, 31)
EXPLAINED = {"delay_reason": "廠商延後。", "remedy": "增派人力。", "catch_up_on": date(2018, 8, 31)}
GOVERNMENT = FinanceLine("一-1|政府經費", "人事費", FundSource.GOVERNMENT, 1000)
SELF = FinanceLine("一-1|自籌款", "人事費", FundSource.SELF, 1000)


def of(section: str, row: Any) -> PlanDocument:
    """A plan with this one row in the section."""
    return replace(plan(), **{section: (row,)})


def found(section: str, row: Any, on: date = TODAY, **report: Any) -> list[Finding]:
    """What is wrong when this much of the row is reported."""
    return list(check_report(of(section, row), of(section, replace(row, **report)), on=on))


def brief(findings: list[Finding]) -> list[tuple[str | None, str, str]]:
    return [(one.field, str(one.severity), one.code) for one in findings]


MISSING = [(name, "錯誤", "explanation_missing") for name in ("delay_reason", "remedy", "catch_up_on")]


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        pytest.param({"completed_on": DUE}, [], id="on-time"),
        pytest.param({"completed_on": date(2018, 6, 1)}, [], id="early"),
        pytest.param({"completed_on": date(2018, 7, 10)}, MISSING[:1], id="late-asks-for-its-reason-only"),
        pytest.param({"completed_on": date(2018, 7, 10), "delay_reason": "颱風"}, [], id="late-and-explained"),
        pytest.param({"achievement": "辦理中。"}, MISSING, id="overdue-asks-for-all-three"),
        pytest.param({"achievement": "辦理中。", **EXPLAINED}, [], id="overdue-and-explained"),
        pytest.param({"achievement": "辦理中。", **EXPLAINED, "remedy": ""}, MISSING[1:2], id="an-empty-text-is-none"),
    ],
)
def test_lateness_asks_for_an_explanation(report: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert brief(found("checkpoints", checkpoint("A-1", due_on=DUE), **report)) == expected


def test_before_its_deadline_a_checkpoint_owes_no_explanation() -> None:
    assert found("checkpoints", checkpoint("A-1", due_on=DUE), on=DUE, achievement="辦理中。") == []


def test_an_explanation_is_asked_for_with_the_state_and_its_days() -> None:
    first, *_ = found("checkpoints", checkpoint("A-1", due_on=DUE), achievement="辦理中。")

    assert first.message == "本查核點「落後 31 天」，請填寫落後原因。"


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        pytest.param(334, [], id="reached"),
        pytest.param(658, [], id="passed"),
        pytest.param(300, MISSING, id="short-asks-for-all-three"),
        pytest.param(0, MISSING, id="zero-is-a-report"),
        pytest.param(None, [("actual", "警示", "actual_missing")], id="a-missing-figure-is-asked-for"),
        pytest.param(-1, [*MISSING, ("actual", "錯誤", "negative")], id="negative"),
    ],
)
def test_a_promised_quantity_is_reported_with_its_completion(
    actual: int | None, expected: list[tuple[str, str, str]]
) -> None:
    row = counted_checkpoint("A-4", due_on=DUE)

    assert brief(found("checkpoints", row, completed_on=DUE, actual=None if actual is None else Decimal(actual))) == (
        expected
    )


def test_a_completion_before_the_plan_began_is_asked_about_and_does_not_block() -> None:
    [one] = found("checkpoints", checkpoint("A-1", due_on=DUE), completed_on=date(2017, 6, 1))

    assert (one.field, one.severity, one.code) == ("completed_on", "警示", "completed_before_the_plan")
    assert "106/6/1" in one.message
    assert "107/1/1" in one.message


def test_a_completion_of_today_is_possible_and_one_of_tomorrow_is_not() -> None:
    row = checkpoint("A-1", due_on=TODAY)

    assert found("checkpoints", row, completed_on=TODAY) == []
    first, *_ = found("checkpoints", row, completed_on=date(2018, 8, 1))
    assert (first.field, first.severity, first.code) == ("completed_on", "錯誤", "completed_in_the_future")
    assert "107/8/1" in first.message


def test_a_completion_that_lies_ahead_is_said_once_and_not_taken_for_a_delay() -> None:
    row = checkpoint("A-1", due_on=date(2018, 12, 16))

    assert brief(found("checkpoints", row, completed_on=date(2018, 8, 1))) == [
        ("completed_on", "錯誤", "completed_in_the_future")
    ]


@pytest.mark.parametrize(
    ("actual", "note", "expected"),
    [
        pytest.param(166, None, [("benefit_note", "警示", "shortfall_unexplained")], id="short"),
        pytest.param(166, "", [("benefit_note", "警示", "shortfall_unexplained")], id="short-with-an-empty-note"),
        pytest.param(166, "一案歇業。", [], id="short-and-explained"),
        pytest.param(167, None, [], id="reached"),
        pytest.param(None, "尚在統計。", [], id="not-reported"),
        pytest.param(-1, "誤植", [("actual", "錯誤", "negative")], id="negative"),
    ],
)
def test_an_indicator_that_falls_short_is_explained(
    actual: int | None, note: str | None, expected: list[tuple[str, str, str]]
) -> None:
    report = {"actual": None if actual is None else Decimal(actual), "benefit_note": note}

    assert brief(found("indicators", indicator(), **report)) == expected


def test_an_indicator_of_which_less_is_better_falls_short_by_being_more() -> None:
    row = indicator(direction="越低越好", target_qualifier="<=", target=Decimal(5))

    assert found("indicators", row, actual=Decimal(4)) == []
    assert [one.code for one in found("indicators", row, actual=Decimal(6))] == ["shortfall_unexplained"]


@pytest.mark.parametrize(
    ("line", "executed", "codes"),
    [
        pytest.param(GOVERNMENT, 1000, [], id="all-of-the-contract"),
        pytest.param(GOVERNMENT, 1001, ["over_contract"], id="government-money-overspent"),
        pytest.param(SELF, 1001, [], id="own-money-may-be-overspent"),
        pytest.param(GOVERNMENT, 0, [], id="nothing-yet"),
        pytest.param(GOVERNMENT, -1, ["negative"], id="negative"),
    ],
)
def test_government_money_is_never_overspent(line: FinanceLine, executed: int, codes: list[str]) -> None:
    assert [one.code for one in found("finance_lines", line, executed=executed)] == codes


def test_an_overspending_is_said_with_both_amounts() -> None:
    [one] = found("finance_lines", replace(GOVERNMENT, contracted=2_740_000), executed=2_740_001)

    assert "2,740,001 元超過簽約數 2,740,000 元" in one.message


def test_a_negative_amount_is_printed_as_it_was_typed() -> None:
    [one] = found("finance_lines", GOVERNMENT, executed=-5)

    assert "數值 -5 不可為負數" in one.message


@pytest.mark.parametrize("months", [Decimal("-0.01"), Decimal(-3)], ids=str)
def test_person_months_are_not_negative(months: Decimal) -> None:
    row = Staffing("研究員級", Decimal(1))

    assert brief(found("staffing", row, actual_months=months)) == [("actual_months", "錯誤", "negative")]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        pytest.param({"firm_name": ""}, "firm_name", "required", id="no-name"),
        pytest.param({"state": ""}, "state", "required", id="no-state"),
        pytest.param({"tax_id": ""}, "tax_id", "tax_id", id="no-number"),
        pytest.param({"tax_id": "4595257"}, "tax_id", "tax_id", id="excel-dropped-the-zero"),
        pytest.param({"tax_id": "04595258"}, "tax_id", "tax_id", id="wrong-check-digit"),
        pytest.param({"added_value": -1}, "added_value", "negative", id="negative-benefit"),
        pytest.param({"self_fund": -1}, "self_fund", "negative", id="negative-money"),
    ],
)
def test_a_new_case_names_its_firm_and_its_state(changes: dict[str, Any], field: str, code: str) -> None:
    before, after = replace(plan(), cases=()), of("cases", case(**changes))

    assert brief(list(check_report(before, after, on=TODAY))) == [(field, "錯誤", code)]


def test_a_dropped_leading_zero_is_answered_with_how_to_keep_it() -> None:
    [one] = check_report(replace(plan(), cases=()), of("cases", case(tax_id="4595257")), on=TODAY)

    assert "儲存格設為文字" in one.message


def test_what_nobody_touched_is_not_spoken_of() -> None:
    late = of("checkpoints", checkpoint("A-1", due_on=DUE))
    negative = of("indicators", indicator(actual=Decimal(-1)))

    assert check_report(late, late, on=TODAY) == ()
    assert check_report(negative, negative, on=TODAY) == ()


@given(st.dates(date(2018, 1, 1), date(2030, 12, 31)))
def test_an_untouched_report_is_faultless_on_any_day(on: date) -> None:
    assert check_report(plan(), plan(), on=on) == ()
    assert check_report(plan_document(), plan_document(), on=on) == ()


@given(st.dates(date(2018, 12, 1), date(2030, 12, 31)))
def test_the_year_as_it_was_reported_is_faultless_whenever_it_is_sent(on: date) -> None:
    assert check_report(plan_document(), reported(), on=on) == ()


def test_findings_come_in_the_order_of_the_workbook() -> None:
    before = replace(plan(), cases=())
    after = replace(
        before,
        staffing=(replace(before.staffing[0], actual_months=Decimal(-1)), before.staffing[1]),
        cases=(case(state=""),),
        indicators=(replace(before.indicators[0], actual=Decimal(1)), *before.indicators[1:]),
    )

    assert [one.section for one in check_report(before, after, on=TODAY)] == ["indicators", "cases", "staffing"]


@pytest.mark.parametrize(
    ("unit", "target", "actual", "codes"),
    [
        pytest.param("案", 100, "0.95", ["not_whole"], id="percentage-of-cases"),
        pytest.param("場次", None, "2.5", ["not_whole"], id="half-an-event"),
        pytest.param("萬人次", 420_000, "350_000.5", ["not_whole"], id="half-a-visitor"),
        pytest.param("萬人次", 420_000, "425_000", [], id="42.5-times-ten-thousand"),
        pytest.param("人", "2.5", "2.6", [], id="an-average-as-its-target-says"),
        pytest.param("億元", 500_000_000, "501_234_567.5", [], id="money"),
        pytest.param("%", 50, "51.5", [], id="percent"),
        pytest.param("人月", 10, "10.25", [], id="work"),
        pytest.param("案", 100, "1e40", ["too_large"], id="beyond-all-bounds"),
    ],
)
def test_what_is_counted_in_wholes_is_reported_in_wholes(unit, target, actual, codes):
    row = indicator(unit=unit, target=None if target is None else Decimal(target))

    errors = [
        one
        for one in found("indicators", row, actual=Decimal(actual), benefit_note="見附件。")
        if one.severity is ERROR
    ]

    assert [(one.field, one.code) for one in errors] == [("actual", code) for code in codes]


@pytest.mark.parametrize(("actual", "is_likely"), [("0.95", True), ("1.28", True), ("33.5", False), ("-0.5", False)])
def test_a_fraction_that_may_be_a_percentage_of_excel_is_explained(actual, is_likely):
    rows = found("checkpoints", counted_checkpoint(due_on=DUE), on=DUE, actual=Decimal(actual))
    (message,) = (one.message for one in rows if one.code == "not_whole")

    assert f"{actual} 案不是整數" in message
    assert ("百分比格式" in message) is is_likely


@pytest.mark.parametrize(
    ("note", "length"),
    [
        ("效" * 500, None),
        ("\n ".join(["  " + "效" * 250, "益" * 249 + " \n"]), None),
        ("效" * 501, "501"),
        ("效\n" * 1500, "1,500"),
    ],
    ids=["just-fits", "breaks-and-blanks-at-the-ends-are-not-counted", "one-too-many", "counted"],
)
def test_a_note_has_at_most_500_characters(note, length):
    told = [one for one in found("indicators", indicator(), benefit_note=note) if one.code == "too_long"]

    assert [(one.field, one.severity) for one in told] == ([("benefit_note", ERROR)] if length else [])
    assert all(f"有 {length} 字" in one.message for one in told)


def test_a_withdrawn_checkpoint_owes_no_explanation_and_a_report_on_it_is_asked_about() -> None:
    stopped = checkpoint(
        disposition=Disposition.STOPPED, disposition_on=date(2018, 3, 1), disposition_reason="政策變更"
    )

    assert (
        brief(found("checkpoints", stopped, achievement="已辦理一半。"))
        == [(None, "警示", "checkpoint_withdrawn")]
        == brief(found("checkpoints", stopped, completed_on=date(2018, 4, 1)))
    )
