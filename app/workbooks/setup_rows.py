"""Between the rows of a plan document and those of the set-up workbook: what people write instead of codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from app.domain.figures import figure_text
from app.domain.plan_document import (
    Checkpoint,
    FinanceLine,
    FundSource,
    Indicator,
    Period,
    Row,
    Staffing,
    SubPlan,
    WorkItem,
)
from app.domain.plan_setup import FACTS, PlanSetup
from app.domain.variance import Direction
from app.workbooks.layout import Kind, Sheet
from app.workbooks.setup_sheets import FACT_COLUMNS, QUALIFIERS
from app.workbooks.showing import shown

_WORDS = {symbol: word for word, symbol in QUALIFIERS.items()}


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact of the plan as a row: its label, what is known of it, and how to fill it in."""

    key: str
    value: str | None
    help: str


def rows_of(setup: PlanSetup, sheet: Sheet) -> tuple[Any, ...]:
    """What stands on a sheet of the set-up workbook, row by row."""
    return _facts(setup) if sheet.section == FACTS else tuple(map(_as_written, setup.rows(sheet.section)))


def _facts(setup: PlanSetup) -> tuple[FactRow, ...]:
    rows = []
    for column in FACT_COLUMNS:
        value = shown(column, setup.facts, None)  # type: ignore[arg-type] # no row, but with fields like one
        if isinstance(value, int | Decimal):
            value = figure_text(Decimal(value)) if column.kind is Kind.MONEY else str(value)
        rows.append(FactRow(column.header, None if value is None else str(value), _help(column.help, column.required)))
    return tuple(rows)


def _help(text: str, required: bool) -> str:
    return f"（必填）{text}" if required else f"（選填）{text}"


def _as_written(row: Row) -> Row:
    match row:
        case Checkpoint() if row.unit is None:
            return replace(row, target_qualifier="")  # there is nothing that it could bind
        case Checkpoint() | Indicator():
            return replace(row, target_qualifier=_WORDS.get(row.target_qualifier, row.target_qualifier))
        case FinanceLine():
            return replace(row, key=account_code(row))
        case _:
            return row


def account_code(row: FinanceLine) -> str:
    """The code of the account, which the key holds beside the source: 一-3-(1)."""
    return row.key.removesuffix(f"|{row.source}")


def document_row(section: str, values: Mapping[str, Any], number: int) -> Row:
    """The row of the document that a line of the set-up workbook describes; its required fields are there.

    :param number: the place of the line among those of its sheet, from 1.
    """
    found = {name: value for name, value in values.items() if value is not None}
    if "target_qualifier" in found:
        found["target_qualifier"] = QUALIFIERS[found["target_qualifier"]]
    return _MAKERS[section](found, number)


def _numbered(values: Mapping[str, Any]) -> str:
    return f"{values['sub_plan']}-{values['number']}"


def _indicator(values: dict[str, Any], _number: int) -> Indicator:
    named = tuple(filter(None, (name.strip() for name in values.pop("listed_in", "").split("、"))))
    defaults: dict[str, Any] = {
        "attribute": "",
        "category": "",
        "subject": values["item"],
        "places": 0,
        "direction": Direction.HIGHER.value,
        "target_qualifier": ">=",
        "target": None,
    }
    return Indicator(listed_in=named, **(defaults | values))


def _finance_line(values: dict[str, Any], _number: int) -> FinanceLine:
    source = FundSource(values["source"])
    return FinanceLine(f"{values['key']}|{source}", values["account"], source, values["contracted"])


_MAKERS: Mapping[str, Callable[[dict[str, Any], int], Row]] = {
    "periods": lambda values, number: Period(ordinal=number, **values),
    "sub_plans": lambda values, _: SubPlan(**values),
    "work_items": lambda values, _: WorkItem(key=_numbered(values), **values),
    "checkpoints": lambda values, _: Checkpoint(key=_numbered(values), original_due_on=values["due_on"], **values),
    "indicators": _indicator,
    "finance_lines": _finance_line,
    "staffing": lambda values, _: Staffing(**values),
}
