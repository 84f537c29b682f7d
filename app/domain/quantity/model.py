"""A figure as people write it: its value in the base unit, its bound, and how it was printed."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class QuantityError(ValueError):
    """A text that is no single figure with a unit; the message is the sentence the user reads."""


class Qualifier(StrEnum):
    """How the written number binds the figure (field-notes 2.1 rule 7)."""

    EXACT = "="
    AT_LEAST = ">="  # 以上, 至少; also 餘, which is slightly above
    MORE = ">"  # 逾, 超過
    AT_MOST = "<="  # 以內, 為限, 上限
    LESS = "<"  # 未達, 不足
    ABOUT = "~"  # 約, 近
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure.

    ``value`` is in the base ``unit``, exact; ``None`` for a range, whose ends are ``low`` and ``high``, so
    that no sum can take one end for the figure. ``unit`` is empty when the text gives none and nothing
    around it tells (550億). ``span`` is half-open and counts characters of the text that was read.
    """

    value: Decimal | None
    unit: str
    qualifier: Qualifier
    span: tuple[int, int]
    text: str  # the characters of the span, as written
    printed_unit: str  # with its scale: 億元
    places: int  # decimals printed in ``printed_unit``
    low: Decimal | None = None
    high: Decimal | None = None
    grouped: bool = False  # written in groups: 22萬3,676家
    cumulative: bool = False  # 累計: counted from the start of the year or the plan
    notes: tuple[str, ...] = ()  # what was taken for granted; worth a warning
    undecided: tuple[str, ...] = ()  # what only the writer can tell
