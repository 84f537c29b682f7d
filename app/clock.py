"""The clock of the edges: pages, commands and jobs ask it and hand moments and days down as arguments."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

TAIPEI = ZoneInfo("Asia/Taipei")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in the offices."""
    return day_of(now())


def day_of(at: datetime) -> date:
    """The day it is in the offices at an aware moment."""
    return at.astimezone(TAIPEI).date()
