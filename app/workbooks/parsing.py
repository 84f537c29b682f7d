"""From cells to values of the plan document: forgiving about form, strict about meaning."""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from app.domain.plan_document import CompletionBasis
from app.domain.quantity import Qualifier, Quantity, is_blank, read_in_unit
from app.domain.roc_calendar import format_roc, read_date_cell
from app.domain.tax_id import plain_tax_id
from app.workbooks.code_lists import OFFICIAL_SPELLING
from app.workbooks.layout import Column, Kind
from app.workbooks.showing import clean_text

#: The unit of columns that have one for all rows.
FIXED_UNITS = {Kind.MONEY: "元", Kind.COUNT: "項", Kind.MONTHS: "人月", Kind.PERCENT: "%"}
WHOLE = frozenset({Kind.MONEY, Kind.COUNT})


class CellError(ValueError):
    """A cell that cannot be read. ``code`` is stable; the text is the sentence its author reads."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Parsed(NamedTuple):
    """The fields that a cell fills, with their values, and what was taken for granted in reading it."""

    values: dict[str, Any]
    notes: tuple[str, ...] = ()


def parsed(column: Column, raw: Any, *, unit: str | None, roc_year: int | None) -> Parsed:
    """What a cell means: base units, Gregorian dates, ``None`` for blank.

    :param raw: the cell as the reading library gives it; numbers are floats.
    :param unit: what the row says in its column 單位; figures without a unit of their own are in it.
    :param roc_year: completes dates that are written without a year.
    :raises CellError: if the cell holds something that the column cannot mean.
    """
    value = plain(raw)
    if value is None:
        return Parsed(dict(_BLANK_COMPLETION) if column.kind is Kind.COMPLETION else {column.field: None})
    match column.kind:
        case Kind.TEXT | Kind.SUB_PLAN:
            return Parsed({column.field: text_of(value)})
        case Kind.TAX_ID:
            return Parsed({column.field: plain_tax_id(text_of(value) or "")})
        case Kind.CHOICE:
            return Parsed({column.field: choice_of(column, text_of(value) or "")})
        case Kind.DATE | Kind.COMPLETION:
            return _day(column, value, roc_year)
        case Kind.QUANTITY:
            if unit is None:
                raise CellError("quantity_unexpected", "本列沒有單位，不必填寫數值；請清除這一格。")
            return _figure(column, value, unit)
        case _:
            return _figure(column, value, FIXED_UNITS[column.kind])


def plain(raw: Any) -> Any:
    """A cell without the accidents of its format: ``None`` for blank, trimmed text, exact figures.

    A spreadsheet keeps 15 significant digits; what lies beyond is noise of its binary fractions.
    """
    if isinstance(raw, str):
        return clean_text(raw) or None
    if isinstance(raw, float):
        return Decimal(f"{raw:.15g}")
    return Decimal(raw) if type(raw) is int else raw


def text_of(value: Any) -> str | None:
    """A cell of a text column as text: 1070001.0 is ``"1070001"``, a day is written in ROC years."""
    if isinstance(value, str):
        return clean_text(value) or None
    value = plain(value)
    match value:
        case None:
            return None
        case Decimal():
            return f"{value:f}"
        case datetime():
            return format_roc(value.date())
        case date():
            return format_roc(value)
        case _:
            return str(value).upper()


def number_of(value: Any) -> str | None:
    """The number that a person gave to a row (個案編號), in whatever width it was typed."""
    text = text_of(value)
    return text if text is None or text.isascii() else clean_text(unicodedata.normalize("NFKC", text))


def choice_of(column: Column, text: str) -> str:
    """The choice that a text means, whatever its width or spelling (台 for 臺); an unknown text as it stands."""
    return text if text in column.choices else _choices(column).get(_folded(text), text)


@cache
def _choices(column: Column) -> dict[str, str]:
    return {_folded(choice): choice for choice in column.choices}


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(OFFICIAL_SPELLING).upper()


def _figure(column: Column, value: Any, unit: str) -> Parsed:
    if isinstance(value, str) and is_blank(value):
        return Parsed({column.field: None})
    if isinstance(value, Decimal) and not value.is_finite():
        raise CellError("not_a_figure", f"這一格的數值大到無法計算；請改填以{unit}為單位的數字。")
    if isinstance(value, Decimal) and column.kind is not Kind.QUANTITY:
        # A plain number in a column of fixed unit: by far the most common cell, and nothing to interpret.
        return Parsed({column.field: _whole(value) if column.kind in WHOLE else value})
    if not isinstance(value, str | Decimal):
        raise CellError("not_a_figure", f"這一格應為數值，卻是{_kind_of(value)}；請改填以{unit}為單位的數字。")
    try:
        figure = read_in_unit(value, unit)
    except ValueError as error:
        raise CellError("not_a_figure", str(error)) from error
    exact = _exact(figure, value)
    return Parsed({column.field: _whole(exact) if column.kind in WHOLE else exact}, figure.notes)


def _exact(figure: Quantity, cell: str | Decimal) -> Decimal:
    """A report says how much it was: 約 334, 300 以上 and 3~7 do not."""
    if figure.value is None or figure.qualifier is not Qualifier.EXACT:
        raise CellError("not_exact", f"「{cell}」不是確定的數值；請填一個數字，不加「約」「以上」等字。")
    return figure.value


def _whole(figure: Decimal) -> int:
    if figure != figure.to_integral_value():
        raise CellError("not_whole", f"這一格須為整數，不可有小數（現為 {figure:f}）；金額以元為單位。")
    return int(figure)


def _day(column: Column, value: Any, roc_year: int | None) -> Parsed:
    """One day; 「前」 behind a completion date makes it an upper bound (field-notes 1.3)."""
    if not isinstance(value, str | Decimal | date):
        raise CellError("not_a_date", f"這一格應為日期，卻是{_kind_of(value)}；請填民國日期，例如 107/1/31。")
    try:
        reading = read_date_cell(value, roc_year)
    except ValueError as error:
        raise CellError("not_a_date", str(error)) from error
    if reading.is_range:
        raise CellError("not_a_day", f"「{reading.text}」不是確定的一天；請填到日，例如 107/1/31。")
    values: dict[str, Any] = {column.field: reading.start}
    if column.kind is Kind.COMPLETION:
        bounded = reading.on_or_before
        values["completion_basis"] = CompletionBasis.ON_OR_BEFORE if bounded else CompletionBasis.EXACT
    return Parsed(values, reading.notes)


_BLANK_COMPLETION = {"completed_on": None, "completion_basis": CompletionBasis.EXACT}

_KINDS: Mapping[type, str] = {bool: "邏輯值", datetime: "日期", date: "日期"}


def _kind_of(value: Any) -> str:
    return _KINDS.get(type(value), "時間")
