"""Any plan document, for property tests: texts of every alphabet, figures of every size, half-filled rows."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from support.plan_builder import PERIODS, plan

from app.domain.checkpoint_state import Disposition
from app.domain.plan_document import (
    Case,
    Checkpoint,
    CompletionBasis,
    FinanceLine,
    FundSource,
    Indicator,
    PlanDocument,
    Staffing,
    SubPlan,
    WorkItem,
)
from app.domain.units import unit_scale
from app.domain.variance import Direction

UNITS = ("案", "場次", "家", "億元", "萬元", "千元", "元", "萬人次", "人次", "式", "%", "人月", "套")

texts = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="個案輔導成效 12３，。\n\t=+-@'\"<>&_x000D", max_size=60),
    st.sampled_from(
        ["=1+1", "+886", "-", "@SUM(A1)", "http://example.tw/", "107/1/31", "5.01億元", "0", "_x0041_", "無差異"]
    ),
)
optional_texts = st.none() | texts
days = st.dates(min_value=date(1913, 1, 1), max_value=date(2099, 12, 31))
optional_money = st.none() | st.integers(min_value=-(10**13), max_value=10**13)
weights = st.decimals(min_value=0, max_value=100, places=2)


@st.composite
def figures(draw: st.DrawFn, unit: str) -> Decimal:
    """A figure in base units that people would write in ``unit``."""
    figure = draw(st.decimals(min_value=Decimal(-(10**9)), max_value=Decimal(10**9), places=draw(st.integers(0, 4))))
    return figure * unit_scale(unit)[1]


@st.composite
def checkpoints(draw: st.DrawFn, sub_plan: str, number: int) -> Checkpoint:
    unit = draw(st.none() | st.sampled_from(UNITS))
    completed_on = draw(st.none() | days)
    disposition = draw(st.none() | st.sampled_from(Disposition))
    due_on = draw(days)
    return Checkpoint(
        key=f"{sub_plan}-{number}",
        sub_plan=sub_plan,
        number=number,
        original_due_on=due_on,
        due_on=due_on,
        description=draw(texts),
        weight_pct=draw(weights),
        unit=unit,
        target=draw(st.none() | figures(unit)) if unit else None,
        disposition=disposition,
        disposition_on=draw(days) if disposition else None,
        disposition_reason=draw(texts) if disposition else None,
        completed_on=completed_on,
        completion_basis=draw(st.sampled_from(CompletionBasis)) if completed_on else CompletionBasis.EXACT,
        actual=draw(st.none() | figures(unit)) if unit else None,
        achievement=draw(optional_texts),
        delay_reason=draw(optional_texts),
        remedy=draw(optional_texts),
        catch_up_on=draw(st.none() | days),
    )


@st.composite
def indicators(draw: st.DrawFn, number: int) -> Indicator:
    unit = draw(st.sampled_from(UNITS))
    return Indicator(
        key=str(number),
        listed_in=(),
        attribute=draw(texts),
        category=draw(texts),
        item=draw(texts),
        subject="",
        unit=unit,
        places=draw(st.integers(0, 4)),
        direction=Direction.HIGHER.value,
        target_qualifier=">=",
        target=draw(st.none() | figures(unit)),
        actual=draw(st.none() | figures(unit)),
        benefit_note=draw(optional_texts),
        breakthrough=draw(optional_texts),
    )


@st.composite
def cases(draw: st.DrawFn, number: int) -> Case:
    words = ["firm_name", "tax_id", "county", "group", "function", "adviser_name", "adviser_kind", "mode", "state"]
    money = [name for name, kind in Case.__annotations__.items() if kind == "int | None"]
    values: dict[str, Any] = {name: draw(texts) for name in words} | {name: draw(optional_money) for name in money}
    return Case(key=f"107-{number:04}", **values)


@st.composite
def finance_lines(draw: st.DrawFn, number: int) -> FinanceLine:
    source = draw(st.sampled_from(FundSource))
    return FinanceLine(
        f"一-{number}|{source}",
        draw(texts),
        source,
        draw(st.integers(0, 10**12)),
        draw(optional_money),
        draw(optional_texts),
    )


@st.composite
def plans(draw: st.DrawFn) -> PlanDocument:
    """A plan with up to a few rows of every kind."""

    def numbers() -> range:
        return range(1, 1 + draw(st.integers(0, 3)))

    return plan(
        name=draw(texts),
        contractor=draw(texts),
        sub_plans=(SubPlan("A", draw(texts), Decimal(60)), SubPlan("B", "第二分項", Decimal(40))),
        work_items=tuple(
            WorkItem(f"A-{n}", "A", n, draw(texts), draw(optional_texts), draw(optional_texts)) for n in numbers()
        ),
        checkpoints=tuple(draw(checkpoints(sub_plan, n)) for sub_plan in "AB" for n in numbers()),
        indicators=tuple(draw(indicators(n)) for n in numbers()),
        cases=tuple(draw(cases(n)) for n in numbers()),
        finance_lines=tuple(draw(finance_lines(n)) for n in numbers()),
        staffing=tuple(Staffing(f"級別{n}", draw(weights), draw(st.none() | weights)) for n in numbers()),
        periods=PERIODS,
    )
