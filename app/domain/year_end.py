"""年度交替: what is to be done for the year that comes, and what is left of the one that ended. Pure.

Reminded of once a month: from November on of the next year, in the first months of a year of the last [D].
"""

from datetime import date

BEFORE = (11, 12)  # months of the old year
AFTER = (1, 2, 3)  # months of the new one; the annual accounts close within them


def year_to_come(on: date) -> int | None:
    """The Gregorian year for which there is something to prepare; ``None`` while it is too early."""
    return on.year + 1 if on.month in BEFORE else None


def year_over(on: date) -> int | None:
    """The Gregorian year of which something may be left to finish; ``None`` when that is long over."""
    return on.year - 1 if on.month in AFTER else None


def month_of(on: date) -> str:
    """Which reminder it is: there is one each month."""
    return f"{on:%Y-%m}"
