"""Ranges from what was seen, without assuming a shape: order statistics, exact."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TypeAlias

HALF = Fraction(1, 2)

Distance: TypeAlias = Fraction | int  # from a base: how many times it, or days after it


@dataclass(frozen=True, slots=True)
class Spread:
    """Three points of a distribution; ``high`` (and ``likely``) are ``None`` where too much is still open to tell."""

    low: Distance | None
    likely: Distance | None
    high: Distance | None


def spread(seen: Sequence[Distance], still_open: Sequence[Distance], cover: Fraction) -> Spread:
    """Where the next of its kind will lie: as often below ``low`` as above ``high``, and between in ``cover``.

    The thing itself is counted as one more of the class. Without open ones that makes the k-th of n smallest the
    value which the next one stays below with a chance of k / (n + 1), whatever the distribution.

    :param still_open: the values that things had reached without being finished (product-limit estimate): what is
        late and still open is evidence, too, and leaving it out would praise the class.
    """
    tail = (1 - cover) / 2
    low: Distance | None = None
    likely: Distance | None = None
    left = Fraction(1)
    waiting = sorted(still_open)
    at_risk = len(seen) + 1
    for value, same in groupby(sorted(seen)):
        count = len(list(same))
        left *= 1 - Fraction(count, at_risk + len(waiting) - bisect_left(waiting, value))
        at_risk -= count
        ended = 1 - left
        low = value if low is None and ended >= tail else low
        likely = value if likely is None and ended >= HALF else likely
        if ended >= 1 - tail:
            return Spread(low, likely, value)
    return Spread(low, likely, None)


def errors_without_itself(
    seen: Sequence[Distance], base: Distance, error: Callable[[Distance, Distance], Distance]
) -> tuple[Fraction, Fraction]:
    """How far off the median of the others was for each of these on average, and how far off the base was.

    The mean and not the middle: a class that is mostly on time and sometimes very late is what forecasts are for.
    """
    ordered = sorted(seen)
    count = len(ordered)
    middle = (count - 2) // 2  # of the others, of which there is one less
    by_others = sum(error(value, ordered[middle + (at <= middle)]) for at, value in enumerate(ordered))
    by_base = sum(error(value, base) for value in ordered)
    return Fraction(by_others) / count, Fraction(by_base) / count


def median(ordered: Sequence[Distance]) -> Distance:
    """The middle one of values in order; of two middle ones the lower, for it is one that occurred."""
    return ordered[(len(ordered) - 1) // 2]
