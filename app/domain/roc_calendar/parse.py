"""Reading dates out of a field and out of running text."""

import re

from app.domain.matching_text import MatchingText, matching_text
from app.domain.roc_calendar.cells import cell_date
from app.domain.roc_calendar.model import DateError, DateFault, DateReading
from app.domain.roc_calendar.resolve import YearMissing, resolve
from app.domain.roc_calendar.scan import Written, written_dates

_EXAMPLE = "請寫成 107/3/5、107年3月5日或 107年3月"
_BEFORE_DATE = re.compile(r"\d[/.,-]?$")
_BEHIND_DATE = re.compile(r"[/.,-]?\d")
_CELL_FORMS = re.compile(r"\d{2,3}\.\d{2}|\d{2,3}\s?[-~]\s?\d{2,3}|\d{7}")


def parse_date(text: str, year: int | None = None) -> DateReading:
    """The one date, or range of dates, that a field holds.

    :param year: ROC year of the report (107), for dates that name none.
    :raises DateError: if there is none or more than one, if the day does not exist or contradicts its
        weekday, if the form has two meanings (105.1), or if a year is needed and unknown.
    """
    matched = matching_text(text)
    if not matched.plain.strip():
        raise DateError(f"沒有填日期，{_EXAMPLE}。")
    written = cell_date(matched.plain.strip())
    if written is not None:
        return resolve(written, _stripped(matched), year)
    found = list(written_dates(matched.plain, cell=True))
    if len(found) > 1:
        listed = "、".join(matched.verbatim(one.start, one.end) for one in found)
        raise DateError(f"「{text.strip()}」裡有 {len(found)} 個日期（{listed}），這裡只能填一個。")
    if not found:
        raise DateError(f"「{text.strip()}」看不出日期，{_EXAMPLE}。")
    if _BEFORE_DATE.search(matched.plain[: found[0].start]) or _BEHIND_DATE.match(matched.plain, found[0].end):
        raise DateError(f"「{text.strip()}」裡日期前後還有數字，看不出年、月、日，{_EXAMPLE}。")
    return resolve(found[0], matched, year)


def find_dates(text: str, year: int | None = None) -> list[DateReading]:
    """Every date and range in running text, in order.

    Dates that cannot be are left out here and told by ``find_date_faults``; so are dates without a year
    when ``year`` (the ROC year of the report) is not given.
    """
    readings, _ = _read(text, year)
    return readings


def find_date_faults(text: str, year: int | None = None) -> list[DateFault]:
    """Every written date that cannot be: no such day, another weekday, an end before its start."""
    _, faults = _read(text, year)
    return faults


def date_spans(matched: MatchingText) -> list[tuple[int, int]]:
    """Plain spans of everything written as a date, so that a reader of figures leaves them alone."""
    return [(written.start, written.end) for written in _all_written(matched)]


def _read(text: str, year: int | None) -> tuple[list[DateReading], list[DateFault]]:
    matched = matching_text(text)
    readings: list[DateReading] = []
    faults: list[DateFault] = []
    for written in _all_written(matched):
        try:
            readings.append(resolve(written, matched, year))
        except YearMissing:
            continue
        except DateError as error:
            span = matched.span(written.start, written.end)
            faults.append(DateFault(span, text[span[0] : span[1]], str(error)))
    return readings, faults


def _all_written(matched: MatchingText) -> list[Written]:
    """All of running text; a text that is nothing but 105.03 or 105-108 is the cell of a date column."""
    if _CELL_FORMS.fullmatch(matched.plain):
        try:
            written = cell_date(matched.plain)
        except DateError:
            written = None
        if written is not None and _recent(written):
            return [written]
    return list(written_dates(matched.plain))


def _recent(written: Written) -> bool:
    years = [point.year for point in (written.first, written.last) if point and point.year]
    months = [point.month for point in (written.first, written.last) if point and point.month]
    return all(1960 <= year <= 2060 for year in years) and all(1 <= month <= 12 for month in months)


def _stripped(matched: MatchingText) -> MatchingText:
    plain = matched.plain.strip()
    offset = len(matched.plain) - len(matched.plain.lstrip())
    return MatchingText(matched.original, plain, matched.starts[offset : offset + len(plain)])
