"""Ranges from what was seen, without assuming a shape: order statistics, exact."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Spread:
    """Three points of a distribution; ``high`` (and ``likely``) are ``None`` where too much is still open to tell."""

    low: Fraction | None
    likely: Fraction | None
    high: Fraction | None


def spread(seen: Sequence[Fraction], still_open: Sequence[Fraction], cover: Fraction) -> Spread:
    """Where the next of its kind will lie: as often below ``low`` as above ``high``, and between in ``cover``.

    The thing itself is counted as one more of the class. Without open ones that makes the k-th of n smallest the
    value which the next one stays below with a chance of k / (n + 1), whatever the distribution.

    :param still_open: the values that things had reached without being finished (product-limit estimate): what is
        late and still open is evidence, too, and leaving it out would praise the class.
    """
    tail = (1 - cover) / 2
    low = likely = high = None
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
    return Spread(low, likely, high)


def errors_without_itself(
    seen: Sequence[Fraction], base: Fraction, error: Callable[[Fraction, Fraction], Fraction]
) -> tuple[Fraction, Fraction]:
    """How far off, in the middle, the median of the others was for each of these, and how far off the base was.

    :param seen: at least two values.
    """
    ordered = sorted(seen)
    middle = (len(ordered) - 2) // 2  # of the others, of which there is one less
    by_others = sorted(error(value, ordered[middle + (at <= middle)]) for at, value in enumerate(ordered))
    by_base = sorted(error(value, base) for value in ordered)
    return median(by_others), median(by_base)


def median(ordered: Sequence[Fraction]) -> Fraction:
    """The middle one of values in order; of two middle ones the lower, for it is one that occurred."""
    return ordered[(len(ordered) - 1) // 2]
