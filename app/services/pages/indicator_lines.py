"""Indicators as pages show them, official table by official table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from app.domain.plan_document import Indicator, PlanDocument
from app.domain.variance import VarianceStatus, rate_text
from app.domain.variance_table import EXPECTED, of_indicator
from app.services.case_figures import CaseFigure, Place


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator beside its target; figures in base units."""

    key: str
    attribute: str
    category: str
    item: str
    unit: str
    places: int
    target_qualifier: str
    target: Decimal | None
    other_target: Decimal | None  # what was promised at the other time, if not the same
    actual: Decimal | None
    difference: Decimal | None
    rate_text: str
    formula: str
    status: VarianceStatus
    sentence: str
    cases: CaseFigure | None  # the sum over cases that it is declared to be
    year_before: Decimal | None  # what the same indicator came to in the plan of the year before
    benefit_note: str | None
    breakthrough: str | None


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    """The indicators of one official table."""

    title: str
    indicators: tuple[IndicatorLine, ...]


def indicator_groups(
    document: PlanDocument,
    other: PlanDocument | None = None,
    figures: Mapping[Place, CaseFigure] = MappingProxyType({}),
    year_before: PlanDocument | None = None,
) -> Iterator[IndicatorGroup]:
    """預期成效 first; an indicator that stands in several official tables is shown in the first of them.

    :param other: the plan as it was promised at another time, to be named beside.
    :param figures: those that are computed from cases; ``document`` shows them already.
    :param year_before: the plan of the year before; of it, what has the same subject and unit is named beside.
    """
    titles = dict.fromkeys([EXPECTED, *(title for row in document.indicators for title in row.listed_in)])
    for title in titles:
        lines = tuple(
            indicator_line(row, other, figures.get(("indicators", row.key)), year_before)
            for row in document.indicators
            if row.listed_in[:1] == (title,)
        )
        if lines:
            yield IndicatorGroup(title, lines)


def indicator_line(
    row: Indicator,
    other: PlanDocument | None = None,
    cases: CaseFigure | None = None,
    year_before: PlanDocument | None = None,
) -> IndicatorLine:
    """An indicator beside its target, the target of the other time, the year before, and the cases that it sums up."""
    then = other.row("indicators", row.key) if other else None
    judged = of_indicator(row)
    variance = judged.variance
    return IndicatorLine(
        key=row.key,
        attribute=row.attribute,
        category=row.category,
        item=row.subject,
        unit=row.unit,
        places=row.places,
        target_qualifier=row.target_qualifier,
        target=row.target,
        other_target=then.target if isinstance(then, Indicator) and then.target != row.target else None,
        actual=row.actual,
        difference=variance.difference,
        rate_text=rate_text(variance),
        formula=variance.formula.value,
        status=variance.status,
        sentence=judged.sentence,
        cases=cases,
        year_before=_of_year_before(row, year_before),
        benefit_note=row.benefit_note,
        breakthrough=row.breakthrough,
    )


def _of_year_before(row: Indicator, year_before: PlanDocument | None) -> Decimal | None:
    """By what it is called and counted in: keys are given anew every year."""
    if year_before is None:
        return None
    same = (one.actual for one in year_before.indicators if (one.subject, one.unit) == (row.subject, row.unit))
    return next(same, None)
