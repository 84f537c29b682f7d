"""What a written date is understood to mean."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ROC_EPOCH = 1911  # Gregorian = ROC + 1911
EARLIEST, LATEST = 1900, 2100  # four digits outside are no year of a plan


class DateError(ValueError):
    """A text that is no single, possible, unambiguous date; the message is the sentence the user reads."""


class Precision(StrEnum):
    """The finest part of the calendar that was written."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"  # a 季 or a 半年
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date or a range of dates, both ends inclusive.

    A month or a year is the range of its days; 7月底 and 107年底 are their last day. ``end`` is ``None`` only
    for an open start (自101年起). ``span`` counts characters of the text that was read.
    """

    start: date
    end: date | None
    precision: Precision
    span: tuple[int, int]
    text: str
    on_or_before: bool = False  # 前: a deadline, the day itself included and the exact day unknown
    as_of: bool = False  # 截至: the state of that day
    notes: tuple[str, ...] = ()  # what was taken for granted, e.g. the year of the report

    @property
    def is_range(self) -> bool:
        """Whether the reading covers more than one day."""
        return self.start != self.end


@dataclass(frozen=True, slots=True)
class DateFault:
    """A date in running text that cannot be: impossible, contradicted by its weekday, or ambiguous."""

    span: tuple[int, int]
    text: str
    message: str


def roc_year(day: date) -> int:
    """The 民國 year of a day; zero and less are years before the Republic."""
    return day.year - ROC_EPOCH
