from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.variance import (
    Direction,
    RateFormula,
    Variance,
    VarianceStatus,
    asks_for_explanation,
    draft_sentence,
    rate_text,
)

HUNDRED_MILLION = Decimal(100_000_000)
amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2)
counts = st.integers(min_value=0, max_value=10**9).map(Decimal)
positive_counts = st.integers(min_value=1, max_value=10**9).map(Decimal)


def variance(target, actual, direction=Direction.HIGHER, qualifier=">=", **more):
    as_decimal = [None if figure is None else Decimal(figure) for figure in (target, actual)]
    return Variance(*as_decimal, direction, qualifier, **more)


@pytest.mark.parametrize(
    ("target", "actual", "difference"),
    [
        pytest.param(167, 214, 47, id="107-plan-cases-closed"),
        pytest.param(334, 658, 324, id="107-plan-applications"),
        pytest.param(351_000_000, 501_000_000, 150_000_000, id="107-plan-added-value"),
        pytest.param(167, None, None, id="not-reported-is-not-zero"),
        pytest.param(None, 214, None, id="no-target-is-not-zero"),
        pytest.param(167, 0, -167, id="zero-is-a-report"),
        pytest.param(0, 0, 0, id="zero-against-zero"),
        pytest.param("40", "39.72", "-0.28", id="107-plan-person-months"),
    ],
)
def test_difference_is_actual_minus_target(target, actual, difference):
    assert variance(target, actual).difference == (None if difference is None else Decimal(difference))


@given(amounts, amounts, st.sampled_from(Direction), st.sampled_from(["=", ">=", ">", "<=", "<"]))
def test_direction_and_wording_never_change_the_difference(target, actual, direction, qualifier):
    assert Variance(target, actual, direction, qualifier).difference == actual - target


@pytest.mark.parametrize(
    ("target", "actual", "direction", "formula", "rate"),
    [
        pytest.param(689, 1718, Direction.HIGHER, RateFormula.MIRRORED, "249.3%", id="never-clamped"),
        pytest.param(203_500, 223_676, Direction.HIGHER, RateFormula.MIRRORED, "109.9%", id="printed-109.9"),
        pytest.param(167, 0, Direction.HIGHER, RateFormula.MIRRORED, "0.0%", id="zero-is-a-report"),
        pytest.param(10, 8, Direction.LOWER, RateFormula.MIRRORED, "120.0%", id="mirrored-better"),
        pytest.param(10, 13, Direction.LOWER, RateFormula.MIRRORED, "70.0%", id="mirrored-worse"),
        pytest.param(10, 25, Direction.LOWER, RateFormula.MIRRORED, "-50.0%", id="mirrored-below-zero"),
        pytest.param(10, 8, Direction.LOWER, RateFormula.TARGET_OVER_ACTUAL, "125.0%", id="inverse-better"),
        pytest.param(10, 13, Direction.LOWER, RateFormula.TARGET_OVER_ACTUAL, "76.9%", id="inverse-worse"),
        pytest.param(10, 0, Direction.LOWER, RateFormula.TARGET_OVER_ACTUAL, "—", id="inverse-of-zero"),
        pytest.param(0, 0, Direction.HIGHER, RateFormula.MIRRORED, "不適用", id="nothing-of-nothing"),
        pytest.param(0, 0, Direction.LOWER, RateFormula.MIRRORED, "不適用", id="nothing-of-nothing-lower"),
        pytest.param(0, 3, Direction.HIGHER, RateFormula.MIRRORED, "超出（原訂 0）", id="something-of-nothing"),
        pytest.param(0, 3, Direction.LOWER, RateFormula.MIRRORED, "—", id="something-that-should-not-be"),
        pytest.param(-10, -5, Direction.HIGHER, RateFormula.MIRRORED, "—", id="no-share-of-a-negative-target"),
        pytest.param(None, 3, Direction.HIGHER, RateFormula.MIRRORED, "—", id="no-target"),
        pytest.param(3, None, Direction.HIGHER, RateFormula.MIRRORED, "—", id="not-reported"),
    ],
)
def test_the_rate_follows_the_direction_and_its_named_formula(target, actual, direction, formula, rate):
    assert rate_text(variance(target, actual, direction, inverse_formula=formula)) == rate


def test_a_lower_is_better_rate_is_mirrored_unless_chosen_otherwise():
    assert variance(10, 8, Direction.LOWER).formula is RateFormula.MIRRORED
    assert variance(10, 8, Direction.HIGHER).formula is RateFormula.ACTUAL_OVER_TARGET
    assert variance(10, 8, qualifier="<=").formula is RateFormula.MIRRORED


@given(positive_counts, counts)
def test_rate_times_target_gives_the_actual_back(target, actual):
    rate = Variance(target, actual).rate

    assert abs(Fraction(rate) * Fraction(target) - Fraction(actual)) < Fraction(1, 10**9)


@given(positive_counts, st.integers(min_value=0, max_value=1000).map(Decimal))
def test_an_exact_rate_times_target_is_exactly_the_actual(target, rate):
    assert Variance(target, rate * target).rate == rate


@given(counts)
def test_a_target_of_zero_has_no_rate(actual):
    assert Variance(Decimal(0), actual).rate is None


@given(positive_counts, positive_counts, st.sampled_from(Direction), st.sampled_from(list(RateFormula)[1:]))
def test_a_rate_of_one_hundred_percent_or_more_means_the_target_is_met(target, actual, direction, formula):
    row = Variance(target, actual, direction, inverse_formula=formula)

    assert (row.rate >= 1) is row.is_met


@pytest.mark.parametrize(
    ("target", "actual", "direction", "qualifier", "status"),
    [
        pytest.param(167, 214, Direction.HIGHER, ">=", VarianceStatus.EXCEEDED, id="more"),
        pytest.param(167, 167, Direction.HIGHER, ">=", VarianceStatus.MET, id="at-least-is-inclusive"),
        pytest.param(167, 166, Direction.HIGHER, ">=", VarianceStatus.NOT_MET, id="one-short"),
        pytest.param(100, 100, Direction.HIGHER, ">", VarianceStatus.NOT_MET, id="more-than-is-strict"),
        pytest.param(100, 101, Direction.HIGHER, ">", VarianceStatus.EXCEEDED, id="more-than"),
        pytest.param(5, 6, Direction.HIGHER, "=", VarianceStatus.EXCEEDED, id="a-plain-number-is-at-least"),
        pytest.param(5, 4, Direction.HIGHER, "~", VarianceStatus.NOT_MET, id="about-is-at-least"),
        pytest.param(5, 5, Direction.HIGHER, "<=", VarianceStatus.MET, id="at-most-is-inclusive"),
        pytest.param(5, 6, Direction.HIGHER, "<=", VarianceStatus.NOT_MET, id="a-ceiling-turns-more-into-bad"),
        pytest.param(5, 5, Direction.LOWER, "<", VarianceStatus.NOT_MET, id="less-than-is-strict"),
        pytest.param(5, 4, Direction.LOWER, "<", VarianceStatus.EXCEEDED, id="less-than"),
        pytest.param(10, 8, Direction.LOWER, "=", VarianceStatus.EXCEEDED, id="fewer-is-better"),
        pytest.param(10, 12, Direction.LOWER, ">=", VarianceStatus.NOT_MET, id="direction-outranks-at-least"),
        pytest.param(0, 0, Direction.HIGHER, ">=", VarianceStatus.MET, id="zero-of-zero"),
        pytest.param(0, 3, Direction.HIGHER, ">=", VarianceStatus.EXCEEDED, id="something-of-zero"),
        pytest.param(0, 3, Direction.LOWER, "=", VarianceStatus.NOT_MET, id="something-that-should-not-be"),
        pytest.param(None, 3, Direction.HIGHER, ">=", VarianceStatus.NO_TARGET, id="no-target"),
        pytest.param(None, None, Direction.HIGHER, ">=", VarianceStatus.NO_TARGET, id="neither"),
        pytest.param(3, None, Direction.HIGHER, ">=", VarianceStatus.NOT_REPORTED, id="not-reported"),
        pytest.param(0, None, Direction.HIGHER, ">=", VarianceStatus.NOT_REPORTED, id="zero-not-reported"),
    ],
)
def test_status_says_how_the_actual_stands_to_its_target(target, actual, direction, qualifier, status):
    assert variance(target, actual, direction, qualifier).status is status


def test_an_unknown_qualifier_is_refused_rather_than_guessed():
    with pytest.raises(ValueError, match="限定詞「=>」無法辨識"):
        variance(1, 1, qualifier="=>")


def test_a_lower_is_better_rate_cannot_use_the_plain_formula():
    with pytest.raises(ValueError, match="逆向指標"):
        variance(1, 1, inverse_formula=RateFormula.ACTUAL_OVER_TARGET)


@pytest.mark.parametrize(
    ("subject", "target", "actual", "unit", "scale", "sentence"),
    [
        pytest.param("完成個案輔導數", 167, 214, "案", 1, "完成個案輔導數比原預期規劃超出 47 案。", id="107-cases"),
        pytest.param(
            "增加產值",
            351_000_000,
            501_000_000,
            "億元",
            HUNDRED_MILLION,
            "增加產值比原預期規劃超出 1.5 億元。",
            id="107-value",
        ),
        pytest.param(
            "降低成本",
            50_000_000,
            97_000_000,
            "億元",
            HUNDRED_MILLION,
            "降低成本比原預期規劃超出 0.47 億元。",
            id="107-cost",
        ),
        pytest.param(
            "受理申請案件數", 334, 658, "案", 1, "受理申請案件數比原預期規劃超出 324 案。", id="107-applications"
        ),
        pytest.param("完成個案輔導數", 167, 167, "案", 1, "無差異", id="equal"),
        pytest.param(
            "完成個案輔導數",
            167,
            155,
            "案",
            1,
            "完成個案輔導數較原預期規劃短少 12 案，達成率 92.8%。",
            id="less-carries-the-rate",
        ),
        pytest.param(
            "瀏覽人次", 350_000, 1_350_000, "人次", 1, "瀏覽人次比原預期規劃超出 1,000,000 人次。", id="commas"
        ),
        pytest.param(
            "完成個案輔導數", 167, 0, "案", 1, "完成個案輔導數較原預期規劃短少 167 案，達成率 0.0%。", id="zero"
        ),
        pytest.param("完成個案輔導數", 167, None, "案", 1, "完成個案輔導數尚未填報實際值。", id="not-reported"),
        pytest.param("完成個案輔導數", None, 5, "案", 1, "完成個案輔導數未訂目標值，實際值為 5 案。", id="no-target"),
        pytest.param("完成個案輔導數", 0, 5, "案", 1, "完成個案輔導數比原預期規劃超出 5 案。", id="target-zero"),
    ],
)
def test_the_draft_sentence_speaks_as_official_reports_do(subject, target, actual, unit, scale, sentence):
    assert draft_sentence(subject, variance(target, actual), unit=unit, scale=Decimal(scale)) == sentence


@pytest.mark.parametrize(
    ("target", "actual", "sentence"),
    [
        pytest.param(10, 8, "客訴件數比原預期規劃減少 2 件。", id="fewer-is-good"),
        pytest.param(10, 13, "客訴件數較原預期規劃超出 3 件，達成率 70.0%。", id="more-is-bad"),
        pytest.param(0, 3, "客訴件數較原預期規劃超出 3 件。", id="a-target-of-zero-has-no-rate"),
        pytest.param(10, 10, "無差異", id="equal"),
    ],
)
def test_the_draft_sentence_turns_round_when_less_is_better(target, actual, sentence):
    assert draft_sentence("客訴件數", variance(target, actual, Direction.LOWER), unit="件") == sentence


@pytest.mark.parametrize(("qualifier", "bound"), [(">", "超過"), ("<", "低於")])
def test_an_actual_equal_to_a_strict_bound_is_not_called_without_variance(qualifier, bound):
    sentence = draft_sentence("參訓人數", variance(100, 100, qualifier=qualifier), unit="人")

    assert sentence == f"參訓人數與原預期規劃數相同，惟目標為{bound} 100 人，尚未達成。"


@pytest.mark.parametrize(
    ("target", "actual", "asks"),
    [
        pytest.param(100, 99, True, id="missed"),
        pytest.param(100, 100, False, id="met"),
        pytest.param(100, 120, False, id="the-band-itself-is-fine"),
        pytest.param(100, 121, True, id="too-good-to-be-a-fair-target"),
        pytest.param(0, 50, False, id="no-rate-no-band"),
        pytest.param(100, None, False, id="not-reported-is-another-matter"),
    ],
)
def test_a_missed_or_far_exceeded_target_asks_for_an_explanation(target, actual, asks):
    assert asks_for_explanation(variance(target, actual), over_achievement_rate=Decimal("1.2")) is asks
