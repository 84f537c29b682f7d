"""Budget lines and the money of the whole plan."""

from datetime import date
from decimal import Decimal

import pytest

from app.domain.checkpoint_state import CheckpointFacts
from app.domain.slippage import CheckpointOnDay, FinanceOnDay, Level, PlanOnDay, evaluate
from app.domain.thresholds import Thresholds

JULY, DECEMBER, AFTER = date(2018, 7, 2), date(2018, 12, 16), date(2019, 1, 1)


def slips(*lines, on=None, reports=(JULY,), final=False, checkpoints=()):
    """Lines as (key, source, contracted, executed)."""
    money = tuple(FinanceOnDay(key, f"科目{key}", source, contracted, done) for key, source, contracted, done in lines)
    plan = PlanOnDay(
        "P",
        checkpoints,
        finance_lines=money,
        starts_on=date(2018, 1, 1),
        ends_on=date(2018, 12, 31),
        reports=reports,
        has_final_report=final,
    )
    return evaluate(plan, as_of=on or reports[-1], thresholds=Thresholds())


def at_the_end(*lines):
    return slips(*lines, on=AFTER, reports=(DECEMBER,), final=True)


@pytest.mark.parametrize(
    ("executed", "level"),
    [(900, None), (899, Level.BEHIND), (800, Level.BEHIND), (799, Level.SEVERE), (499, Level.SEVERE), (1300, None)],
)
def test_the_bands_of_execution_hold_when_the_plan_is_over(executed, level):
    found = at_the_end(("一", "政府經費", 1000, executed))

    assert [slip.level for slip in found] == ([] if level is None else [level])


def test_a_low_line_says_by_which_figures():
    (slip,) = at_the_end(("一", "政府經費", 2_000_000, 1_500_000))

    assert (slip.key, slip.state) == ("一", "執行率偏低")
    assert slip.rule == (
        "科目一（政府經費）執行 1,500,000 元、簽約 2,000,000 元，執行率 75.0%，政府經費合計 75.0%；"
        "計畫結束時執行率低於 80% 為紅燈"
    )


def test_money_may_move_between_the_lines_of_one_source():
    assert at_the_end(("一", "自籌款", 7_503_195, 8_002_216), ("二", "自籌款", 375_160, 263_447)) == ()


def test_another_source_does_not_make_up_for_it():
    found = at_the_end(("一", "政府經費", 1000, 1500), ("二", "自籌款", 1000, 700))

    assert [slip.key for slip in found] == ["二"]


def test_before_the_end_only_far_too_little_is_watched():
    (slip,) = slips(("一", "政府經費", 1_000_000, 200_000))

    assert (slip.level, slip.state) == (Level.NOTICE, "執行數低於應達數")
    assert "應達 501,370 元（依計畫期程 50.1% 推估）；低於應達數之 50% 須留意" in slip.rule
    assert slips(("一", "政府經費", 1_000_000, 300_000)) == ()


def test_what_was_not_reported_is_told_only_after_the_final_report():
    assert slips(("一", "政府經費", 1000, None)) == ()
    assert [slip.state for slip in at_the_end(("一", "政府經費", 1000, None))] == ["未填報"]


def test_a_line_without_money_is_no_line():
    assert at_the_end(("一", "自籌款", 0, 0), ("二", "自籌款", 0, None)) == ()


@pytest.mark.parametrize(
    ("executed", "way"),
    [(720, "超前"), (699, None), (301, None), (280, "落後")],
    ids=["ahead", "near", "close", "behind"],
)
def test_spending_is_held_against_the_work_that_was_done(executed, way):
    done = CheckpointFacts(date(2018, 6, 30), completed_on=date(2018, 6, 1))
    ahead = CheckpointFacts(date(2018, 11, 30))
    work = (CheckpointOnDay("A-1", done, Decimal(50)), CheckpointOnDay("A-2", ahead, Decimal(50)))

    found = slips(("一", "政府經費", 1000, executed), checkpoints=work)

    assert [(slip.key, slip.level) for slip in found] == ([("合計", Level.NOTICE)] if way else [])
    assert all(f"實際進度 50.0%，經費{way}進度" in slip.rule for slip in found)
