"""Help that a firm receives from two plans in the same period (同期重複輔導)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from app.domain.cases.lifecycle import CaseState

#: States of a case that was granted: it counts as help, however it ended. 放棄簽約 received nothing.
HELPED = (
    *(CaseState.APPROVED, CaseState.GUIDED, CaseState.VISITED, CaseState.ACCEPTED, CaseState.CLOSED),
    *(CaseState.TERMINATED, CaseState.OUT_OF_BUSINESS),
)
_BEGINS = ("guided_from", "signed_on", "approved_on")  # the first that is known
_ENDS = ("guided_to", "closed_on", "ended_on")  # the earliest that is known
DAYS = (*_BEGINS, *_ENDS)


@dataclass(frozen=True, slots=True)
class Help:
    """A case that was granted, from its first to its last day, both included."""

    case_id: int
    plan_id: int
    firm_id: int  # the firm under which it is shown, after merges
    first: date
    last: date


def period_of_help(days: Mapping[str, date | None], plan_starts_on: date, plan_ends_on: date) -> tuple[date, date]:
    """The first and the last day on which a case helped its firm.

    :param days: of the case, by its fields; where none is known, the plan's own stands for it.
    """
    first = next((day for name in _BEGINS if (day := days.get(name)) is not None), None)
    last = min((day for name in _ENDS if (day := days.get(name)) is not None), default=None)
    if first is None:
        first = plan_starts_on if last is None else min(plan_starts_on, last)
    return first, max(first, plan_ends_on if last is None else last)


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
