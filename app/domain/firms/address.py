"""The normal form of an address of a head office (登記地址)."""

import re
from functools import lru_cache

from app.domain.firms.characters import half_width, one_variant, without_blanks

_POSTAL = re.compile(r"^\d{3}(?:\d{2,3})?(?=\D)")
_TENS = {char: value for value, char in enumerate("一二三四五六七八九", start=1)}
_NUMBER = re.compile(r"([一二三四五六七八九十]{1,3})(?=[段樓巷弄號])")
_FLOOR = re.compile(r"(\d+)F", re.IGNORECASE)
_OFFSHOOT = re.compile(r"(?<=\d)(?:之|[-–—‐])(?=\d)")
_NEIGHBOURHOOD = re.compile(r"(?<=里)\d+鄰")
_TOWN_OF_OLD = re.compile(r"^(?:台灣省|中華民國)")


@lru_cache(maxsize=4096)  # many firms are compared with one
def office_key(address: str | None) -> str | None:
    """The address without what people write differently (台/臺, 全形, 郵遞區號, 二段／2段, 之／-, F／樓).

    ``None`` for no address, and for one that ends before a house number: half a county may share it.
    """
    if address is None:
        return None
    plain = one_variant(without_blanks(half_width(address))).replace(",", "")
    plain = _TOWN_OF_OLD.sub("", _POSTAL.sub("", plain))
    plain = _NUMBER.sub(lambda found: str(_value(found[1])), plain)
    plain = _FLOOR.sub(r"\1樓", plain)
    plain = _NEIGHBOURHOOD.sub("", _OFFSHOOT.sub("之", plain))
    return plain if re.search(r"\d號", plain) else None


def _value(numeral: str) -> int:
    """十二 is 12, 二十 is 20; whoever writes 一二 means the digits."""
    if "十" not in numeral:
        return int("".join(str(_TENS[char]) for char in numeral))
    tens, _, ones = numeral.partition("十")
    return _TENS.get(tens[:1], 1) * 10 + _TENS.get(ones[:1], 0)
