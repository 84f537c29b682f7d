"""辦公日曆表: the yearly calendar of 行政院人事行政總處 as it is handed out (CSV), a row a day.

西元日期, 星期, 是否放假 (0: offices work, 2: they do not), 備註: ``20250101,三,2,開國紀念日``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.findings import Problem, Severity
from app.domain.published_calendar import FIRST_YEAR
from app.domain.roc_calendar import format_roc
from app.domain.workdays import DaySource, SpecialDay, is_weekend, weekday_of

SHEET = "辦公日曆表"
HEADERS = ("西元日期", "星期", "是否放假", "備註")
WORKS, OFF = "0", "2"
MOST_NAMED = 5  # missing days that are named one by one


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What a file says of each day of one year; usable only without problems."""

    days: Mapping[date, SpecialDay]
    problems: tuple[Problem, ...]

    @property
    def year(self) -> int:
        """The Gregorian year of the file."""
        return min(self.days).year


def read_rows(rows: Iterable[Sequence[str]]) -> CalendarFile:
    """Read all of it; every fault is told with the row in which it stands, and one fault is enough to use nothing."""
    days: dict[date, SpecialDay] = {}
    problems: list[Problem] = []
    lines = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, start=1) if any(row)]
    if not lines or tuple(lines[0][1][: len(HEADERS) - 1]) != HEADERS[:-1]:
        first = f"第一列須為標題「{'、'.join(HEADERS)}」；請下載人事行政總處公布的辦公日曆表（CSV）後原檔上傳。"
        return CalendarFile({}, (_problem("A1", "wrong_header", first),))
    for number, row in lines[1:]:
        found = _day(number, row)
        if isinstance(found, Problem):
            problems.append(found)
        elif found.day in days:
            problems.append(_problem(f"A{number}", "day_repeated", f"{format_roc(found.day)} 重複；請只保留一列。"))
        else:
            days[found.day] = found
    problems += _whole_year(days) if not problems else ()
    return CalendarFile(days, tuple(problems))


def _day(number: int, row: Sequence[str]) -> SpecialDay | Problem:
    text, weekday, flag, *remarks = (*row, "", "", "")[: max(len(HEADERS), len(row))]
    day = _date(text)
    if day is None:
        return _problem(f"A{number}", "bad_date", f"「{text}」不是日期；請填 8 位數字的西元日期，例如 20250101。")
    if weekday != weekday_of(day):
        message = f"{format_roc(day)} 是星期{weekday_of(day)}，檔案寫「{weekday}」；請確認日期。"
        return _problem(f"B{number}", "wrong_weekday", message)
    if flag not in (WORKS, OFF):
        return _problem(f"C{number}", "bad_flag", f"「{flag}」無法判讀；0 為上班，2 為放假。")
    is_workday, name = flag == WORKS, "、".join(filter(None, remarks))
    fallback = "補行上班" if is_workday else "星期例假日" if is_weekend(day) else "放假日"
    return SpecialDay(day, is_workday, name or fallback, DaySource.UPLOADED)


def _date(text: str) -> date | None:
    if len(text) != len("20250101") or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _whole_year(days: Mapping[date, SpecialDay]) -> Iterator[Problem]:
    if not days:
        yield _problem(None, "required", "檔案沒有任何日期；請下載完整的辦公日曆表。")
        return
    years = sorted({day.year for day in days})
    if len(years) > 1:
        told = "、".join(f"{year - 1911} 年度" for year in years)
        yield _problem(None, "several_years", f"檔案含有 {told}；請一次上傳一個年度。")
    elif years[0] < FIRST_YEAR:
        yield _problem(None, "too_early", f"{years[0] - 1911} 年度的日曆不在系統範圍內；請上傳 87 年度以後的日曆。")
    elif missing := [day for day in _days_of(years[0]) if day not in days]:
        named = "、".join(format_roc(day) for day in missing[:MOST_NAMED])
        rest = f" 等 {len(missing)} 日" if len(missing) > MOST_NAMED else ""
        yield _problem(None, "days_missing", f"缺少 {named}{rest}；日曆須包含全年每一天。")


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def _problem(cell: str | None, code: str, message: str) -> Problem:
    return Problem(SHEET, cell, Severity.ERROR, code, message)
