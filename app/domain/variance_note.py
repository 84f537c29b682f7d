"""差異分析 as a person writes it over the draft, and what has to be said with it where a target is missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.domain.explanation import LABELS, DelayCause, Responsibility
from app.domain.roc_calendar import format_roc

#: What is required of a line that is short (design section 4: 落後原因、改善對策、預定趕上日期 and 責任歸屬).
REQUIRED_BEHIND = ("cause", "reason", "remedy", "catch_up_on", "responsibility")
LONGEST = 2000  # characters of a text


@dataclass(frozen=True, slots=True)
class VarianceWords:
    """What somebody says of a difference; ``None`` was left blank."""

    sentence: str | None = None
    cause: DelayCause | None = None
    reason: str | None = None
    remedy: str | None = None
    catch_up_on: date | None = None
    responsibility: Responsibility | None = None


def required(*, is_behind: bool, is_over: bool) -> tuple[str, ...]:
    """The fields that have to be filled: more than was promised beyond the band asks for a reason, too."""
    return REQUIRED_BEHIND if is_behind else ("reason",) if is_over else ()


def label(field: str, *, is_behind: bool) -> str:
    """What a field is called; nobody who did more than was promised has a 落後原因."""
    if field == "sentence":
        return "差異分析"
    return "原因說明" if field == "reason" and not is_behind else LABELS[field]


def faults_of(
    words: VarianceWords, *, is_behind: bool, is_over: bool, on: date, before: date | None = None
) -> Iterator[tuple[str, str]]:
    """What is missing or wrong, as pairs of a field and what to do about it.

    :param before: the 預定趕上日期 that stood there before; who leaves it alone need not alter it because it passed.
    """
    if words.sentence is None:
        yield "sentence", "請填寫差異分析；要用系統草稿時，請按「帶回草稿」。"
    for field in required(is_behind=is_behind, is_over=is_over):
        if getattr(words, field) is None:
            yield field, f"請填寫{label(field, is_behind=is_behind)}。"
    if words.catch_up_on is not None and words.catch_up_on < on and words.catch_up_on != before:
        told = f"{format_roc(words.catch_up_on)} 早於今天（{format_roc(on)}）"
        yield "catch_up_on", f"預定趕上日期 {told}，請填今天或以後的日期。"
