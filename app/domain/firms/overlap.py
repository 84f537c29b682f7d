"""Help that a firm receives from two plans in the same period (同期重複輔導)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Help:
    """A case that was granted, from its first to its last day, both included."""

    case_id: int
    plan_id: int
    firm_id: int  # the firm that it is, after merges
    first: date
    last: date


def overlaps(helps: Iterable[Help]) -> tuple[tuple[Help, Help], ...]:
    """The pairs of cases of one firm in two plans that have a day in common."""
    by_firm: dict[int, list[Help]] = defaultdict(list)
    for one in helps:
        by_firm[one.firm_id].append(one)
    return tuple(
        (one, other)
        for of_firm in by_firm.values()
        for one, other in combinations(of_firm, 2)
        if one.plan_id != other.plan_id and one.first <= other.last and other.first <= one.last
    )
