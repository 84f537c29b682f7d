"""Reading figures out of a field, a cell and running text."""

import re

from app.domain.matching_text import MatchingText, matching_text
from app.domain.quantity.model import Quantity, QuantityError
from app.domain.quantity.numbers import number_at, run_end
from app.domain.quantity.scan import figures
from app.domain.roc_calendar import date_spans

_EXAMPLE = "請填數字和單位，例如 5.01 億元、658 案"
_BLANK_CELL = re.compile(r"\s*(?:[-‐‑‒–—―−－]+|…|⋯)?\s*")
_DIGITS_BEFORE = re.compile(r"(?:\d[\d,.]*|[.,]) ?$")
_DIGITS_BEHIND = re.compile(r"[\s,;/、+(（~～-]*\d")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def single_figure(text: str) -> Quantity:
    """The one figure that a text holds, its unit included, with the words around it that bind it.

    :raises QuantityError: if there is no figure, more than one, no unit, or a malformed number.
    """
    matched = matching_text(text)
    if is_blank(text):
        raise QuantityError(f"沒有填數值，{_EXAMPLE}。")
    found = list(figures(matched))
    if len(found) > 1:
        listed = "、".join(figure.text.strip() for figure in found)
        raise QuantityError(f"「{_short(text)}」裡有 {len(found)} 個數量（{listed}），這裡只能填一個，請擇一填寫。")
    if not found:
        raise QuantityError(_why_none(text, matched))
    figure = found[0]
    if not figure.unit:
        raise QuantityError(
            f"「{figure.text}」缺少單位，請連單位一起寫，例如 {figure.text.strip()}元 或 {figure.text.strip()}人次。"
        )
    _refuse_stray_digits(text, figure)
    return figure


def find_quantities(text: str) -> list[Quantity]:
    """Every figure of running text in order, each with its span in ``text``.

    Dates, ordinals, document numbers, account codes and list marks are no figures. A scale without a unit
    that nothing around explains (550億) is given with an empty unit and told in ``undecided``; a bare number
    is not given.
    """
    return list(figures(matching_text(text)))


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty or a dash, which is not zero (field-notes 2.1 rule 10)."""
    return _BLANK_CELL.fullmatch(text) is not None


def _refuse_stray_digits(text: str, figure: Quantity) -> None:
    """501 000 元 and 658案 100: a field must not lose digits silently."""
    before = matching_text(text[: figure.span[0]]).plain[-24:]
    if text[figure.span[0]].isdecimal() and _DIGITS_BEFORE.search(before):
        raise QuantityError(f"「{_short(text)}」的數字中間有空白或多餘符號，請連在一起寫，例如 501,000,000 元。")
    if _DIGITS_BEHIND.match(text, figure.span[1]):
        raise QuantityError(f"「{_short(text)}」在「{figure.text.strip()}」後面還有數字，這裡只能填一個數量。")


def _why_none(text: str, matched: MatchingText) -> str:
    shown = _short(text)
    blocked = date_spans(matched)
    digits = [
        match
        for match in _DIGITS.finditer(matched.plain)
        if not any(low <= match.start() < high for low, high in blocked)
    ]
    if not digits:
        return f"「{shown}」裡找不到數量，{_EXAMPLE}。"
    number, at = digits[0][0], digits[0].start()
    if number_at(matched.plain, at) is None:
        written = matched.plain[at : run_end(matched.plain, at)]
        return f"「{written}」不是正確的數字寫法，請檢查千分位與小數點，例如 1,234.5、1億2,000萬。"
    if len(digits) > 1:
        return f"「{shown}」裡有 {len(digits)} 個數字而沒有單位，請只填一個數字並寫出單位，例如 658 案。"
    if run_end(matched.plain, at) < len(matched.plain.rstrip()):
        return f"「{shown}」的單位看不懂，請用 億元、萬元、元、案、家、人次、場次、% 等單位，例如 {number} 案。"
    return f"「{shown}」缺少單位，請連單位一起寫，例如 {number} 億元、{number} 案。"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 40 else plain[:39] + "…"
