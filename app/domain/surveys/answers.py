"""One questionnaire that came back (答卷): from the cells of its row to answers that can be counted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from app.domain.surveys.questions import Fault, Question, QuestionKind

RATINGS = {str(number): number for number in range(1, 6)}
_TICKED = frozenset({"是", "V", "v", "✓", "✔", "○", "1"})
_NOT_TICKED = frozenset({"", "否", "0"})

#: By header of the column: a rating, the chosen option, whether an option was ticked, or a text.
Answers: TypeAlias = dict[str, int | str | bool]


def read_answers(questions: Iterable[Question], cells: Mapping[str, str | None]) -> tuple[Answers, tuple[Fault, ...]]:
    """What the cells of a row answer, blank ones left out, and what is wrong in them."""
    answers: Answers = {}
    faults: list[Fault] = []
    for question in questions:
        for header in question.headers:
            for found in _read(question, header, (cells.get(header) or "").strip()):
                if isinstance(found, Fault):
                    faults.append(found)
                else:
                    answers[header] = found
    return answers, tuple(faults)


def _read(question: Question, header: str, said: str) -> Iterator[int | str | bool | Fault]:
    match question.kind:
        case QuestionKind.MULTIPLE:
            if _folded(said) in _TICKED:
                yield True
            elif _folded(said) not in _NOT_TICKED:
                yield Fault(header, "choice_unknown", f"「{said}」看不出有沒有勾選；勾選請填「是」，沒有請留白。")
        case _ if not said:
            return
        case QuestionKind.RATING:
            rating = RATINGS.get(_folded(said))
            yield rating or Fault(header, "rating_unknown", f"「{said}」不是 1 至 5 的整數；未作答請留白。")
        case QuestionKind.SINGLE:
            option = {_folded(option): option for option in question.options}.get(_folded(said))
            offered = "、".join(question.options)
            yield option or Fault(header, "choice_unknown", f"「{said}」不在選項內，請填其中一項：{offered}。")
        case _:
            yield said  # as it was written


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
