"""統一編號: eight digits with a check sum, by the rule in force since 112/4/1 (field-notes 4.1)."""

import re
import unicodedata

WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)
# The digit sum of each weighted digit, by place and digit: a list of cases asks for it hundreds of thousands of times.
_SUMS = tuple({str(digit): sum(divmod(digit * weight, 10)) for digit in range(10)} for weight in WEIGHTS)


_SEPARATORS = re.compile(r"[\s\-‐‑–—]+")


def plain_tax_id(text: str) -> str:
    """The eight digits that are meant, without full width, blanks and hyphens; any other text as it stands."""
    if len(text) == 8 and text.isascii():
        return text
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    return digits if len(digits) == 8 and digits.isascii() and digits.isdigit() else text


def is_valid_tax_id(text: str) -> bool:
    """Whether the text is a possible 統一編號. Whether the firm exists is not known here.

    The weighted digits' digit sums must add up to a multiple of five; where the seventh digit is 7, a sum that is
    one short will do. Eight zeros pass the sum and are refused.
    """
    if len(text) != 8 or not text.isascii() or not text.isdigit() or text == "00000000":
        return False
    total = sum(map(dict.__getitem__, _SUMS, text))
    return total % 5 == 0 or (text[6] == "7" and (total + 1) % 5 == 0)


def tax_id_fault(text: str) -> str | None:
    """What is wrong with a 統一編號 and what to do, or ``None``."""
    if is_valid_tax_id(text):
        return None
    if not text:
        return "請填寫統一編號（8 碼）。"
    if text.isascii() and text.isdigit() and len(text) < 8:
        return f"統一編號「{text}」不足 8 碼，可能是 Excel 去掉了開頭的 0，請將儲存格設為文字後補足 8 碼。"
    return f"統一編號「{text}」檢查碼不符，請核對。"
