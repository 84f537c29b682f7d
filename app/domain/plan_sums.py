"""What the rows of a plan add up to when it is set up: weights, running numbers, money, the order of periods."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeAlias

from app.domain.figures import figure_text
from app.domain.findings import Severity
from app.domain.plan_document import FundSource
from app.domain.plan_faults import Fault, warning
from app.domain.plan_setup import PlanSetup
from app.domain.progress import WHOLE_PCT, weight_text

#: Faults with the key of the row in which they show; of a whole section without one.
Whole: TypeAlias = Iterator[tuple[str, Fault]]


def _periods_follow(setup: PlanSetup) -> Whole:
    if not setup.periods:
        yield "", Fault(None, "no_rows", "至少須有一個期別，受委託單位才能填報；請填寫期別、開放日與截止日。")
    for before, after in pairwise(setup.periods):
        if after.due_on <= before.due_on:
            message = f"「{after.key}」的截止日須晚於前一期「{before.key}」；請依截止日先後排列。"
            yield after.key, Fault("due_on", "periods_out_of_order", message)


def _sub_plan_weights(setup: PlanSetup) -> Whole:
    yield from _sum_is_whole("分項計畫", (row.weight_pct for row in setup.sub_plans), Severity.WARNING)


def _checkpoint_weights(setup: PlanSetup) -> Whole:
    """Weights are the plan's yardstick: they total exactly 100.00 (field-notes 1.2).

    What an approved change took out left a gap; progress is measured by shares of the rest, so it only asks.
    """
    in_force = [row for row in setup.checkpoints if row.is_in_force]
    if not in_force:
        yield "", warning(None, "no_rows", "沒有任何查核點，計畫進度將無從計算；請確認。")
        return
    has_gap = len(in_force) < len(setup.checkpoints) and sum(row.weight_pct for row in in_force) < WHOLE_PCT
    severity = Severity.WARNING if has_gap else Severity.ERROR
    yield from _sum_is_whole("查核點", (row.weight_pct for row in in_force), severity)
    if has_gap:
        return
    for sub_plan in setup.sub_plans if "sub_plans" not in setup.unread else ():
        weights = [row.weight_pct for row in in_force if row.sub_plan == sub_plan.key]
        if weights and sum(weights) != sub_plan.weight_pct:
            message = (
                f"分項計畫 {sub_plan.key} 的查核點權重合計 {weight_text(sum(weights, Decimal(0)))}%，"
                f"與分項計畫權重 {weight_text(sub_plan.weight_pct)}% 不同，請確認。"
            )
            yield "", warning("weight_pct", "weights_disagree", message)


def _sum_is_whole(name: str, weights: Iterable[Decimal], severity: Severity) -> Whole:
    total = sum(weights, Decimal(0))
    if total != WHOLE_PCT:
        gap = WHOLE_PCT - total
        advice = f"{'尚少' if gap > 0 else '多出'} {figure_text(abs(gap))}"
        message = f"{name}權重合計為 {weight_text(total)}%，應為 100.00%（{advice}），請調整。"
        yield "", Fault("weight_pct", "weights_not_whole", message, severity)


def _numbers_run(section: str) -> Callable[[PlanSetup], Whole]:
    def rule(setup: PlanSetup) -> Whole:
        rows: list[Any] = [row for row in setup.rows(section) if row.number > 0]  # type: ignore[union-attr]
        for letter in dict.fromkeys(row.sub_plan for row in rows):
            numbers = {row.number for row in rows if row.sub_plan == letter}
            if missing := sorted(set(range(1, len(numbers) + 1)) - numbers):
                first = next(row for row in rows if row.sub_plan == letter and row.number > missing[0])
                message = f"分項計畫 {letter} 的序號不連續，缺 {'、'.join(map(str, missing))}；請確認沒有遺漏。"
                yield first.key, warning("number", "numbers_have_gaps", message)

    return rule


def _money_adds_up(setup: PlanSetup) -> Whole:
    """The contract of each source is the sum of its accounts; an account stands once for each source."""
    if not setup.finance_lines:
        yield "", warning(None, "no_rows", "沒有經費明細，無法核對政府經費與自籌款；請確認。")
        return
    seen: set[tuple[str, str]] = set()
    for row in setup.finance_lines:
        if (row.account, row.source) in seen:
            message = f"「{row.account}」的{row.source}已在前面列過；請合併為一列，或改用不同的科目名稱。"
            yield row.key, Fault("account", "account_repeated", message)
        seen.add((row.account, row.source))
    for source, budget in (
        (FundSource.GOVERNMENT, setup.facts.government_budget),
        (FundSource.SELF, setup.facts.self_fund),
    ):
        total = sum(row.contracted for row in setup.finance_lines if row.source is source)
        if budget is not None and total != budget:
            message = (
                f"{source}各科目合計 {total:,} 元，計畫基本資料填 {budget:,} 元，"
                f"相差 {abs(total - budget):,} 元；請修正其中之一。"
            )
            yield "", Fault("contracted", "budget_disagrees", message)


#: By section; they judge nothing of which a row could not be read.
SUM_RULES: Mapping[str, tuple[Callable[[PlanSetup], Whole], ...]] = {
    "periods": (_periods_follow,),
    "sub_plans": (_sub_plan_weights,),
    "work_items": (_numbers_run("work_items"),),
    "checkpoints": (_checkpoint_weights, _numbers_run("checkpoints")),
    "finance_lines": (_money_adds_up,),
}
