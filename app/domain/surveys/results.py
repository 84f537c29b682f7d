"""What the answers of a survey say together. Exact until it is shown; nothing stands on fewer than five answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.suppression import hidden_groups, is_told
from app.domain.surveys.answers import Answers
from app.domain.surveys.questions import CHOOSING, Question, QuestionKind

SATISFIED = 4  # and 5: 滿意 and 非常滿意
UNGROUPED = "未分組"


@dataclass(frozen=True, slots=True)
class Response:
    """One questionnaire that came back; ``group`` is what its sender belongs to, for instance a course."""

    group: str | None
    answers: Answers


@dataclass(frozen=True, slots=True)
class Ratings:
    """Ratings of 1 to 5 taken together: how many, their sum, and how many of them are 4 or 5."""

    count: int
    total: int
    satisfied: int

    @property
    def mean(self) -> Decimal:
        """1 to 5, exact as far as a decimal is; rounded only where it is shown."""
        return Decimal(self.total) / self.count

    @property
    def share(self) -> Decimal:
        """The part that is 4 or 5, 0 to 1."""
        return Decimal(self.satisfied) / self.count

    def __add__(self, other: Ratings) -> Ratings:
        return Ratings(self.count + other.count, self.total + other.total, self.satisfied + other.satisfied)


@dataclass(frozen=True, slots=True)
class RatedItem:
    """A question with importance and satisfaction. ``None``: kept back, for too few answered.

    ``groups`` holds the satisfaction of each group, in the order of the survey's groups.
    """

    question: Question
    importance: Ratings | None
    satisfaction: Ratings | None
    groups: Mapping[str, Ratings | None]


@dataclass(frozen=True, slots=True)
class ChosenItem:
    """A choice: how many chose each option, of how many who answered. ``None``: kept back."""

    question: Question
    base: int | None
    counts: Mapping[str, int]

    def share(self, option: str) -> Decimal | None:
        """The part of those who answered that chose an option, 0 to 1."""
        return Decimal(self.counts[option]) / self.base if self.base else None


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What was written, in the order of the alphabet, so that nobody is known by their place. ``None``: kept back."""

    question: Question
    texts: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Results:
    """A whole survey. ``overall`` takes the satisfaction of all shown items together, and of no other: the rest
    could be subtracted."""

    sent: int
    returned: int
    groups: tuple[str, ...]
    rated: tuple[RatedItem, ...]
    chosen: tuple[ChosenItem, ...]
    written: tuple[OpenItem, ...]
    overall: Ratings | None

    @property
    def response_rate(self) -> Decimal | None:
        """回收率, 0 to 1; ``None`` when nothing was sent."""
        return Decimal(self.returned) / self.sent if self.sent else None


def results_of(questions: Sequence[Question], responses: Sequence[Response], *, sent: int) -> Results:
    """Everything that may be told."""
    groups = tuple(dict.fromkeys(_group(one) for one in responses))
    groups = groups if len(groups) > 1 else ()
    rated = tuple(_rated(one, responses, groups) for one in questions if one.kind is QuestionKind.RATING)
    told = [item.satisfaction for item in rated if item.satisfaction]
    return Results(
        sent=sent,
        returned=len(responses),
        groups=groups,
        rated=rated,
        chosen=tuple(_chosen(one, responses) for one in questions if one.kind in CHOOSING),
        written=tuple(_written(one, responses) for one in questions if one.kind is QuestionKind.OPEN),
        overall=sum(told[1:], told[0]) if told else None,
    )


def _group(response: Response) -> str:
    return response.group or UNGROUPED


def _rated(question: Question, responses: Sequence[Response], groups: Sequence[str]) -> RatedItem:
    importance, satisfaction = question.headers
    parts = {name: _ratings((one for one in responses if _group(one) == name), satisfaction) for name in groups}
    hidden = hidden_groups({name: ratings.count for name, ratings in parts.items()})
    return RatedItem(
        question,
        _if_told(_ratings(responses, importance)),
        _if_told(_ratings(responses, satisfaction)),
        {name: None if name in hidden else ratings for name, ratings in parts.items()},
    )


def _ratings(responses: Iterable[Response], header: str) -> Ratings:
    given = [int(one.answers[header]) for one in responses if header in one.answers]
    return Ratings(len(given), sum(given), sum(rating >= SATISFIED for rating in given))


def _if_told(ratings: Ratings) -> Ratings | None:
    return ratings if is_told(ratings.count) else None


def _chosen(question: Question, responses: Iterable[Response]) -> ChosenItem:
    answered = [one.answers for one in responses if any(header in one.answers for header in question.headers)]
    if not is_told(len(answered)):
        return ChosenItem(question, None, {})
    if question.kind is QuestionKind.SINGLE:
        counts = {option: sum(one[question.key] == option for one in answered) for option in question.options}
    else:
        pairs = zip(question.options, question.headers, strict=True)
        counts = {option: sum(header in one for one in answered) for option, header in pairs}
    return ChosenItem(question, len(answered), counts)


def _written(question: Question, responses: Iterable[Response]) -> OpenItem:
    texts = sorted(str(one.answers[question.key]) for one in responses if question.key in one.answers)
    return OpenItem(question, tuple(texts) if is_told(len(texts)) else None)
