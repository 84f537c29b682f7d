"""Which backups stay: the newest of each of the last days, weeks and months (field-notes 5.2, 營運持續計畫 [D])."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Keep:
    """How many days, weeks (Monday to Sunday) and months keep a backup each."""

    daily: int
    weekly: int
    monthly: int


def kept(made_at: Iterable[datetime], keep: Keep) -> frozenset[datetime]:
    """The backups that stay. Only days, weeks and months that have one count, so that nothing goes while none are made.

    :param made_at: on the clock of the office, whose midnight begins a day.
    """
    newest_first = sorted(made_at, reverse=True)
    return frozenset(
        newest_first[:1]
        + _newest_of_each(newest_first, lambda at: at.date(), keep.daily)
        + _newest_of_each(newest_first, lambda at: at.isocalendar()[:2], keep.weekly)
        + _newest_of_each(newest_first, lambda at: (at.year, at.month), keep.monthly)
    )


def _newest_of_each(newest_first: list[datetime], span: Callable[[datetime], Any], spans: int) -> list[datetime]:
    found: dict[Any, datetime] = {}
    for at in newest_first:
        found.setdefault(span(at), at)
    return list(found.values())[:spans]
