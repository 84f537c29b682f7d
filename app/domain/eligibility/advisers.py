"""Advisers that are not admitted for a time (R22 of field-notes 6).

Two rounds are consecutive when the adviser took part in no round between them. The ban begins on the day the second
serious abnormality was decided; the source names no day, so this is our reading.
"""

from calendar import isleap
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from app.domain.eligibility.candidate import Candidate, Rule, Violation
from app.domain.eligibility.limits import BAN, Limits
from app.domain.roc_calendar import format_roc


@dataclass(frozen=True, slots=True)
class Abnormality:
    """A serious abnormality of an adviser in one round (重大異常)."""

    adviser: str
    roc_year: int
    round_no: int
    decided_on: date


@dataclass(frozen=True, slots=True)
class Ban:
    """An adviser is not admitted from one day until another, both included."""

    adviser: str
    begins_on: date
    ends_on: date


def bans(
    abnormalities: Iterable[Abnormality], rounds: Iterable[tuple[str, int, int]], limits: Callable[[int], Limits]
) -> tuple[Ban, ...]:
    """Who is not admitted, and how long.

    :param rounds: (adviser, ROC year, round) in which each adviser took part.
    :param limits: the limits in force in a ROC year.
    """
    took_part: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for adviser, roc_year, round_no in rounds:
        took_part[adviser].add((roc_year, round_no))
    serious: dict[str, dict[tuple[int, int], date]] = defaultdict(dict)
    for one in abnormalities:
        serious[one.adviser][one.roc_year, one.round_no] = one.decided_on
        took_part[one.adviser].add((one.roc_year, one.round_no))
    found = []
    for adviser, decided in serious.items():
        for earlier, later in pairwise(sorted(took_part[adviser])):
            if earlier in decided and later in decided:
                found.append(_ban(adviser, decided[later], limits(later[0]).ban_years))
    return tuple(found)


def adviser_violations(cases: Iterable[Candidate], banned: Sequence[Ban]) -> Iterator[Violation]:
    """The applications that came in from an adviser while it was not admitted."""
    by_adviser: dict[str, list[Ban]] = defaultdict(list)
    for ban in banned:
        by_adviser[ban.adviser].append(ban)
    for case in cases:
        if not case.is_judged or case.received_on is None:
            continue
        for ban in by_adviser.get(case.adviser, ()):
            if ban.begins_on < case.received_on <= ban.ends_on:
                said = f"{case.adviser}於 {format_roc(ban.begins_on)} 至 {format_roc(ban.ends_on)} 停止受理"
                message = f"「{BAN}」：{said}，本案於 {format_roc(case.received_on)} 受理。"
                yield Violation(case.plan, case.key, case.tax_id, Rule.BANNED_ADVISER, "adviser_name", message)


def _ban(adviser: str, decided_on: date, years: int) -> Ban:
    year = decided_on.year + years
    is_leap_day = (decided_on.month, decided_on.day) == (2, 29)
    ends_on = date(year, 2, 28) if is_leap_day and not isleap(year) else decided_on.replace(year=year)
    return Ban(adviser, decided_on, ends_on)
