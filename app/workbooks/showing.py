"""From the plan document to cells: the value that stands in a cell, and how it is formatted."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, Protocol, TypeAlias

from app.domain.plan_document import CompletionBasis, Row, SubPlan
from app.domain.quantity import read_in_unit
from app.domain.roc_calendar import format_roc
from app.domain.units import UnitError, unit_scale
from app.workbooks.layout import Column, Kind
from app.workbooks.looks import INTEGER, TEXT, NumberFormat

Shown: TypeAlias = str | int | Decimal | None


class NamesSubPlans(Protocol):
    """What knows the sub-plans by name: the plan document."""

    @property
    def sub_plans(self) -> Sequence[SubPlan]:
        """The sub-plans, in their order."""


BEFORE = "前"  # 107/7/15前: an upper bound, not the day itself
LONGEST_TEXT = 32_767  # characters that a cell of Excel holds
EXACT_DIGITS = 15  # a spreadsheet keeps no more significant digits of a number


def shown(column: Column, row: Row, document: NamesSubPlans | None) -> Shown:
    """What stands in the cell of ``column`` for ``row``; figures are in the unit of the row.

    A figure with more digits than a spreadsheet can hold is written as text, so that none of them is lost.

    :param document: names the sub-plans; only columns of :attr:`Kind.SUB_PLAN` need it.
    """
    return teller(column, document)(row)


def teller(column: Column, document: NamesSubPlans | None) -> Callable[[Row], Shown]:
    """:func:`shown` for all rows of one column: a list of cases has half a million cells."""
    value_of, words = attrgetter(column.field), _WORDS[column.kind]

    def tell(row: Row) -> Shown:
        value = value_of(row)
        return None if value is None or value == "" else words(value, row, document)

    return tell


def number_format(column: Column, row: Row | None) -> NumberFormat:
    """How the figures of a cell are shown; an indicator says its decimals itself."""
    match column.kind:
        case Kind.QUANTITY:
            return NumberFormat(_places(row))
        case Kind.MONEY | Kind.COUNT:
            return INTEGER
        case Kind.MONTHS:
            return NumberFormat(2)
        case Kind.PERCENT:
            return NumberFormat(2, "%")
        case _:
            return TEXT


def completion_text(day: date, basis: CompletionBasis) -> str:
    """A completion date as people write it: 107/7/15, or 107/7/15前 for an upper bound."""
    return format_roc(day) + (BEFORE if basis is CompletionBasis.ON_OR_BEFORE else "")


def sub_plan_text(key: str, document: NamesSubPlans) -> str:
    """A sub-plan by letter and name: A 個案輔導管理及推廣分項計畫."""
    name = next((sub_plan.name for sub_plan in document.sub_plans if sub_plan.key == key), "")
    return clean_text(f"{key} {name}")


def scale_of(row: Row | None) -> Decimal:
    """How many base units one unit of the row holds; 1 where the row has no unit, or one that nobody knows."""
    unit = getattr(row, "unit", None)
    try:
        return unit_scale(unit)[1] if unit else Decimal(1)
    except UnitError:
        return Decimal(1)


def clean_text(text: str) -> str:
    """A text as it survives the way through a cell: composed, trimmed, not too long, without control characters.

    A tab is a blank: it cannot be typed into a cell, and OpenDocument readers drop it.
    """
    if text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return text.strip()[:LONGEST_TEXT].strip()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(char for char in lines if char == "\n" or char.isprintable() or _is_visible(char))
    # Trimmed last: cutting may leave a blank at the end.
    return unicodedata.normalize("NFC", kept).strip()[:LONGEST_TEXT].strip()


def stand_clean(texts: Sequence[str]) -> bool:
    """Whether none is blank, and each is what :func:`clean_text` makes of it: one look at all of them together."""
    together = "".join(texts)  # whose every part is composed if the whole is
    return (
        together.isprintable()
        and unicodedata.is_normalized("NFC", together)
        and list(map(str.strip, texts)) == list(texts)
        and min(map(len, texts)) > 0
        and max(map(len, texts)) <= LONGEST_TEXT
    )


def _is_visible(char: str) -> bool:
    """Blanks and joiners that are no control characters: they belong to people's texts (Co: 造字區)."""
    return unicodedata.category(char) in {"Zs", "Zl", "Zp", "Co", "Cn", "Cf"} and char not in "\ufeff\u200b\ufffe\uffff"


def _places(row: Row | None) -> int:
    places = getattr(row, "places", None)
    if isinstance(places, int):
        return places
    return 0 if scale_of(row) == 1 else 2


def _quantity(value: Decimal, row: Row) -> Decimal | str:
    """A figure in the unit of its row; with its unit behind it, if the bare number would be read otherwise.

    A reader takes a number far too large for its unit for base units (501,000,000 in a row of 億元).
    """
    figure = _exact(value / scale_of(row))
    unit = getattr(row, "unit", None)
    if not unit or abs(value) < scale_of(row) * scale_of(row) or read_in_unit(figure, unit).value == value:
        return figure
    return f"{figure:f}{unit}" if isinstance(figure, Decimal) else f"{figure}{unit}"


def _sub_plan(value: str, _row: Row, document: NamesSubPlans | None) -> str:
    assert document is not None
    return sub_plan_text(value, document)


def _plain_figure(value: int | Decimal, _row: Row, _document: NamesSubPlans | None) -> int | Decimal | str:
    if isinstance(value, int) and abs(value) < 10**EXACT_DIGITS:
        return value
    return _exact(Decimal(value))


def _exact(value: Decimal) -> Decimal | str:
    return value if len(value.normalize().as_tuple().digits) <= EXACT_DIGITS else f"{value:f}"


def _text(value: Any, _row: Row, _document: NamesSubPlans | None) -> str | None:
    return clean_text("、".join(value) if isinstance(value, tuple) else str(value)) or None


_WORDS: Mapping[Kind, Callable[[Any, Any, NamesSubPlans | None], Shown]] = {
    Kind.TEXT: _text,
    Kind.TAX_ID: _text,
    Kind.CHOICE: _text,
    Kind.SUB_PLAN: _sub_plan,
    Kind.DATE: lambda value, _row, _document: format_roc(value),
    Kind.COMPLETION: lambda value, row, _document: completion_text(value, row.completion_basis),
    Kind.QUANTITY: lambda value, row, _document: _quantity(value, row),
    Kind.MONEY: _plain_figure,
    Kind.COUNT: _plain_figure,
    Kind.MONTHS: _plain_figure,
    Kind.PERCENT: _plain_figure,
}
