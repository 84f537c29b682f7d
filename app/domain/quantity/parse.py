"""Reading figures out of a field, a cell and running text."""

import re

from app.domain.matching_text import MatchingText, matching_text
from app.domain.quantity.model import Quantity, QuantityError
from app.domain.quantity.numbers import number_at, run_end
from app.domain.quantity.scan import figures
from app.domain.roc_calendar import date_spans

_EXAMPLE = "請填數字和單位，例如 5.01 億元、658 案"
_BLANK_CELL = re.compile(r"\s*(?:[-‐‑‒–—―−－]+|…|⋯)?\s*")
_SPLIT = re.compile(r"(?:\d[\d,.]*|[.,]) ?$")
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
    _refuse_split_number(text, figure)
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


def _refuse_split_number(text: str, figure: Quantity) -> None:
    """501 000 元: the finder would see 000 or a part; a field must not lose digits silently."""
    if _SPLIT.search(matching_text(text[: figure.span[0]]).plain[-24:]) and text[figure.span[0]].isdecimal():
        raise QuantityError(f"「{_short(text)}」的數字中間有空白或多餘符號，請連在一起寫，例如 501,000,000 元。")


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
    if len(digits) > 1:
        return f"「{shown}」裡有 {len(digits)} 個數字而沒有單位，請只填一個數字並寫出單位，例如 658 案。"
    number = digits[0][0]
    if number_at(matched.plain, digits[0].start()) is None:
        return f"「{number}」不是正確的數字寫法，請檢查千分位與小數點，例如 1,234.5。"
    if run_end(matched.plain, digits[0].start()) < len(matched.plain.rstrip()):
        return f"「{shown}」的單位看不懂，請用 億元、萬元、元、案、家、人次、場次、% 等單位，例如 {number} 案。"
    return f"「{shown}」缺少單位，請連單位一起寫，例如 {number} 億元、{number} 案。"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 40 else plain[:39] + "…"
