"""The help on filling in the reporting workbook (填報說明), driven by what the workbook is declared to be.

Whatever can be worked out is: columns from the sheets, examples from the parsers, rules from their catalogue. So
the help cannot say anything else than what writers, reader and checker do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.findings import Severity
from app.domain.rule_catalogue import GROUPS, RuleEntry
from app.domain.units import unit_scale
from app.workbooks.cover import LEGEND
from app.workbooks.layout import Column, Kind, Sheet, Signal
from app.workbooks.looks import Look
from app.workbooks.parsing import FIXED_UNITS, CellError, parsed
from app.workbooks.sheets import SHEETS, sheet_of
from app.workbooks.showing import completion_text

_FORMATS = {
    Kind.TEXT: "文字",
    Kind.TAX_ID: "文字",
    Kind.SUB_PLAN: "文字",
    Kind.CHOICE: "由選單選取",
    Kind.DATE: "民國日期",
    Kind.COMPLETION: "民國日期，可加「前」",
    Kind.QUANTITY: "數值，單位依同列「單位」欄",
    Kind.MONEY: "整數，元",
    Kind.COUNT: "整數",
    Kind.MONTHS: "數值，人月（小數 2 位）",
    Kind.PERCENT: "百分比",
}
_YEAR = 107  # of the examples


@dataclass(frozen=True, slots=True)
class ColumnHelp:
    """One line of a sheet's table. ``required`` is a word: when the cell must be filled."""

    header: str
    filled_by: str
    format: str
    required: str
    choices: tuple[str, ...]
    help: str


@dataclass(frozen=True, slots=True)
class SheetHelp:
    """One sheet: its note, its columns, and whether rows may be added or sorted."""

    name: str
    section: str
    note: str
    is_growing: bool
    columns: tuple[ColumnHelp, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """What a person types, and what is made of it. ``is_read`` is false where the answer is a refusal."""

    typed: str
    answer: str
    is_read: bool


@dataclass(frozen=True, slots=True)
class Spellings:
    """Examples for one kind of cell."""

    title: str
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Colour:
    """A line of the legend; colours are ``#RRGGBB``."""

    word: str
    meaning: str
    fill: str
    border: str


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules of one kind."""

    title: str
    rules: tuple[RuleEntry, ...]


@dataclass(frozen=True, slots=True)
class WorkbookHelp:
    """Everything that the page shows."""

    sheets: tuple[SheetHelp, ...]
    spellings: tuple[Spellings, ...]
    colours: tuple[Colour, ...]
    rules: tuple[RuleGroup, ...]
    blocking: Severity = Severity.ERROR


def show() -> WorkbookHelp:
    """The page; the same for everybody, and about no plan."""
    return WorkbookHelp(
        sheets=tuple(_sheet(sheet) for sheet in SHEETS),
        spellings=(_dates(), _quantities(), _money()),
        colours=tuple(_colour(look, word, meaning) for look, word, meaning in LEGEND),
        rules=tuple(RuleGroup(title, rules) for title, rules in GROUPS),
    )


def _sheet(sheet: Sheet) -> SheetHelp:
    columns = tuple(_column(sheet, column) for column in sheet.columns)
    return SheetHelp(sheet.name, sheet.section, sheet.note, sheet.growing, columns)


def _column(sheet: Sheet, column: Column) -> ColumnHelp:
    is_new_key = sheet.growing and column is sheet.key_column
    is_open = sheet.is_open(column)
    filled_by = "受委託單位填寫" if is_open else "新增列填寫" if is_new_key else "系統帶出"
    required = _required(sheet, column) if is_open or is_new_key else "不必填"
    return ColumnHelp(column.header, filled_by, _FORMATS[column.kind], required, column.choices, column.help)


def _required(sheet: Sheet, column: Column) -> str:
    if column.required:
        return "新增列必填"
    asked = any(h.signal is Signal.MISSING and column.field in h.fields for h in sheet.highlights)
    return "視情形必填" if asked else "可留白"


def _dates() -> Spellings:
    typed = ("107/1/31", "107.01.31", "民國107年1月31日", "2018-01-31", "1/31", "107/7/15前", "１０７／１／３１")
    refused = ("107年1月", "107/2/30", "月底")
    column = _declared("checkpoints", "completed_on")
    excel = _example(column, date(2018, 1, 31), "Excel 的日期格式", None)
    return Spellings("日期", (*(_example(column, text, text, None) for text in typed), excel, *_all(column, refused)))


def _quantities() -> Spellings:
    column = _declared("indicators", "actual")
    spelled = _all(column, ("5.01", "5.01億元", "5.01 億", "501,000,000", "５．０１億", "50,100萬元"), "億元")
    people = _all(column, ("42", "42萬人次", "422,888人次"), "萬人次")
    return Spellings("數值（單位依同列「單位」欄）", (*spelled, *people, *_all(column, ("約5億", "3~7"), "億元")))


def _money() -> Spellings:
    column = _declared("cases", "added_value")
    return Spellings("金額（元）", tuple(_all(column, ("1200000", "1,200,000", "120萬元", "0", "100.5", "另計"))))


def _declared(section: str, field: str) -> Column:
    column = sheet_of(section).column_of(field)
    assert column is not None
    return column


def _all(column: Column, texts: Iterable[str], unit: str | None = None) -> Iterable[Example]:
    for text in texts:
        yield _example(column, text, f"{text}（單位：{unit}）" if unit else text, unit)


def _example(column: Column, raw: Any, typed: str, unit: str | None) -> Example:
    try:
        found = parsed(column, raw, unit=unit, roc_year=_YEAR)
    except CellError as refusal:
        return Example(typed, str(refusal), is_read=False)
    return Example(typed, "；".join([_answer(column, found.values, unit), *found.notes]), is_read=True)


def _answer(column: Column, values: dict[str, Any], unit: str | None) -> str:
    value = values[column.field]
    if column.kind is Kind.COMPLETION:
        return completion_text(value, values["completion_basis"])
    if column.kind is Kind.QUANTITY:
        return f"{value:,f} {unit_scale(unit or '')[0]}"
    return f"{value:,} {FIXED_UNITS[column.kind]}"


def _colour(look: Look, word: str, meaning: str) -> Colour:
    return Colour(word, meaning, f"#{look.fill}", f"#{look.border}")
