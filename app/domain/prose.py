"""Figures and dates in what people tell (達成情形): marked in the text, offered as values, held against what was typed.

A narrative often names several figures of one unit (658 案, of which 76 and 582); which of them is the actual only its
author knows. So every figure of the right unit is offered and none is taken, and a typed value is contradicted only
when neither a figure of the text nor the sum of all of them says the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from app.domain.quantity import Quantity, find_quantities, format_quantity
from app.domain.quantity.exact import EXACT, decimals
from app.domain.quantity.model import Qualifier
from app.domain.roc_calendar import DateReading, Precision, find_date_faults, find_dates, format_reading, format_roc
from app.domain.units import unit_scale

MOST_PARTS = 8  # sums are tried over so many figures at most: more parts than that nobody adds up in a sentence


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; ``understood`` says how a figure or date was read, and is empty for plain words."""

    text: str
    understood: str = ""
    is_date: bool = False
    is_fault: bool = False  # a date that cannot be: ``understood`` says why


@dataclass(frozen=True, slots=True)
class Offer:
    """A value that the text offers for a field, as it would be typed there; ``span`` is where it stands."""

    field: str
    typed: str
    span: tuple[int, int]
    context: str  # the words around it, so that a person recognises it


@dataclass(frozen=True, slots=True)
class ProseReading:
    """A narrative taken apart: its pieces in order, and what it offers."""

    pieces: tuple[Piece, ...]
    offers: tuple[Offer, ...]


def read_prose(text: str, *, roc_year: int | None, unit: str | None = None) -> ProseReading:
    """What a narrative says.

    :param roc_year: the year of the report, for dates without one.
    :param unit: the printed unit of the checkpoint or indicator; only figures of its kind are offered as actual.
    """
    quantities, dates = find_quantities(text), find_dates(text, year=roc_year)
    offers = (
        *(_offer_quantity(text, one, unit) for one in quantities if unit and _is_of(one, unit)),
        *(_offer_date(text, one) for one in dates if _is_a_day(one)),
    )
    return ProseReading(tuple(_pieces(text, quantities, dates, roc_year)), offers)


def contradicting_figure(text: str, actual: Decimal, unit: str, *, places: int | None = None) -> Quantity | None:
    """The figure of the text that speaks against a typed ``actual`` (base units); ``None`` if nothing does.

    Less than one unit of the last printed place, of the text's figure or of the ``places`` with which the actual is
    printed, is 尾差: 422,888 人次 confirms 42 萬人次.

    A text without figures of this unit says nothing. A figure, or a sum of figures, that equals the typed value
    confirms it: two times three 場次 are 6 場次.
    """
    figures = [one for one in find_quantities(text) if _is_of(one, unit)]
    values = [one.value for one in figures if one.value is not None]
    last_place = max([*(_last_place(one.printed_unit, one.places) for one in figures), _last_place(unit, places)])
    if not values or _is_said(actual, values, last_place):
        return None
    return next((one for one in figures if one.cumulative), figures[0])


def contradicting_date(text: str, completed_on: date, *, roc_year: int | None) -> DateReading | None:
    """The last date of the text when it names days, but not the typed ``completed_on``; else ``None``."""
    days = [one for one in find_dates(text, year=roc_year) if one.precision is Precision.DAY]
    if not days or any(completed_on in (one.start, one.end) for one in days):
        return None
    return max(days, key=lambda one: one.end or one.start)


def _is_said(actual: Decimal, values: list[Decimal], last_place: Decimal) -> bool:
    few = values[:MOST_PARTS]
    sums = (sum(parts, Decimal(0)) for size in range(2, len(few) + 1) for parts in combinations(few, size))
    return any(value == actual or abs(value - actual) < last_place for value in (*values, *sums))


def _last_place(unit: str, places: int | None) -> Decimal:
    """One unit of the last printed place in base units; nothing where the printed decimals are not known."""
    return Decimal(0) if places is None else unit_scale(unit)[1].scaleb(-places)


def _is_of(figure: Quantity, unit: str) -> bool:
    exact = figure.qualifier in (Qualifier.EXACT, Qualifier.ABOUT, Qualifier.AT_LEAST)
    return exact and figure.value is not None and figure.unit == unit_scale(unit)[0]


def _is_a_day(reading: DateReading) -> bool:
    return reading.precision is Precision.DAY and reading.end is not None


def _offer_quantity(text: str, figure: Quantity, unit: str) -> Offer:
    assert figure.value is not None
    # What is taken over counts as typed, so every decimal is kept that the unit needs: 501,234,567元 in 億元.
    places = decimals(EXACT.divide(figure.value, unit_scale(unit)[1]).normalize(EXACT))
    typed = format_quantity(figure.value, unit, places=places)
    return Offer("actual", typed, figure.span, _context(text, figure.span))


def _offer_date(text: str, reading: DateReading) -> Offer:
    day = reading.end or reading.start
    typed = f"{format_roc(day)}{'前' if reading.on_or_before else ''}"
    return Offer("completed_on", typed, reading.span, _context(text, reading.span))


def _context(text: str, span: tuple[int, int], around: int = 12) -> str:
    low, high = max(0, span[0] - around), min(len(text), span[1] + around)
    return ("…" if low else "") + " ".join(text[low:high].split()) + ("…" if high < len(text) else "")


def _pieces(text: str, quantities: list[Quantity], dates: list[DateReading], roc_year: int | None) -> Iterator[Piece]:
    marks = [
        *((one.span, format_quantity(one), False, False) for one in quantities if one.unit),
        *((one.span, format_reading(one), True, False) for one in dates),
        *((one.span, one.message, True, True) for one in find_date_faults(text, year=roc_year)),
    ]
    at = 0
    for (low, high), understood, is_date, is_fault in sorted(marks):
        if low < at:
            continue
        if low > at:
            yield Piece(text[at:low])
        yield Piece(text[low:high], understood, is_date, is_fault)
        at = high
    if at < len(text):
        yield Piece(text[at:])
