"""上次查看: from when on the home page tells what changed. Pure: moments are arguments (decision 0027)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

SITTING = timedelta(hours=4)  # who comes back after this long begins to look anew
NOTED_EVERY = timedelta(minutes=10)  # within a sitting, a visit is noted at most this often
AT_FIRST = timedelta(days=7)  # how far back somebody is told who was never here
AT_MOST = timedelta(days=30)  # and somebody who was away for long; older news are in the inbox


@dataclass(frozen=True, slots=True)
class Look:
    """A person's looking at the home page.

    :ivar since: what happened after this moment is new; ``None``: they were never here before.
    :ivar last_at: when they were here last, about.
    """

    since: datetime | None
    last_at: datetime


def look_again(known: Look | None, at: datetime) -> Look:
    """The look of a visit at ``at``.

    What is new stays new for as long as a sitting lasts, however often the page is loaded: a glance between two
    tasks must not make it vanish. ``known`` itself comes back if the visit need not be noted.
    """
    if known is None:
        return Look(None, at)
    if at - known.last_at >= SITTING:
        return Look(known.last_at, at)
    return replace(known, last_at=at) if at - known.last_at >= NOTED_EVERY else known


def told_from(look: Look, at: datetime) -> datetime:
    """From when on what happened is told."""
    return at - AT_FIRST if look.since is None else max(look.since, at - AT_MOST)
