"""How often is too often (流量限制): so many at once, and then one at a time as the period passes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class UseKind(StrEnum):
    """What costs the server so much that one person may not do it without end."""

    UPLOAD = "上傳"
    EXPORT = "匯出"
    FEED = "讀取行事曆"


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many uses, at least one, at once; each of them comes back after its even share of the period."""

    uses: int
    period: timedelta

    @property
    def share(self) -> timedelta:
        """How long one use takes to come back."""
        return self.period / self.uses


@dataclass(frozen=True, slots=True)
class Verdict:
    """``wait``: how long until the use is allowed, nothing if it is now. ``spent_until``: what to remember."""

    wait: timedelta
    spent_until: datetime

    @property
    def is_allowed(self) -> bool:
        """Whether the use may go ahead."""
        return not self.wait


def decide(allowance: Allowance, spent_until: datetime | None, at: datetime) -> Verdict:
    """Whether one use more is allowed at ``at``; one that is refused costs nothing.

    :param spent_until: when all that was used will have come back; ``None`` if nothing ever was.
    """
    spent = max(spent_until or at, at)
    spent = min(spent, at + allowance.period)  # a clock that was set back closes nobody out for longer than this
    wait = spent + allowance.share - at - allowance.period
    if wait > timedelta(0):
        return Verdict(wait, spent)
    return Verdict(timedelta(0), spent + allowance.share)
