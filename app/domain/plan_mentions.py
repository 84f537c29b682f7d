"""Years that a plan's own texts speak of (完成107年度計畫申請須知規劃)."""

from collections.abc import Iterator
from datetime import date

from app.domain.roc_calendar import find_dates


def mentions_elsewhere(text: str, starts_on: date | None, ends_on: date | None) -> Iterator[str]:
    """The dates in a text, as written, that lie wholly outside the plan; dates without a year are inside.

    Nothing, while it is not known when the plan runs.
    """
    if starts_on is None or ends_on is None:
        return
    for found in find_dates(text):
        if found.start > ends_on or (found.end is not None and found.end < starts_on):
            yield found.text
