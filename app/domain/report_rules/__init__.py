"""What a report must hold (檢核規則), whatever door it came in by: a workbook, a form, the API.

The rules speak only of rows that the report changes: what nobody touched is the business of the slippage scan.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, TypeAlias

from app.domain.findings import Finding
from app.domain.plan_document import REPORTED_SECTIONS, PlanDocument, Row, changed_rows, reported_fields
from app.domain.report_rules.cases import CASE_MONEY, case_is_identified
from app.domain.report_rules.checkpoints import (
    completion_is_plausible,
    is_still_in_the_plan,
    quantity_is_reported,
    slippage_is_explained,
    text_agrees_with_the_fields,
)
from app.domain.report_rules.figures import LARGEST, TEXT_DISAGREES, can_be_kept, things_are_whole
from app.domain.report_rules.finance import government_money_is_not_overspent
from app.domain.report_rules.indicators import (
    note_agrees_with_the_actual,
    note_is_short_enough,
    shortfall_is_explained,
)
from app.domain.report_rules.rule import Context, Rule

__all__ = ["CONCLUDED", "LARGEST", "TEXT_DISAGREES", "check_report", "check_rows"]

#: Codes of what is concluded from several cells of a row: nothing is, while one of them cannot be read.
CONCLUDED = frozenset({"explanation_missing", "actual_missing", "shortfall_unexplained"})

RULES: dict[str, tuple[Rule, ...]] = {
    "checkpoints": (
        is_still_in_the_plan,
        completion_is_plausible,
        quantity_is_reported,
        slippage_is_explained,
        text_agrees_with_the_fields,
        things_are_whole,
        can_be_kept("actual", places=4),
    ),
    "indicators": (
        shortfall_is_explained,
        note_is_short_enough,
        note_agrees_with_the_actual,
        things_are_whole,
        can_be_kept("actual", places=4),
    ),
    "finance_lines": (
        government_money_is_not_overspent,
        can_be_kept("executed", places=0),
    ),
    "staffing": (can_be_kept("actual_months", places=2),),
    "cases": (
        case_is_identified,
        can_be_kept(*CASE_MONEY, places=0),
    ),
}

#: Findings of rows that have been checked already, by section and key.
Checked: TypeAlias = Mapping[str, Mapping[str, tuple[Finding, ...]]]


def check_report(
    before: PlanDocument, after: PlanDocument, *, on: date, checked: Checked = MappingProxyType({})
) -> tuple[Finding, ...]:
    """Everything wrong with the rows that differ between ``before`` and ``after``, in document order.

    :param on: the day of reporting; a completion cannot lie after it.
    :param checked: what :func:`check_rows` found, for the rows that it was given.
    """
    context = Context(before, on)
    found: list[Finding] = []
    for section in REPORTED_SECTIONS:
        told = checked.get(section, {})
        for was, row in changed_rows(before.rows(section), after.rows(section)):
            if row.key in told:
                found.extend(told[row.key])
            elif _touched(section, was, row):
                found.extend(_faults(section, row, context))
    return tuple(found)


def check_rows(section: str, rows: Iterable[Row], before: PlanDocument, *, on: date) -> dict[str, tuple[Finding, ...]]:
    """Everything wrong with these rows, by key; each is judged on its own, so that a long list can be read in parts.

    :param before: the plan before the report.
    """
    context = Context(before, on)
    return {row.key: tuple(_faults(section, row, context)) for row in rows}


def _touched(section: str, before: Row | None, after: Row) -> bool:
    return before is None or any(getattr(before, name) != getattr(after, name) for name in reported_fields(section))


def _faults(section: str, row: Any, context: Context) -> Iterator[Finding]:
    for rule in RULES.get(section, ()):
        for field, severity, code, message in rule(row, context):
            yield Finding(section, row.key, field, severity, code, message)
