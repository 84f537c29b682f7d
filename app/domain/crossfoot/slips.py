"""Slips of the pen that a wrong figure gives away: turned digits, a repeated row, a total that holds itself."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.domain.crossfoot.cells import digits_of

_TRIED = 24  # so many neighbours of a rounded sum are compared with the printed digits
_ZERO = Decimal(0)


def is_transposition(printed: Decimal, expected: Decimal) -> bool:
    """Whether two figures differ by two exchanged digits only (568 for 658)."""
    return _differing_digits(printed, expected) is not None


def transposed_from(printed: Decimal, expected: Decimal, slack: Decimal, ulp: Decimal) -> Decimal | None:
    """The figure within ``slack`` of ``expected`` from which two exchanged digits make the printed one."""
    steps = min(int(slack / ulp), _TRIED)
    for step in sorted(range(-steps, steps + 1), key=abs):
        if is_transposition(printed, expected + step * ulp):
            return expected + step * ulp
    return None


def transposed_part(parts: Sequence[Decimal], excess: Decimal) -> int | None:
    """Index of the one part that, with two neighbouring digits turned back, gives up ``excess``.

    ``excess`` is what the parts hold too much in sum. ``None`` unless exactly one part can explain it.
    """
    found = [i for i, part in enumerate(parts) if excess and _neighbours_turned(part, part - excess)]
    return found[0] if len(found) == 1 else None


def repeated(printed: Sequence[Decimal], lines: Sequence[Sequence[Decimal | None]]) -> int | None:
    """Index of the one line whose figures the total repeats at every position."""
    same = [i for i, line in enumerate(lines) if all(a == b for a, b in zip(printed, line, strict=True))]
    return same[0] if len(same) == 1 and any(printed) else None


def counted_twice(printed: Decimal, added: Decimal, subtotals: Sequence[Decimal], slack: Decimal = _ZERO) -> bool:
    """Whether a total holds itself or its own sub-totals once more: twice the sum, or the sum plus them."""
    if not added or not printed:
        return False
    extra = {added, *subtotals}
    if subtotals:
        extra.add(sum(subtotals, _ZERO))
    return any(abs(printed - added - more) <= 2 * slack for more in extra if more)


def _neighbours_turned(printed: Decimal, wanted: Decimal) -> bool:
    places = _differing_digits(printed, wanted)
    return places is not None and places[1] - places[0] == 1


def _differing_digits(printed: Decimal, expected: Decimal) -> tuple[int, int] | None:
    """Where two figures have exchanged digits; ``None`` unless that is all that differs."""
    a, b = digits_of(printed), digits_of(expected)
    if len(a) != len(b) or a == b or printed * expected < 0:
        return None
    differing = list(_differences(a, b))
    if len(differing) != 2 or sorted(a) != sorted(b):
        return None
    return differing[0], differing[1]


def _differences(a: str, b: str) -> Iterator[int]:
    return (i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y)
