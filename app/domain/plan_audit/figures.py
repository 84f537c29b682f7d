"""Weights, money and cases of a plan: what must add up."""

from collections.abc import Iterator
from decimal import Decimal

from app.domain.case_source import agrees
from app.domain.plan_audit.comparison import HOLDS, Comparison, disagreement, equal, near
from app.domain.plan_document import Case, FundSource, Indicator, PlanDocument
from app.domain.quantity import format_quantity

CLOSED = "結案"
OUTPUT = ("added_value", "new_orders", "staff_productivity", "equipment_productivity")  # 增加產值 of 表 16
SAVINGS = (  # 降低成本 of 表 16
    *("labour_cost", "manufacturing_cost", "purchasing_cost", "inventory_cost"),
    *("defect_cost", "research_cost", "maintenance_cost"),
)
VAT_RATE = Decimal("0.05")  # 營業稅, the balancing item of an integer total (field-notes 1.8)


def weights(document: PlanDocument) -> Iterator[Comparison]:
    """A sub-plan weighs what its checkpoints weigh, and all of them 100; until an approved change takes one out."""
    if not all(row.is_in_force for row in document.checkpoints):
        return
    by_sub_plan = {row.key: Decimal(0) for row in document.sub_plans}
    for checkpoint in document.checkpoints:
        by_sub_plan[checkpoint.sub_plan] += checkpoint.weight_pct
    for row in document.sub_plans:
        yield equal(
            document,
            f"分項計畫 {row.key} 的權重",
            f"分項計畫 {row.key} 各查核點權重",
            row.weight_pct,
            by_sub_plan[row.key],
            "各查核點權重加總",
            unit="%",
        )
    total = sum(by_sub_plan.values(), Decimal(0))
    yield equal(document, "計畫權重合計", "全部查核點權重", Decimal(100), total, "全部查核點權重加總", unit="%")


def finance(document: PlanDocument) -> Iterator[Comparison]:
    """The accounts add up to the budget, and the tax is five percent of the rest."""
    budgets = {FundSource.GOVERNMENT: document.government_budget, FundSource.SELF: document.self_fund}
    for source, budget in budgets.items():
        lines = [line for line in document.finance_lines if line.source is source]
        if not lines:
            continue
        contracted = sum(line.contracted for line in lines)
        yield equal(
            document,
            f"計畫{source}",
            f"經費表{source}簽約數",
            Decimal(budget),
            Decimal(contracted),
            "各科目簽約數加總",
            unit="元",
        )
        tax = sum(line.contracted for line in lines if "營業稅" in line.account)
        if tax:
            yield near(
                document, f"{source}營業稅簽約數", Decimal(tax), (contracted - tax) * VAT_RATE, "其餘科目簽約數 × 5%"
            )


def cases(document: PlanDocument) -> Iterator[Comparison]:
    """What the contractor typed for an indicator is what the closed cases add up to."""
    closed = [case for case in document.cases if case.state == CLOSED]
    if not closed:
        return
    for indicator in document.indicators:
        computed = _from_cases(indicator, closed)
        if computed is not None and indicator.actual is not None:
            yield _printed_alike(document, indicator, computed)


def _from_cases(indicator: Indicator, closed: list[Case]) -> Decimal | None:
    """What the cases say of an indicator whose subject names one of their sums; ``None`` for any other."""
    if "完成個案輔導" in indicator.subject and indicator.unit == "案":
        return Decimal(len(closed))
    for subject, fields in (("增加產值", OUTPUT), ("降低成本", SAVINGS)):
        if subject in indicator.subject:
            return Decimal(sum(getattr(case, name) or 0 for case in closed for name in fields))
    return None


def _printed_alike(document: PlanDocument, indicator: Indicator, computed: Decimal) -> Comparison:
    """A total of cases equals the printed figure if rounding or cutting off at its last place gives it."""
    assert indicator.actual is not None
    if agrees(indicator.actual, computed, indicator.unit, indicator.places):
        return HOLDS
    return disagreement(
        document,
        f"績效指標 {indicator.key}「{indicator.subject}」實際達成值",
        "個案成效（結案）",
        format_quantity(indicator.actual, indicator.unit, places=indicator.places),
        format_quantity(computed, indicator.unit, places=indicator.places),
        "結案個案加總",
    )
