"""Chinese numerals as plain numbers: 一百零七, 一〇七, 廿五, 壹仟貳佰萬 (field-notes 2.1 rule 5)."""

DIGITS = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("〇壹貳參肆伍陸柒捌玖")},
    "兩": 2,
    "叁": 3,
    "叄": 3,
    "参": 3,
    "贰": 2,
    "弌": 1,
    "○": 0,
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": 20, "卅": 30, "卌": 40}
_LARGE = {"萬": 10**4, "億": 10**8, "兆": 10**12}
_LONGEST = 40  # nobody writes a longer numeral; int() refuses very long ones
NUMERAL_CHARS = "".join([*DIGITS, *_SMALL, *_TENS, *_LARGE])


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral, read by place (一百零七) or digit by digit (一〇七).

    ``None`` if the characters make no well-formed number: 兩百五 is 250 in speech and 205 in print, so
    nobody knows.
    """
    if not text or len(text) > _LONGEST:
        return None
    if all(char in DIGITS for char in text):
        return _digit_by_digit(text)
    total, section, rest = 0, 0, ""
    limit = 10**16
    for index, char in enumerate(text):
        if char not in _LARGE:
            rest += char
            continue
        value = _section(rest) if rest else (1 if index == 0 else None)
        if value is None or _LARGE[char] >= limit:
            return None
        limit, rest = _LARGE[char], ""
        total += (section + value) * limit
    if not rest:
        return total
    last = _section(rest, after_large=total > 0)
    return None if last is None else total + last


def _digit_by_digit(text: str) -> int | None:
    if len(text) > 1 and "兩" in text:
        return None
    return int("".join(str(DIGITS[char]) for char in text))


def _section(text: str, *, after_large: bool = False) -> int | None:
    """A number below 10,000; after 萬 or 億 a lone digit needs its 零 (兩萬五 is colloquial for 25,000)."""
    if after_large and len(text) == 1 and text in DIGITS:
        return None
    if len(text) > 1 and all(char in DIGITS for char in text):
        return None if len(text) > 4 else _digit_by_digit(text)  # 二五〇萬
    total, digit, limit, zero = 0, None, 10_000, after_large
    for char in text:
        if char in DIGITS:
            if digit not in (None, 0):
                return None
            zero = zero or DIGITS[char] == 0
            digit = DIGITS[char]
        elif char in _TENS:
            if digit not in (None, 0) or limit <= 10:
                return None
            total, digit, limit, zero = total + _TENS[char], None, 10, True
        elif char in _SMALL:
            scale = _SMALL[char]
            if scale >= limit or digit == 0:
                return None
            total, digit, limit, zero = total + (digit or 1) * scale, None, scale, scale == 10
        else:
            return None
    if digit and limit > 10 and limit < 10_000 and not zero:
        return None
    return total + (digit or 0)
