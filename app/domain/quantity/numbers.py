"""Written numbers: 5.01億, 22萬3,676, 1億615萬, 三百二十, 百分之三十 (field-notes 2.1 rules 3 to 5).

Positions count characters of the matching text.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from app.domain.numerals import NUMERAL_CHARS, chinese_number
from app.domain.quantity.exact import MAX_DIGITS, decimals, times
from app.domain.units import GROUPS, SCALES

_LONE_DIGIT = "「{}」的最後一碼讀作個位；口語若指下一位，請寫完整數字。"
_TOO_LARGE = "「{}」的後一組數字大於前一組的單位，請確認。"
_CODE = re.compile(r"0\d")  # 0271
_RUN = re.compile(r"(?:\d+(?:[.,]\d+)*[十百千]?(?:萬?[億兆]|萬)?)+")
_WELL_FORMED = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_GROUP = re.compile(r"(?P<digits>\d+(?:[.,]\d+)*)(?P<small>[十百千拾](?!瓦|分))?(?P<large>萬?[億兆]|萬)?")
_OVER = re.compile(r"餘(?!額|款|數|裕|命)|多(?![元樣功媒]|國|語|方|重|數)|來(?=[個家萬])")
_CHINESE = re.compile(rf"[{NUMERAL_CHARS}]+")
_POINT = re.compile(r"[點.]([零〇一二三四五六七八九]+)([萬億兆])?")
_FRACTION = re.compile(
    rf"(?P<of>百|千|萬|[{NUMERAL_CHARS}]+|\d+)分之(?P<part>[{NUMERAL_CHARS}]+(?:點[零〇一二三四五六七八九]+)?|\d+(?:\.\d+)?)"
)
_BARE_SCALE = re.compile(r"[十百千]?[萬億兆]|[百千](?=[萬億兆]|[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Number:
    """A written number, and where it ends."""

    value: Decimal
    end: int
    places: int = 0  # decimals of its last group
    scale: str = ""  # of its last group: 億, 千, 百萬
    grouped: bool = False  # more than one group: 22萬3,676
    over: bool = False  # 餘: slightly more
    unit: str = ""  # a fraction carries its own: 百分之一 is %, 二分之一 is 比例
    notes: tuple[str, ...] = ()


def number_at(text: str, at: int, *, bare_scale: bool = False) -> Number | None:
    """The number that begins at ``at``; ``None`` if the characters make no well-formed one.

    :param bare_scale: a bound word stands before, so 萬 and 百億 alone count as one (逾萬人).
    """
    if fraction := _fraction(text, at):
        return fraction
    if text[at].isdecimal():
        return _grouped(text, at)
    if bare_scale and (scale := _BARE_SCALE.match(text, at)) and not _CHINESE.match(text, scale.end()):
        return _with_over(text, Number(scale_value(scale[0]), scale.end(), scale=scale[0]))
    return _chinese(text, at)


def run_end(text: str, at: int) -> int:
    """Where the digits and scales that begin at ``at`` end, whether or not they make a number."""
    match = _RUN.match(text, at) or _CHINESE.match(text, at)
    return match.end() if match else at + 1


def scale_value(scale: str) -> Decimal:
    """What a scale word is worth: 百萬 is a million, none at all is one."""
    value = Decimal(1)
    for char in scale:
        value = times(value, SCALES.get(char) or GROUPS.get(char) or Decimal(1))
    return value


def _grouped(text: str, at: int) -> Number | None:
    """Groups of falling scale, added up as they stand: 1億615萬 is 106,150,000, never left-aligned."""
    sum_of_groups, here = _Sum(), at
    while match := _GROUP.match(text, here):
        written = match["digits"]
        if not _WELL_FORMED.fullmatch(written) or (here == at and _CODE.match(written)):
            return None
        if not sum_of_groups.add(written, (match["small"] or "").replace("拾", "十"), match["large"] or ""):
            return None
        here = match.end()
        if not (match["small"] or match["large"]):
            break
    if here == at or sum_of_groups.digits > MAX_DIGITS:
        return None
    notes = tuple(note.format(text[at:here]) for note in sum_of_groups.notes)
    number = Number(
        sum_of_groups.value,
        here,
        sum_of_groups.places,
        sum_of_groups.scale,
        grouped=sum_of_groups.groups > 1,
        notes=notes,
    )
    return _with_over(text, number)


class _Sum:
    """Adds up written groups; 3千5百萬 gathers its section before the 萬 multiplies it."""

    def __init__(self) -> None:
        self.total = self.section = Decimal(0)
        self.large = self.small = Decimal(10) ** 20  # what the next scale must stay below
        self.groups = self.digits = self.places = 0
        self.scale = ""
        self.notes: list[str] = []

    @property
    def value(self) -> Decimal:
        return self.total + self.section

    def add(self, written: str, small: str, large: str) -> bool:
        """Take the next group; ``False`` if it cannot follow what stands before."""
        small_worth, large_worth = scale_value(small), scale_value(large)
        if self.places or small_worth >= self.small or (large and large_worth >= self.large):
            return False
        if self.groups and not small and not large and len(written) == 1 and self.scale[-1:] in GROUPS:
            self.notes.append(_LONE_DIGIT)
        self.section += times(Decimal(written.replace(",", "")), small_worth)
        if self.section >= min(self.large, Decimal(10) ** 20) or (large and self._overflows(large_worth)):
            self.notes.append(_TOO_LARGE)
        self.small = small_worth
        if large:
            self.total += times(self.section, large_worth)
            self.section, self.large, self.small = Decimal(0), large_worth, Decimal(10) ** 20
        self.groups, self.digits = self.groups + 1, self.digits + len(written)
        self.places, self.scale = len(written.partition(".")[2]), small + large
        return True

    def _overflows(self, large_worth: Decimal) -> bool:
        return bool(self.groups) and self.section * large_worth >= self.large


def _with_over(text: str, number: Number) -> Number:
    """餘 may stand before a last 萬 or 億 (140萬餘, 3千餘萬)."""
    over = _OVER.match(text, number.end)
    if over is None:
        return number
    end, value, scale = over.end(), number.value, number.scale
    if (larger := re.compile("[萬億兆]").match(text, end)) and not any(char in GROUPS for char in scale):
        value, scale, end = times(value, GROUPS[larger[0]]), scale + larger[0], larger.end()
    return Number(value, end, number.places, scale, number.grouped, over=True, notes=number.notes)


def _chinese(text: str, at: int) -> Number | None:
    match = _CHINESE.match(text, at)
    if match is None:
        return None
    run = match[0].replace("拾", "十")
    if run[0] in "百千萬億兆":
        return None  # without a digit only a bound word makes it a number
    value = chinese_number(run)
    if value is None or len(str(value)) > MAX_DIGITS or _is_vague(text, at, run):
        return None
    scale = re.search(r"[萬億兆]*$", run)
    words = scale[0] if scale and chinese_number(run[: scale.start()] or "零") is not None else ""
    if point := _POINT.match(text, match.end()):
        return _chinese_decimal(value, point)
    return _with_over(text, Number(Decimal(value), match.end(), scale=words))


def _is_vague(text: str, at: int, run: str) -> bool:
    """數十, 上百 and 三五 are no figures, though their characters are digits."""
    digits_only = len(run) == 2 and all(char in "一二三四五六七八九兩" for char in run)
    return digits_only or (at > 0 and text[at - 1] in "數幾好上成")


def _chinese_decimal(whole: int, point: re.Match[str]) -> Number | None:
    digits = [chinese_number(char) for char in point[1]]
    value = Decimal(f"{whole}.{''.join(str(digit) for digit in digits)}")
    scale = point[2] or ""
    return Number(times(value, scale_value(scale)), point.end(), len(digits), scale)


def _fraction(text: str, at: int) -> Number | None:
    """A分之B is B/A, except that 百分之B is B % and 千分之B is B ‰."""
    match = _FRACTION.match(text, at)
    if match is None:
        return None
    part = _plain(match["part"])
    if part is None:
        return None
    places = len(str(part).partition(".")[2])
    if match["of"] in ("百", "100", "一百"):
        return Number(part, match.end(), places, unit="%")
    if match["of"] in ("千", "1000", "一千"):
        return Number(part, match.end(), places, unit="‰")
    whole = Decimal(10_000) if match["of"] == "萬" else _plain(match["of"])
    if not whole:
        return None
    ratio = part / whole
    return Number(ratio, match.end(), decimals(ratio), unit="比例")


def _plain(text: str) -> Decimal | None:
    if text[0].isdecimal():
        return Decimal(text) if len(text) <= MAX_DIGITS else None
    whole, point, behind = text.partition("點")
    value = chinese_number(whole)
    if value is None or len(str(value)) > MAX_DIGITS:
        return None
    if not point:
        return Decimal(value)
    return Decimal(f"{value}." + "".join(str(chinese_number(char)) for char in behind[:MAX_DIGITS]))
