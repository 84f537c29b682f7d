"""Next year's plan from this year's (次年度計畫): the same promises one year on, with nothing reported yet."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from app.domain.errors import LastYear
from app.domain.plan_document import Checkpoint, Period, PlanDocument
from app.domain.plan_setup import as_set_up
from app.domain.roc_calendar import DateReading, Precision, find_dates, roc_year


def next_year(document: PlanDocument) -> PlanDocument:
    """The plan of the next year as a proposal to be edited: targets, weights and budgets are this year's.

    Deadlines move from the original ones, because an extension was granted for this year. A text follows only
    where it writes its own checkpoint's deadline in full; :mod:`plan_rules` asks about all other years in texts.

    :raises LastYear: if the plan runs no further.
    """
    if document.year_index >= document.years_total:
        raise LastYear(
            f"計畫 {document.code} 已是第 {document.year_index} 年（共 {document.years_total} 年），"
            "沒有次年度可以產製；如為新計畫，請下載空白的計畫設定檔填寫。"
        )
    plain = as_set_up(document)
    return replace(
        plain,
        code=next_code(document.code, document.roc_year),
        roc_year=document.roc_year + 1,
        year_index=document.year_index + 1,
        starts_on=a_year_later(document.starts_on),
        ends_on=a_year_later(document.ends_on),
        checkpoints=tuple(_moved_checkpoint(row) for row in plain.checkpoints if row.is_in_force),
        periods=tuple(map(_moved_period, plain.periods)),
    )


def a_year_later(day: date) -> date:
    """The same day one year later; of 29 February, the 28th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)


def next_code(code: str, year: int) -> str:
    """The code of next year's plan: SMEITA-107 becomes SMEITA-108, a code without its year gets the new one.

    :param year: this year, ROC.
    """
    moved, count = re.subn(rf"(?<!\d){year}(?!\d)", str(year + 1), code)
    return moved if count else f"{code}-{year + 1}"


def _moved_period(period: Period) -> Period:
    return replace(period, opens_on=a_year_later(period.opens_on), due_on=a_year_later(period.due_on))


def _moved_checkpoint(row: Checkpoint) -> Checkpoint:
    due_on = a_year_later(row.original_due_on)
    text = row.description
    for found in reversed(find_dates(text)):
        if found.precision is Precision.DAY and found.start == found.end == row.original_due_on:
            text = text[: found.span[0]] + _written_a_year_later(found, due_on) + text[found.span[1] :]
    return replace(row, original_due_on=due_on, due_on=due_on, description=text)


def _written_a_year_later(found: DateReading, due_on: date) -> str:
    """The date in the form in which it was written; as it stands, if that does not lead to ``due_on``."""
    for old, new in ((roc_year(found.start), roc_year(due_on)), (found.start.year, due_on.year)):
        moved = found.text.replace(str(old), str(new), 1)
        if [reading.start for reading in find_dates(moved)] == [due_on]:
            return moved
    return found.text
