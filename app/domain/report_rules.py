"""What a report must hold (檢核規則), whatever door it came in by: a workbook, a form, the API.

The rules speak only of rows that the report changes: what nobody touched is the business of the slippage scan.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeAlias

from app.domain.checkpoint_state import checkpoint_state
from app.domain.facts import facts_of, variance_of
from app.domain.figures import figure_text
from app.domain.findings import Finding, Severity
from app.domain.merge import is_blank
from app.domain.plan_document import (
    REPORTED_SECTIONS,
    Case,
    Checkpoint,
    FinanceLine,
    FundSource,
    Indicator,
    PlanDocument,
    Row,
    reported_fields,
)
from app.domain.prose import contradicting_date, contradicting_figure
from app.domain.quantity import Quantity
from app.domain.roc_calendar import format_roc
from app.domain.tax_id import tax_id_fault
from app.domain.units import UnitError, counts_whole, unit_scale

#: Base units that the books can hold: 900 兆, far beyond any budget.
LARGEST = 9 * 10**14
#: A larger fraction is hardly what a spreadsheet keeps of a percentage that somebody typed.
LIKELY_PERCENTAGE = 2
#: Characters of 效益說明 (field-notes: 每項以 500 字為限), line breaks and blanks at the ends not counted.
LONGEST_NOTE = 500
TEXT_DISAGREES = "text_disagrees"
#: Codes of what is concluded from several cells of a row: nothing is, while one of them cannot be read.
CONCLUDED = frozenset({"explanation_missing", "actual_missing", "shortfall_unexplained"})
CASE_MONEY = tuple(f.name for f in fields(Case) if f.type in (int | None, "int | None"))
EXPLANATION = (("delay_reason", "落後原因"), ("remedy", "改善對策"), ("catch_up_on", "預定趕上日期"))


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules need to know beyond the row: the plan before the report, and the day of reporting."""

    before: PlanDocument
    on: date


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
        known, told = {row.key: row for row in before.rows(section)}, checked.get(section, {})
        for row in after.rows(section):
            if row.key in told:
                found.extend(told[row.key])
            elif _touched(section, known.get(row.key), row):
                found.extend(_faults(section, row, context))
    return tuple(found)


def check_rows(section: str, rows: Iterable[Row], before: PlanDocument, *, on: date) -> dict[str, tuple[Finding, ...]]:
    """Everything wrong with these rows, by key; each is judged on its own, so that a long list can be read in parts.

    :param before: the plan before the report.
    """
    context = Context(before, on)
    return {row.key: tuple(_faults(section, row, context)) for row in rows}


def _touched(section: str, before: Row | None, after: Row) -> bool:
    if before is None:
        return True
    # Most rows of a report are the very rows of the plan.
    return before is not after and any(
        getattr(before, name) != getattr(after, name) for name in reported_fields(section)
    )


def _faults(section: str, row: Any, context: Context) -> Iterator[Finding]:
    for rule in RULES.get(section, ()):
        for field, severity, code, message in rule(row, context):
            yield Finding(section, row.key, field, severity, code, message)


Fault = tuple[str | None, Severity, str, str]
Rule = Callable[[Any, Context], Iterator[Fault]]


def _completion_is_plausible(row: Checkpoint, context: Context) -> Iterator[Fault]:
    if row.completed_on is None:
        return
    done = format_roc(row.completed_on)
    if row.completed_on > context.on:
        yield (
            "completed_on",
            Severity.ERROR,
            "completed_in_the_future",
            f"實際完成日 {done} 晚於填報日 {format_roc(context.on)}；尚未完成者請留空白。",
        )
    elif row.completed_on < context.before.starts_on:
        yield (
            "completed_on",
            Severity.WARNING,
            "completed_before_the_plan",
            f"實際完成日 {done} 早於計畫開始日 {format_roc(context.before.starts_on)}，請確認年度是否正確。",
        )


def _quantity_is_reported(row: Checkpoint, _context: Context) -> Iterator[Fault]:
    if row.completed_on is not None and row.target is not None and row.actual is None:
        yield (
            "actual",
            Severity.WARNING,
            "actual_missing",
            f"已填實際完成日，但預定值為 {row.target:f} {row.unit}，請一併填寫實際值。",
        )


def _slippage_is_explained(row: Checkpoint, context: Context) -> Iterator[Fault]:
    """落後 asks for reason, remedy and a date to catch up; late or short work for its reason (field-notes 1.6)."""
    state = checkpoint_state(facts_of(row), as_of=context.on, due_soon_days=0)
    if state.is_done and not state.late_days:
        return
    is_short = row.completed_on is not None and row.completed_on <= context.on
    if not state.is_done and not state.is_overdue and not is_short:
        return
    required = EXPLANATION[:1] if state.is_done else EXPLANATION
    for field, label in required:
        if is_blank(getattr(row, field)):
            yield (
                field,
                Severity.ERROR,
                "explanation_missing",
                f"本查核點「{state.label}」，請填寫{label}。",
            )


def _text_agrees_with_the_fields(row: Checkpoint, context: Context) -> Iterator[Fault]:
    """「共計受理658案」 beside an actual of 568 is said, not corrected: only the author knows which is right."""
    text = row.achievement or ""
    if row.actual is not None and row.unit and (figure := contradicting_figure(text, row.actual, row.unit)):
        yield _told_otherwise(figure, row.actual, row.unit, "實際值", "達成情形")
    if row.completed_on is not None and (
        day := contradicting_date(text, row.completed_on, roc_year=context.before.roc_year)
    ):
        yield (
            "completed_on",
            Severity.WARNING,
            TEXT_DISAGREES,
            f"實際完成日填 {format_roc(row.completed_on)}，達成情形寫「{day.text}」，請確認何者正確。",
        )


def _note_agrees_with_the_actual(row: Indicator, _context: Context) -> Iterator[Fault]:
    """A note also tells parts (一案歇業); only a figure of about the same size can be meant for the actual."""
    figure = row.actual is not None and contradicting_figure(
        row.benefit_note or "", row.actual, row.unit, places=row.places
    )
    if row.actual is not None and figure and figure.value and row.actual / 2 <= figure.value <= row.actual * 2:
        yield _told_otherwise(figure, row.actual, row.unit, "實際達成值", "效益說明")


def _told_otherwise(figure: Quantity, actual: Decimal, unit: str, label: str, narrative: str) -> Fault:
    typed = f"{figure_text(actual, scale=unit_scale(unit)[1])} {unit}"
    message = f"{label}填 {typed}，{narrative}寫「{figure.text}」，請確認何者正確。"
    return "actual", Severity.WARNING, TEXT_DISAGREES, message


def _shortfall_is_explained(row: Indicator, _context: Context) -> Iterator[Fault]:
    if variance_of(row).is_met is False and is_blank(row.benefit_note):
        yield (
            "benefit_note",
            Severity.WARNING,
            "shortfall_unexplained",
            "實際達成值未達目標值，請於效益說明敘明原因與改善對策。",
        )


def _note_is_short_enough(row: Indicator, _context: Context) -> Iterator[Fault]:
    length = len("".join((row.benefit_note or "").splitlines()).strip())
    if length > LONGEST_NOTE:
        message = f"效益說明有 {length:,} 字，超過 {LONGEST_NOTE} 字的限制；請精簡後再填。"
        yield "benefit_note", Severity.ERROR, "too_long", message


def _things_are_whole(row: Checkpoint | Indicator, _context: Context) -> Iterator[Fault]:
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


def _can_be_kept(*names: str, places: int) -> Rule:
    """A negative figure, and one that is finer or larger than the books keep, is refused, never rounded
    (decision 0001)."""
    values_of = attrgetter("key", *names)  # the key keeps a single value from coming bare

    def rule(row: Any, _context: Context) -> Iterator[Fault]:
        for name, value in zip(names, values_of(row)[1:], strict=True):
            # Nearly every one of the hundreds of thousands of figures in a list of cases is whole and ordinary.
            if value is not None and not (type(value) is int and 0 <= value < LARGEST):
                for code, message in _faults_of_figure(value, places):
                    yield name, Severity.ERROR, code, message

    return rule


def _faults_of_figure(value: Decimal | int, places: int) -> Iterator[tuple[str, str]]:
    if value < 0:
        yield "negative", f"數值 {value:,} 不可為負數，請修正。"
    if not -LARGEST < value < LARGEST:
        yield "too_large", f"數值 {value:,f} 超出系統可記錄的範圍，請核對單位與位數。"
    elif isinstance(value, Decimal) and value != round(value, places):
        message = f"數值 {value:f} 的小數超過 {places} 位，系統不會自行捨入，請改填至小數第 {places} 位。"
        yield "too_fine", message


def _government_money_is_not_overspent(row: FinanceLine, _context: Context) -> Iterator[Fault]:
    """Execution never exceeds the contract for 政府經費; 自籌款 may (field-notes 1.4)."""
    if row.source is FundSource.GOVERNMENT and row.executed is not None and row.executed > row.contracted:
        yield (
            "executed",
            Severity.ERROR,
            "over_contract",
            f"政府經費執行數 {row.executed:,} 元超過簽約數 {row.contracted:,} 元；超支由受委託單位自行吸收，請修正。",
        )


def _case_is_identified(row: Case, _context: Context) -> Iterator[Fault]:
    if not row.firm_name:
        yield "firm_name", Severity.ERROR, "required", "請填寫受輔導業者名稱。"
    if not row.state:
        yield "state", Severity.ERROR, "required", "請由下拉選單選擇個案狀態。"
    if fault := tax_id_fault(row.tax_id):
        yield "tax_id", Severity.ERROR, "tax_id", fault


RULES: dict[str, tuple[Rule, ...]] = {
    "checkpoints": (
        _completion_is_plausible,
        _quantity_is_reported,
        _slippage_is_explained,
        _text_agrees_with_the_fields,
        _things_are_whole,
        _can_be_kept("actual", places=4),
    ),
    "indicators": (
        _shortfall_is_explained,
        _note_is_short_enough,
        _note_agrees_with_the_actual,
        _things_are_whole,
        _can_be_kept("actual", places=4),
    ),
    "finance_lines": (
        _government_money_is_not_overspent,
        _can_be_kept("executed", places=0),
    ),
    "staffing": (_can_be_kept("actual_months", places=2),),
    "cases": (
        _case_is_identified,
        _can_be_kept(*CASE_MONEY, places=0),
    ),
}
