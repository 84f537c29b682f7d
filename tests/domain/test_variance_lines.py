"""目標與實際 of every level: what is behind, what is too much, what is expected by a day, and who comes first."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from support.plan_builder import counted_checkpoint, indicator
from support.plan_builder import plan as small_plan

from app.demo import plan_107
from app.domain.plan_document import FinanceLine, FundSource, PlanDocument, Staffing
from app.domain.thresholds import Thresholds
from app.domain.variance import VarianceStatus
from app.domain.variance_lines import Kind, VarianceLine, lines, other_figures
from app.domain.variance_table import table

LIMITS = Thresholds()
END, MIDDLE, EARLY = date(2018, 12, 31), date(2018, 7, 1), date(2018, 2, 1)


def line_of(document: PlanDocument, key: str, *, on: date = END) -> VarianceLine:
    return next(line for line in lines(document, LIMITS, on=on) if line.row.key == key)


def with_indicator(actual: int | None, **changes: object) -> PlanDocument:
    reported = None if actual is None else Decimal(actual)
    return small_plan(indicators=(indicator("1", actual=reported, **changes),))


def test_indicators_and_checkpoints_are_the_rows_of_the_command() -> None:
    document = plan_107.reported()

    shown = [line.row for line in lines(document, LIMITS, on=END) if line.kind not in (Kind.MONEY, Kind.PEOPLE)]

    assert tuple(shown) == table(document)


def test_the_107_plan_says_what_its_report_printed() -> None:
    said = [line.row.sentence for line in lines(plan_107.reported(), LIMITS, on=END)]

    assert said[:3] == [
        "完成個案輔導數比原預期規劃超出 47 案。",
        "增加產值比原預期規劃超出 1.5 億元。",
        "降低成本比原預期規劃超出 0.47 億元。",
    ]


@pytest.mark.parametrize(
    ("actual", "on", "is_behind", "is_over"),
    [
        pytest.param(100, END, True, False, id="the-year-is-over"),
        pytest.param(80, MIDDLE, False, False, id="half-a-year-half-the-cases"),
        pytest.param(60, MIDDLE, True, False, id="half-a-year-a-third-of-the-cases"),
        pytest.param(0, EARLY, False, False, id="work-only-begins"),
        pytest.param(None, END, False, False, id="not-reported-is-not-short"),
        pytest.param(200, END, False, False, id="within-the-band"),
        pytest.param(214, END, False, True, id="more-than-the-band"),
    ],
)
def test_a_line_is_behind_what_is_due_and_not_what_lies_ahead(
    actual: int | None, on: date, is_behind: bool, is_over: bool
) -> None:
    found = line_of(with_indicator(actual), "1", on=on)

    assert (found.is_behind, found.is_over) == (is_behind, is_over)


def test_half_of_the_year_expects_half_of_the_cases_and_all_of_a_percentage() -> None:
    cases = line_of(with_indicator(None), "1", on=MIDDLE).expected
    share = line_of(with_indicator(None, unit="%", target=Decimal(20)), "1", on=MIDDLE).expected

    assert (cases.value, share.value) == (83, 20)
    assert cases.basis == "依計畫期程 49.9% 推估"


def test_a_checkpoint_is_expected_on_its_day_and_not_before() -> None:
    document = small_plan(checkpoints=(counted_checkpoint("A-2", due_on=date(2018, 4, 30), actual=Decimal(300)),))

    before, after = (line_of(document, "A-2", on=on) for on in (date(2018, 4, 29), date(2018, 4, 30)))

    assert (before.expected.value, before.is_behind) == (None, False)
    assert (after.expected.value, after.is_behind) == (334, True)


@pytest.mark.parametrize(
    ("contracted", "executed", "status", "sentence"),
    [
        (8_271_365, 8_265_663, VarianceStatus.MET, "執行數較簽約數少 5,702 元，執行率 99.93%。"),
        (1_000, 899, VarianceStatus.NOT_MET, "執行數較簽約數少 101 元，執行率 89.90%。"),
        (1_000, 1_001, VarianceStatus.EXCEEDED, "執行數較簽約數多 1 元，執行率 100.10%。"),
        (1_000, None, VarianceStatus.NOT_REPORTED, "尚未填報。"),
        (0, 0, VarianceStatus.NO_TARGET, "無差異"),
    ],
)
def test_money_is_well_spent_within_the_band_and_never_asked_for_more(
    contracted: int, executed: int | None, status: VarianceStatus, sentence: str
) -> None:
    money = FinanceLine("一-1", "人事費", FundSource.SELF, contracted, executed)

    found = line_of(small_plan(finance_lines=(money,)), "一-1")

    assert (found.status, found.row.sentence) == (status, sentence)


def test_of_person_months_a_part_is_expected() -> None:
    document = small_plan(staffing=(Staffing("研究員級", Decimal("1.00"), Decimal("0.50")),))

    expected = line_of(document, "研究員級", on=MIDDLE).expected.value

    assert expected is not None
    assert 0 < expected < 1


def test_the_worst_comes_first_whatever_is_counted_and_whichever_way_is_better() -> None:
    rows = (
        indicator("fine", actual=Decimal(170)),
        indicator("silent", actual=None),
        indicator("half", unit="億元", target=Decimal(2), actual=Decimal(1)),
        indicator("spilt", direction="越低越好", target_qualifier="<=", target=Decimal(10), actual=Decimal(18)),
        indicator("none", target=None, actual=Decimal(5)),
        indicator("zero", direction="越低越好", target_qualifier="<=", target=Decimal(0), actual=Decimal(1)),
    )

    found = sorted(lines(small_plan(indicators=rows, checkpoints=()), LIMITS, on=END), key=lambda line: line.urgency)

    keys = [line.row.key for line in found if line.row.section == "indicators"]
    assert keys == ["zero", "spilt", "half", "silent", "fine", "none"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("較原規劃超出 48 案。", "48 案"),
        ("較原規劃超出 47 案。", None),
        ("全年完成 214 案，超過目標 167 案。", None),
        ("因需求殷切，業者踴躍申請。", None),
        ("另辦理 3 場次說明會。", None),
    ],
)
def test_a_sentence_with_a_figure_of_its_own_is_pointed_out(text: str, told: str | None) -> None:
    row = line_of(with_indicator(214), "1").row

    found = other_figures(text, row)

    assert (found is None) if told is None else (told in (found or ""))


def test_a_line_that_nobody_reported_contradicts_only_its_target() -> None:
    row = replace(line_of(with_indicator(None), "1").row)

    assert other_figures("預計完成 167 案。", row) is None
    assert "180 案" in (other_figures("預計完成 180 案。", row) or "")
