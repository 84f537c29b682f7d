"""Yearly calendars as 行政院人事行政總處 hands them out, made from the one that is known."""

from collections.abc import Mapping
from datetime import date, timedelta

from app.domain.published_calendar import special_days
from app.domain.workdays import Calendar, weekday_of

HEADER = "西元日期,星期,是否放假,備註"


def calendar_rows(roc_year: int, said: Mapping[date, tuple[bool, str]] | None = None) -> list[str]:
    """A row a day, the header first; ``said`` is what the file says otherwise than is known (works, remark)."""
    first, known = date(roc_year + 1911, 1, 1), Calendar(special_days)
    days = [first + timedelta(days=n) for n in range((date(roc_year + 1912, 1, 1) - first).days)]
    return [HEADER, *(_row(day, known, said or {}) for day in days)]


def calendar_csv(
    roc_year: int, said: Mapping[date, tuple[bool, str]] | None = None, *, encoding: str = "utf-8-sig"
) -> bytes:
    """The same as the bytes of a file."""
    return "\r\n".join([*calendar_rows(roc_year, said), ""]).encode(encoding)


def _row(day: date, known: Calendar, said: Mapping[date, tuple[bool, str]]) -> str:
    special = known.special(day)
    works, remark = said.get(day, (known.is_workday(day), special.name if special else ""))
    return f"{day:%Y%m%d},{weekday_of(day)},{0 if works else 2},{remark}"
