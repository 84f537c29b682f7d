"""What a table cell means in a row or column whose unit is printed in the header (field-notes 2.1 rule 10)."""

import re
from dataclasses import replace
from decimal import Decimal

from app.domain.matching_text import matching_text
from app.domain.numerals import NUMERAL_CHARS
from app.domain.quantity.exact import MAX_DIGITS, decimals, tidy, times
from app.domain.quantity.model import Qualifier, Quantity, QuantityError
from app.domain.quantity.numbers import number_at
from app.domain.quantity.parse import is_blank, single_figure
from app.domain.quantity.scan import figures
from app.domain.quantity.words import unit_at
from app.domain.units import is_known_unit, plain_unit, split_scale, unit_kind, unit_scale

_BARE = re.compile(r"(?P<sign>[-+])?\s?(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)")
_NUMERAL = re.compile(rf"\d|[{NUMERAL_CHARS}]")
_RANGE = re.compile(r"[~至到-]")
# Accountants write a minus so, and the 經資門 table puts executed amounts in brackets: only the writer knows.
_AMBIGUOUS_SIGN = re.compile(r"[△▲▽▼]|^\(\s?[\d,.]+\s?\)$")
_VAGUE = re.compile(r"一些|若干|一大筆|許多|多數|少數|[數幾][十百千萬億]")
_HUNDRED_MILLION = Decimal(10) ** 8
_PEOPLE = frozenset(["人", "人次", "家", "家次", "戶", "戶次", "件", "件次", "案", "案次", "場", "場次", "次"])
_DOUBTFUL = Decimal(10) ** 11  # 1,000 億元 in one cell of 萬元 or 千元

Cell = str | int | float | Decimal


def read_in_unit(cell: Cell, unit: str) -> Quantity:
    """What a cell means where the header prints ``unit``.

    A bare number is in that unit; a figure with its own unit is converted. A whole number far too large for
    the unit (501,000,000 in a 億元 row) is understood as base units and carries a note. Excel's binary floats
    are read by their shortest decimal form, so 5.01 stays 5.01.

    :raises QuantityError: if the cell is blank, holds no single number, or counts another kind of thing.
    """
    if isinstance(cell, bool):
        raise QuantityError(f"這一格應填數字（單位{unit}），卻是 TRUE 或 FALSE，請改填數字。")
    if isinstance(cell, str):
        return _text_cell(cell, unit)
    number = _exact(cell, unit)
    shown = f"{number:f}"
    figure = _bare(number, shown, unit, decimals(number))
    if unit_scale(unit)[0] == "%" and 0 < abs(number) < 1:
        note = f"「{shown}」讀作 {shown}%；若儲存格是百分比格式，原意應為 {tidy(number * 100)}%，請確認。"
        return replace(figure, notes=(*figure.notes, note))
    return figure


def parse_quantity(text: str, unit: str | None = None) -> Quantity:
    """The one figure that a field holds, with the words around it that bind it.

    :param unit: the printed unit of the field: a number without a unit is in it, another kind of unit is
        refused. Without it, a missing unit is an error.
    :raises QuantityError: if there is no figure, more than one, no unit, or a malformed number.
    """
    return single_figure(text) if unit is None else read_in_unit(text, unit)


def _text_cell(cell: str, unit: str) -> Quantity:
    if is_blank(cell):
        raise QuantityError(f"沒有填數值；沒有資料請留白，有資料請填數字（單位{unit}），零請填 0。")
    text = cell if is_known_unit(unit) else _without_unknown_unit(cell, unit)
    matched = matching_text(text)
    _refuse_doubtful(matched.plain.strip(), unit)
    if match := _BARE.fullmatch(matched.plain.strip()):
        written = match["digits"].replace(",", "")
        value = _exact(Decimal(f"-{written}" if match["sign"] == "-" else written), unit)
        return _bare(value, cell, unit, len(written.partition(".")[2]))
    found = list(figures(matched))
    if len(found) == 1 and not found[0].unit:
        return _with_unit_of(found[0], unit_scale(unit)[0])
    if not found and (bounded := _bounded(text, unit)):
        return replace(bounded, span=(0, len(cell)), text=cell)
    figure = single_figure(text)
    if unit_kind(figure.unit) != unit_kind(unit):
        raise QuantityError(_other_kind(figure.text, figure.unit, unit))
    base = unit_scale(unit)[0]
    if figure.unit == base:
        return figure
    return replace(figure, unit=base, printed_unit=split_scale(figure.printed_unit)[0] + base)  # 5名 are 5人


def _refuse_doubtful(plain: str, unit: str) -> None:
    """What looks like a figure and could mean two, or none."""
    if _AMBIGUOUS_SIGN.search(plain):
        raise QuantityError(f"「{plain}」的括號或△可能表示負數，無法判定；負數請填 -500，正數請填 500（單位{unit}）。")
    if _VAGUE.search(plain):
        raise QuantityError(f"「{plain}」不是確定的數值，請改填數字（單位{unit}）；沒有資料請留白。")


def _without_unknown_unit(cell: str, unit: str) -> str:
    """12套系統 in a column of 套系統, which no table lists."""
    return matching_text(cell).plain.replace(plain_unit(unit), "")


def _exact(cell: int | float | Decimal, unit: str) -> Decimal:
    """The shortest decimal that the cell shows; a float is never expanded in binary."""
    exact = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
    if not exact.is_finite():
        raise QuantityError(f"這一格不是數字，請改填數字（單位{unit}）。")
    if exact and (exact.adjusted() >= MAX_DIGITS or decimals(exact) > MAX_DIGITS):
        raise QuantityError(f"這一格的數字太長，不是{unit}的數量，請檢查是否填錯欄位。")
    return tidy(exact) if isinstance(cell, float | int) else exact


def _bare(number: Decimal, text: str, unit: str, places: int) -> Quantity:
    """A number without a unit of its own, in the unit of its column."""
    base, scale = unit_scale(unit)
    whole = number == number.to_integral_value()
    if whole and _is_in_base_units(abs(number), base, scale):
        note = f"這一列的單位是{unit}，「{text.strip()}」太大，視為 {number:,.0f} {base}；若不是，請連單位一起寫。"
        return _plain(number, base, text, base, 0, (note,))
    notes: tuple[str, ...] = ()
    value = times(number, scale)
    if scale > 1 and base == "元" and abs(value) >= _DOUBTFUL:
        notes = (f"「{text.strip()}」以{unit}計為 {value:,.0f} 元，金額很大，請確認單位。",)
    return _plain(value, base, text, unit, places, notes)


def _is_in_base_units(number: Decimal, base: str, scale: Decimal) -> bool:
    """Whether the number can only have been typed in base units.

    In 億 every number of nine digits is; in 萬 a count of people, firms or cases of 10,000 or more would pass
    100 million. 50,149 in 萬元 and 99,048 in 千元 are ordinary and stay.
    """
    if scale >= _HUNDRED_MILLION:
        return number >= scale
    return scale == 10_000 and base in _PEOPLE and number >= scale


def _plain(value: Decimal, base: str, text: str, printed_unit: str, places: int, notes: tuple[str, ...]) -> Quantity:
    return Quantity(
        value=tidy(value),
        unit=base,
        qualifier=Qualifier.EXACT,
        span=(0, len(text)),
        text=text,
        printed_unit=printed_unit,
        places=places,
        notes=notes,
    )


def _with_unit_of(figure: Quantity, base: str) -> Quantity:
    """42萬 in a row of 萬人次 or 人次: its scale is written, only the thing counted comes from the header."""
    return replace(figure, unit=base, printed_unit=figure.printed_unit + base, undecided=())


def _bounded(cell: str, unit: str) -> Quantity | None:
    """約 334, 334 以上, 3~7, 三百: a number with its bounds, in the header's unit."""
    matched = matching_text(cell)
    ends = _number_ends(matched.plain)
    if not ends or (len(ends) > 1 and not _RANGE.search(matched.plain[ends[0] : ends[1]])) or len(ends) > 2:
        return None
    if written := unit_at(matched.plain, ends[-1]):
        # 一批 and 一個 are idioms, and no figures in prose; in a cell, too, they are none of the header's unit.
        raise QuantityError(_other_kind(cell, written[0], unit))
    _, cut = matched.span(0, ends[-1])
    spelled = plain_unit(unit) if is_known_unit(unit) else "件"
    figure = single_figure(f"{cell[:cut]}{spelled}{cell[cut:]}")
    base, _ = unit_scale(unit)
    return replace(figure, unit=base, printed_unit=plain_unit(unit))


def _number_ends(plain: str) -> list[int]:
    """Where each number of a cell ends."""
    ends: list[int] = []
    for candidate in _NUMERAL.finditer(plain):
        if ends and candidate.start() < ends[-1]:
            continue
        if number := number_at(plain, candidate.start()):
            ends.append(number.end)
    return ends


def _other_kind(text: str, written: str, unit: str) -> str:
    if unit_kind(written) == unit_kind(unit):
        return f"「{text.strip()}」可能只是慣用語；請改填阿拉伯數字（單位{unit}）。"
    return f"「{text.strip()}」的單位是{written}，這裡應填的單位是{unit}，兩者不能互換；請改填以{unit}計的數字。"
