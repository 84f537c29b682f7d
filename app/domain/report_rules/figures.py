"""Figures, whatever row they stand in: what the books can keep, what is counted, and what a text says otherwise."""

from collections.abc import Iterator
from decimal import Decimal
from operator import attrgetter
from typing import Any

from app.domain.figures import figure_text
from app.domain.findings import Severity
from app.domain.plan_document import Checkpoint, Indicator
from app.domain.quantity import Quantity
from app.domain.report_rules.rule import Context, Fault, Rule
from app.domain.units import UnitError, counts_whole, unit_scale

#: Base units that the books can hold: 900 兆, far beyond any budget.
LARGEST = 9 * 10**14
#: A larger fraction is hardly what a spreadsheet keeps of a percentage that somebody typed.
LIKELY_PERCENTAGE = 2
TEXT_DISAGREES = "text_disagrees"


def can_be_kept(*names: str, places: int) -> Rule:
    """A negative figure, and one that is finer or larger than the books keep, is refused, never rounded
    (decision 0001)."""
    values_of = attrgetter("key", *names)  # the key keeps a single value from coming bare

    def rule(row: Any, _context: Context) -> Iterator[Fault]:
        for name, value in zip(names, values_of(row)[1:], strict=True):
            # Nearly every one of the hundreds of thousands of figures in a list of cases is whole and ordinary.
            if value is not None and not (type(value) is int and 0 <= value < LARGEST):
                yield from _faults_of_figure(name, value, places)

    return rule


def _faults_of_figure(name: str, value: Decimal | int, places: int) -> Iterator[Fault]:
    if value < 0:
        yield name, Severity.ERROR, "negative", f"數值 {value:,} 不可為負數，請修正。"
    if not -LARGEST < value < LARGEST:
        yield name, Severity.ERROR, "too_large", f"數值 {value:,f} 超出系統可記錄的範圍，請核對單位與位數。"
    elif isinstance(value, Decimal) and value != round(value, places):
        message = f"數值 {value:f} 的小數超過 {places} 位，系統不會自行捨入，請改填至小數第 {places} 位。"
        yield name, Severity.ERROR, "too_fine", message


def things_are_whole(row: Checkpoint | Indicator, _context: Context) -> Iterator[Fault]:
    """There is no 0.95 案; but a target that is no whole number itself (每場 2.5 人) is an average."""
    if row.actual is None or _is_whole(row.actual) or not _counts_things(row):
        return
    typed = f"{figure_text(row.actual, scale=unit_scale(row.unit or '')[1])} {row.unit}"
    message = f"實際值 {typed}不是整數；以「{row.unit}」計數，不可有小數，請填實際的數量。"
    if 0 < row.actual <= LIKELY_PERCENTAGE:
        message += f"若儲存格為百分比格式（顯示 {figure_text(row.actual * 100)}%），請改為數值格式後重填。"
    yield "actual", Severity.ERROR, "not_whole", message


def _counts_things(row: Checkpoint | Indicator) -> bool:
    try:
        return counts_whole(row.unit or "") and (row.target is None or _is_whole(row.target))
    except UnitError:
        return False


def _is_whole(value: Decimal) -> bool:
    return Decimal(value).to_integral_value() == value


def told_otherwise(figure: Quantity, actual: Decimal, unit: str, label: str, narrative: str) -> Fault:
    typed = f"{figure_text(actual, scale=unit_scale(unit)[1])} {unit}"
    message = f"{label}填 {typed}，{narrative}寫「{figure.text}」，請確認何者正確。"
    return "actual", Severity.WARNING, TEXT_DISAGREES, message
