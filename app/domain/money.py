"""執行率 and its relatives: every rate with the formula it was computed by, because the word has several meanings.

Sources: field-notes 1.4, design section 4. Amounts are whole 元 (any one unit will do); rates are ratios.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.figures import percent_text
from app.domain.lights import Light, LightReading
from app.domain.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class FinanceComponents:
    """What the rates are made of; ``None`` means "not reported" and is never zero."""

    allocated: int | None = None  # 累計分配數
    paid: int | None = None  # 累計實支數
    payable: int | None = None  # 應付未付數
    surplus: int | None = None  # 節餘數
    reserved: int | None = None  # 保留數: carried over to next year, in no rate
    returned: int | None = None  # 繳庫數: given back to the treasury, in no rate
    yearly_budget: int | None = None  # 全年可支用預算數


class MoneyFormula(StrEnum):
    """How a rate is computed, as it is printed beside the rate."""

    EXECUTION = "（累計實支數 + 應付未付數 + 節餘數）÷ 累計分配數"
    PAYMENT = "累計實支數 ÷ 累計分配數"
    YEARLY_ACHIEVEMENT = "（累計實支數 + 應付未付數 + 節餘數）÷ 全年可支用預算數"
    BUDGET_CENTER = "（實支數 + 應付未付數）÷ 全年可支用預算數"


@dataclass(frozen=True, slots=True)
class MoneyRate:
    """A rate with its name, its formula, and the two sums it divides."""

    name: str
    formula: MoneyFormula
    numerator: int | None
    denominator: int | None

    @property
    def value(self) -> Decimal | None:
        """The ratio, never clamped; ``None`` ("—") when a component is missing or the denominator is 0."""
        if self.numerator is None or not self.denominator:
            return None
        return Decimal(self.numerator) / Decimal(self.denominator)

    @property
    def is_over_whole(self) -> bool:
        """Above 100 %: legal (自籌款 may be overspent), and worth a warning."""
        return self.value is not None and self.value > 1


def execution_rate(components: FinanceComponents) -> MoneyRate:
    """執行率 as the national council computes it: what is owed or saved counts as executed."""
    return MoneyRate("執行率", MoneyFormula.EXECUTION, _executed(components), components.allocated)


def payment_rate(components: FinanceComponents) -> MoneyRate:
    """支用率: only what was really paid."""
    return MoneyRate("支用率", MoneyFormula.PAYMENT, components.paid, components.allocated)


def yearly_achievement_rate(components: FinanceComponents) -> MoneyRate:
    """經費達成率: executed so far, against the whole year's budget."""
    return MoneyRate("經費達成率", MoneyFormula.YEARLY_ACHIEVEMENT, _executed(components), components.yearly_budget)


def budget_center_rate(components: FinanceComponents) -> MoneyRate:
    """預算執行率 in the variant of 立法院預算中心: neither savings nor reserves count."""
    numerator = _sum(components.paid, components.payable)
    return MoneyRate("預算執行率", MoneyFormula.BUDGET_CENTER, numerator, components.yearly_budget)


def execution_light(rate: MoneyRate, thresholds: Thresholds) -> LightReading:
    """The light of an execution rate, worst band first; 灰 when there is no rate."""
    inputs = f"{rate.name} {percent_text(rate.value)}，公式為{rate.formula}"
    if rate.value is None:
        return LightReading(Light.GREY, "未填報", "分配數為 0 或資料未填報為灰燈", inputs)
    for below, light, word in (
        (thresholds.severe_execution_rate, Light.RED, "嚴重落後"),
        (thresholds.behind_execution_rate, Light.RED, "落後"),
        (thresholds.watch_execution_rate, Light.YELLOW, "偏低"),
    ):
        if rate.value < below:
            limit = percent_text(below, places=0)
            return LightReading(light, word, f"{rate.name}低於 {limit} 為{light}燈（{word}）", inputs, limit)
    limit = percent_text(thresholds.watch_execution_rate, places=0)
    return LightReading(Light.GREEN, "符合", f"{rate.name}達 {limit} 以上為綠燈", inputs, limit)


def _executed(components: FinanceComponents) -> int | None:
    return _sum(components.paid, components.payable, components.surplus)


def _sum(*amounts: int | None) -> int | None:
    """The total, or ``None`` when one of the amounts was not reported: a gap must not look like a zero."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None
