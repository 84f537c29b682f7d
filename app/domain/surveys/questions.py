"""The questions of a survey, and the columns in which their answers are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

NUMBER, GROUP = "問卷編號", "組別"
IMPORTANCE, SATISFACTION = "重要度", "滿意度"


class QuestionKind(StrEnum):
    """How a question is answered."""

    RATING = "量表"  # importance and satisfaction, each 1 to 5
    SINGLE = "單選"
    MULTIPLE = "複選"
    OPEN = "開放"


_KEY = re.compile(r"[A-Za-z]{0,3}[0-9]{1,3}")  # short enough for the head of a column
CHOOSING = frozenset({QuestionKind.SINGLE, QuestionKind.MULTIPLE})


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``key`` is its number (Q1), ``options`` are those of a choice."""

    key: str
    kind: QuestionKind
    text: str
    options: tuple[str, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers of its columns: two for a rating, one for each option of a multiple choice."""
        match self.kind:
            case QuestionKind.RATING:
                return (f"{self.key} {IMPORTANCE}", f"{self.key} {SATISFACTION}")
            case QuestionKind.MULTIPLE:
                return tuple(f"{self.key} {option}" for option in self.options)
            case _:
                return (self.key,)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell; ``field`` names the column, the message says what to do."""

    field: str
    code: str
    message: str


def split_options(text: str | None) -> tuple[str, ...]:
    """The options as people write them into one cell: 甲、乙、丙, or one on each line."""
    return tuple(filter(None, (part.strip() for part in re.split(r"[、;；\n]", text or ""))))


def faults_of(key: str, kind: str | None, text: str | None, options: tuple[str, ...]) -> Iterator[Fault]:
    """What is wrong with a question as somebody wrote it."""
    if not _KEY.fullmatch(key):
        yield Fault("key", "question_key", f"「{key}」不是題號，請填字母與數字，例如 Q1。")
    if not text:
        yield Fault("text", "required", "請填寫題目；不需要這一列時，請將整列清空。")
    if kind not in tuple(QuestionKind):
        yield Fault("kind", "choice_unknown", f"「{kind or ''}」不是題型，請填：{'、'.join(QuestionKind)}。")
    elif kind in CHOOSING:
        if len(options) < 2:
            yield Fault("options", "options_needed", f"{kind}題至少要有 2 個選項，以頓號分隔。")
        elif len(set(options)) < len(options):
            yield Fault("options", "options_needed", "選項重複，請只保留一個。")
    elif options:
        yield Fault("options", "options_needed", f"{kind}題沒有選項，請清除這一格。")


def headers_of(questions: Iterable[Question]) -> tuple[str, ...]:
    """Every column of the answers, without number and group."""
    return tuple(header for question in questions for header in question.headers)
