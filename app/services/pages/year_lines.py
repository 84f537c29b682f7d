"""The years of a plan of one name as its page shows them: what each had, and what it came to."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.lights import Light
from app.services.plan_years import PlanYear, PlanYears


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year; whole 元. What no night has kept is ``None``."""

    code: str
    roc_year: int
    year_index: int
    years_total: int
    is_this: bool
    government_budget: int
    light: Light | None
    light_word: str
    cases: int | None
    output_sum: int | None  # 增加產值
    saving_sum: int | None  # 降低成本


def year_lines(years: PlanYears) -> tuple[YearLine, ...]:
    """Nothing for a plan that has one year only."""
    return tuple(_lines(years)) if len(years.years) > 1 else ()


def _lines(years: PlanYears) -> Iterator[YearLine]:
    for one in years.years:
        yield _line(one, is_this=one.plan.id == years.plan.id)


def _line(one: PlanYear, *, is_this: bool) -> YearLine:
    plan, last = one.plan, one.last
    return YearLine(
        *(plan.code, plan.roc_year, plan.year_index, plan.years_total, is_this, plan.government_budget),
        light=Light(last.light) if last else None,
        light_word=last.light_word if last else "",
        cases=last.cases if last else None,
        output_sum=last.output_sum if last else None,
        saving_sum=last.saving_sum if last else None,
    )
