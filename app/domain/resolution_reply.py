"""辦理情形 of a 立法院決議 as the office records it, and what has to be said with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.domain.budget import ResolutionAnswer
from app.domain.roc_calendar import format_roc
from app.domain.roc_calendar import roc_year as roc_year_of

LONGEST_TEXT = 2000  # characters
LONGEST_LETTER_NO = 60  # characters
STILL_OPEN = "辦理中"  # what is shown for a reply without an answer
#: What is sent by an official letter, so that there is a number to be named.
BY_LETTER = frozenset({ResolutionAnswer.REPORTED, ResolutionAnswer.FILED, ResolutionAnswer.RELEASED})


@dataclass(frozen=True, slots=True)
class Reply:
    """What was done about a resolution.

    ``answer`` is ``None`` while nothing was answered: a word on how far it is, or a reply taken back.
    """

    answer: ResolutionAnswer | None
    text: str | None
    letter_no: str | None = None
    answered_on: date | None = None


def faults_of(reply: Reply, *, roc_year: int, on: date) -> Iterator[tuple[str, str]]:
    """What is missing or wrong, as pairs of a field and what to do about it.

    :param roc_year: of the budget that the resolution was passed with.
    :param on: the day on which it is recorded.
    """
    if reply.text is None:
        yield "text", "請填寫辦理情形。"
    if reply.answer is None:
        yield from _early(reply)
        return
    if reply.letter_no is None and reply.answer in BY_LETTER:
        yield "letter_no", f"「{reply.answer}」請填寫函復文號。"
    if reply.answered_on is None:
        yield "answered_on", "請填寫函復日期；未另行函復者，填辦理完成之日。"
    else:
        yield from _misdated(reply.answered_on, roc_year, on)


def _early(reply: Reply) -> Iterator[tuple[str, str]]:
    for field, value, label in (
        ("letter_no", reply.letter_no, "函復文號"),
        ("answered_on", reply.answered_on, "函復日期"),
    ):
        if value is not None:
            yield field, f"辦理結果為「{STILL_OPEN}」時不填{label}；已函復者請改選辦理結果。"


def _misdated(day: date, roc_year: int, on: date) -> Iterator[tuple[str, str]]:
    if day > on:
        yield "answered_on", f"函復日期 {format_roc(day)} 晚於今天（{format_roc(on)}），請於函復後登錄。"
    # The draft goes to the 立法院 four months before its year begins, so nothing is asked earlier (預算法第 46 條).
    elif roc_year_of(day) < roc_year - 1:
        yield "answered_on", f"函復日期 {format_roc(day)} 早於 {roc_year} 年度預算送審，請確認年份。"
