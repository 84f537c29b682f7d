"""Forms that are dates only because a date was asked for: 105.03, 105-108, 1070305, 3/5 (field-notes 3)."""

import re

from app.domain.roc_calendar.model import DateError
from app.domain.roc_calendar.point import Point, gregorian
from app.domain.roc_calendar.scan import Written

_YEAR_DOT_MONTH = re.compile(r"(\d{2,3}|\d{4})\.(\d{1,2})")
_YEAR_SLASH_MONTH = re.compile(r"(\d{1,4})/(\d{1,2})")
_PAIR = re.compile(r"(\d{2,4})\s?[-~]\s?(\d{1,4})")
_DIGITS = re.compile(r"\d{2,8}")
_ENDS_IN_YEAR = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{3,4})")


def cell_date(plain: str) -> Written | None:
    """A date written in a form that only a date field gives that meaning; the whole text is that form.

    :raises DateError: if the form has two meanings, saying which.
    """
    if match := _YEAR_DOT_MONTH.fullmatch(plain):
        return _year_dot_month(match)
    if match := _YEAR_SLASH_MONTH.fullmatch(plain):
        return _year_slash_month(match)
    if match := _PAIR.fullmatch(plain):
        return _pair(match)
    if _DIGITS.fullmatch(plain):
        return _compact(plain)
    if match := _ENDS_IN_YEAR.fullmatch(plain):
        raise DateError(f"「{plain}」分不出哪個是月、哪個是日，請依 年/月/日 書寫，例如 {match[3]}/3/5。")
    return None


def _year_dot_month(match: re.Match[str]) -> Written | None:
    written, month = match[1], match[2]
    if int(written) <= 31:
        raise DateError(f"「{match[0]}」看不出是年月還是月日，請寫成 107/{int(written)}/{int(month)} 或 107年3月。")
    if len(month) == 1:
        if month != "1":
            raise DateError(f"「{match[0]}」的月份只有一碼，請寫成兩碼，例如 {written}.0{month}。")
        raise DateError(
            f"「{match[0]}」可能是 {written}年1月，也可能是 {written}年10月（Excel 會去掉 {written}.10 最後的 0），"
            f"請寫成 {written}年1月 或 {written}年10月。"
        )
    return _month_of(match[0], written, int(month))


def _year_slash_month(match: re.Match[str]) -> Written | None:
    first, second = int(match[1]), int(match[2])
    if len(match[1]) >= 3 or first > 31:
        return _month_of(match[0], match[1], second)
    if first > 12:
        raise DateError(f"「{match[0]}」看不出是哪一年哪一月，請寫成 107年3月 或 107/3/5。")
    return None  # month and day, read by the scanner


def _pair(match: re.Match[str]) -> Written | None:
    first, second = gregorian(int(match[1]), len(match[1])), gregorian(int(match[2]), len(match[2]))
    years = int(match[1]) > 12 and len(match[2]) > 1
    if years and first is not None and second is not None and first <= second:
        return _written(match[0], Point(0, 1, year=first), Point(0, 1, year=second))
    if len(match[2]) <= 2 and 1 <= int(match[2]) <= 12 and int(match[1]) > 31 and "-" in match[0]:
        return _month_of(match[0], match[1], int(match[2]))
    raise DateError(f"「{match[0]}」看不出起訖年度，請寫成 107年度至109年度，迄年不可早於起年。")


def _compact(plain: str) -> Written | None:
    sizes = {8: (4, 2, 2), 7: (3, 2, 2), 6: (2, 2, 2), 5: (3, 2)}
    if plain.startswith("0") and len(plain) == 7:
        return _compact(plain[1:])
    if len(plain) not in sizes or (len(plain) == 6 and int(plain[:2]) < 60):
        raise DateError(f"「{plain}」看不出年、月、日，請寫成 107/3/5，只有年度時寫成 107年度。")
    cuts = sizes[len(plain)]
    written, month = plain[: cuts[0]], int(plain[cuts[0] : cuts[0] + 2])
    if len(cuts) == 2:
        return _month_of(plain, written, month)
    point = Point(0, len(plain), _year(plain, written), month, int(plain[-2:]))
    return _written(plain, point)


def _month_of(plain: str, written: str, month: int) -> Written:
    return _written(plain, Point(0, len(plain), _year(plain, written), month))


def _year(plain: str, written: str) -> int:
    year = gregorian(int(written), len(written))
    if year is None:
        raise DateError(f"「{plain}」的年份 {written} 不在民國 1 至 200 年或西元 1900 至 2100 年，請更正。")
    return year


def _written(plain: str, first: Point, last: Point | None = None) -> Written:
    return Written(0, len(plain), first, last)
