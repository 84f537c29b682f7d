"""Figures as offices write them: 5.01 億元, 22萬3,676家, 58,964,000 元 (field-notes 2.3)."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum

from app.domain.quantity.exact import EXACT, decimals
from app.domain.quantity.model import Qualifier, Quantity
from app.domain.quantity.numbers import scale_value
from app.domain.units import GROUPS, plain_unit, split_scale, unit_scale

# Decimals that a unit is printed with when nobody says (field-notes 2.3); other units show what there is.
_PLACES = {"億元": 2, "兆元": 2, "元": 0, "千元": 0, "人月": 2, "%": 2, "個百分點": 2}
_NO_BLANK = frozenset({"%", "‰", "成"})
_MOST_PLACES = 28

_BEFORE = {Qualifier.MORE: "逾 ", Qualifier.LESS: "未達 ", Qualifier.ABOUT: "約 "}
_BEHIND = {Qualifier.AT_LEAST: "以上", Qualifier.AT_MOST: "以下"}
_DURATIONS = frozenset(["年", "個月", "季", "週", "天", "日", "小時", "分鐘", "工作天", "工作日"])


class Rounding(StrEnum):
    """How the last printed place comes about; the reports of one plan use both (field-notes 2.3)."""

    HALF_UP = "half_up"  # 四捨五入
    TRUNCATE = "truncate"  # 無條件捨去


class Style(StrEnum):
    """How the number is grouped."""

    PLAIN = "plain"  # 223,676 家
    GROUPED = "grouped"  # 22萬3,676家


ROUNDING_NAMES = {Rounding.HALF_UP: "四捨五入", Rounding.TRUNCATE: "無條件捨去"}


def format_quantity(
    figure: Quantity | Decimal | int,
    unit: str | None = None,
    *,
    places: int | None = None,
    rounding: Rounding | str = Rounding.HALF_UP,
    style: Style | str | None = None,
    bound: bool = True,
) -> str:
    """A figure in its printed unit, or in ``unit``.

    A ``Quantity`` is written back as it was printed, its bound in one wording (約, 逾, 未達, 以上, 以下, a
    range with ～). A plain value is in base units and needs the printed unit: 501000000 with 億元 gives
    「5.01 億元」. Rounding happens here and nowhere else.

    :param places: decimals; by default those that were printed, or those the unit is usually printed with.
    :param style: ``grouped`` gives 22萬3,676家; by default as the figure was written, else plain.
    :param bound: whether a ``Quantity`` shows 約, 以上 and their like.
    :raises ValueError: if a plain value comes without a unit, or the figure is of another kind than ``unit``.
    """
    if not isinstance(figure, Quantity):
        if unit is None:
            raise ValueError("a plain value needs the unit that it is to be printed in")
        return _one(Decimal(figure), plain_unit(unit), places, Rounding(rounding), Style(style or Style.PLAIN))
    written = plain_unit(unit) if unit else figure.printed_unit
    if unit and unit_scale(unit)[0] != figure.unit:
        raise ValueError(f"{figure.unit} cannot be printed in {unit}")
    if places is None and written == figure.printed_unit:
        places = figure.places
    chosen = Style(style) if style else (Style.GROUPED if figure.grouped else Style.PLAIN)
    if figure.value is None:
        return _range(figure, written, places, Rounding(rounding))
    shown = _one(figure.value, written, places, Rounding(rounding), chosen)
    return _bounded(shown, figure) if bound else shown


def round_to(value: Decimal, places: int, rounding: Rounding = Rounding.HALF_UP) -> Decimal:
    """``value`` with exactly ``places`` decimals; half-up goes away from zero, truncation towards it."""
    mode = ROUND_HALF_UP if rounding is Rounding.HALF_UP else ROUND_DOWN
    return value.quantize(Decimal(1).scaleb(-places), rounding=mode, context=EXACT)


def _one(value: Decimal, unit: str, places: int | None, rounding: Rounding, style: Style) -> str:
    scale = _worth(unit)
    scaled = EXACT.divide(value, scale)
    if places is None:
        places = _PLACES.get(unit, _needed(scaled))
    rounded = round_to(scaled, places, rounding)
    if rounded == 0:
        rounded = abs(rounded)  # no -0.00
    if style is Style.GROUPED and places == 0:
        return _grouped(EXACT.multiply(rounded, scale), unit)
    blank = "" if unit in _NO_BLANK or not split_scale(unit)[1] else " "
    return f"{rounded:,f}{blank}{unit}"


def _worth(unit: str) -> Decimal:
    """What the printed unit is worth; a lone scale (億) is printed when the text gave no unit."""
    scale, thing = split_scale(unit)
    return unit_scale(unit)[1] if thing else scale_value(scale)


def _needed(value: Decimal) -> int:
    return min(decimals(value.normalize(EXACT)), _MOST_PLACES)


def _grouped(value: Decimal, unit: str) -> str:
    """4億4,888萬元: groups of 兆, 億 and 萬 down to the printed unit; ``value`` is a multiple of that unit."""
    scale, thing = split_scale(unit)
    smallest = scale_value(scale[-1:])  # 百萬元 counts on in 萬元
    rest, shown = abs(value), ""
    for name, worth in reversed(GROUPS.items()):
        count, left = EXACT.divmod(rest, worth)
        if count and worth >= smallest:
            shown, rest = f"{shown}{count:,.0f}{name}", left
    if rest:
        shown += f"{EXACT.divide(rest, smallest):,.0f}{scale[-1:] if smallest < min(GROUPS.values()) else ''}"
    return f"{'-' if value < 0 else ''}{shown or '0'}{thing}"


def _range(figure: Quantity, unit: str, places: int | None, rounding: Rounding) -> str:
    assert figure.low is not None
    assert figure.high is not None
    low = _one(figure.low, unit, places, rounding, Style.PLAIN)
    high = _one(figure.high, unit, places, rounding, Style.PLAIN)
    return f"{low.removesuffix(unit).rstrip()}～{high}"


def _bounded(shown: str, figure: Quantity) -> str:
    behind = _BEHIND.get(figure.qualifier, "")
    if figure.qualifier is Qualifier.AT_MOST and figure.unit in _DURATIONS:
        behind = "以內"
    before = _BEFORE.get(figure.qualifier, "")
    return f"{'累計 ' if figure.cumulative else ''}{before}{shown}{behind}"
