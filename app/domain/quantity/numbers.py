"""Written numbers: 5.01億, 22萬3,676, 1億615萬, 三百二十, 百分之三十 (field-notes 2.1 rules 3 to 5).

Positions count characters of the matching text.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from app.domain.numerals import NUMERAL_CHARS, chinese_number
from app.domain.units import GROUPS, SCALES

MAX_DIGITS = 22  # a trillion 億; longer runs are codes, and stay exact in a default Decimal context

_RUN = re.compile(r"\d+(?:[.,]\d+)*")
_WELL_FORMED = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_GROUP = re.compile(r"(?P<digits>\d+(?:[.,]\d+)*)(?P<small>[十百千拾](?!瓦|分))?(?P<large>[萬億兆]{0,2})")
_OVER = re.compile(r"餘(?!額|款|數|裕|命)|多(?![元樣功媒]|國|語|方|重|數)|來(?=[個家萬])")
_CHINESE = re.compile(rf"[{NUMERAL_CHARS}]+")
_POINT = re.compile(r"點([零〇一二三四五六七八九]+)([萬億兆])?")
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
    """Where the run of digits, points and commas that begins at ``at`` ends."""
    match = _RUN.match(text, at) or _CHINESE.match(text, at)
    return match.end() if match else at + 1


def scale_value(scale: str) -> Decimal:
    """What a scale word is worth: 百萬 is a million, none at all is one."""
    value = Decimal(1)
    for char in scale:
        value *= SCALES.get(char) or GROUPS.get(char) or Decimal(1)
    return value


def _grouped(text: str, at: int) -> Number | None:
    """Groups of falling scale, added up as they stand: 1億615萬 is 106,150,000, never left-aligned."""
    total, limit, here, groups = Decimal(0), None, at, 0
    places, scale, notes, digits = 0, "", list[str](), 0
    while match := _GROUP.match(text, here):
        if here > at and text[here] == " ":
            break
        written = match["digits"]
        if not _WELL_FORMED.fullmatch(written) or (groups and places):
            return None
        if groups == 0 and len(written) > 1 and written[0] == "0" and written[1].isdecimal():
            return None  # 0271 is a code
        words = (match["small"] or "").replace("拾", "十") + match["large"]
        worth = scale_value(words)
        value = Decimal(written.replace(",", ""))
        if limit is not None and worth >= limit:
            return None
        if limit is not None and value * worth >= limit:
            notes.append(f"「{text[at : match.end()]}」的後一組數字大於前一組的單位，請確認。")
        digits += len(written)
        total, limit, here, groups = total + value * worth, worth, match.end(), groups + 1
        places, scale = len(written.partition(".")[2]), words
        if groups > 1 and not words and limit == 1 and len(written) == 1 and text[match.start() - 1] in "萬億":
            notes.append(f"「{text[at : match.end()]}」的最後一碼讀作個位；口語若指下一位，請寫完整數字。")
        if not words:
            break
        if not text[here : here + 1].isdecimal():
            break
    if groups == 0 or digits > MAX_DIGITS:
        return None
    return _with_over(text, Number(total, here, places, scale, groups > 1, notes=tuple(notes)))


def _with_over(text: str, number: Number) -> Number:
    """餘 may stand before a last 萬 or 億 (140萬餘, 3千餘萬)."""
    over = _OVER.match(text, number.end)
    if over is None:
        return number
    end, value, scale = over.end(), number.value, number.scale
    if (larger := re.compile("[萬億兆]").match(text, end)) and not any(char in GROUPS for char in scale):
        value, scale, end = value * GROUPS[larger[0]], scale + larger[0], larger.end()
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
    return Number(value * scale_value(scale), point.end(), len(digits), scale)


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
    exponent = ratio.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return Number(ratio, match.end(), places, unit="比例")


def _plain(text: str) -> Decimal | None:
    if text[0].isdecimal():
        return Decimal(text) if len(text) <= MAX_DIGITS else None
    whole, point, decimals = text.partition("點")
    value = chinese_number(whole)
    if value is None or len(str(value)) > MAX_DIGITS:
        return None
    if not point:
        return Decimal(value)
    return Decimal(f"{value}." + "".join(str(chinese_number(char)) for char in decimals[:MAX_DIGITS]))
