"""重要度—滿意度分析 (IPA): which quadrant a question lies in, and where it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

from app.domain.figures import round_half_up
from app.domain.surveys.questions import Question
from app.domain.surveys.results import RatedItem

_STEP = Decimal("0.1")
_FEWEST = 2  # questions that can be compared


class Quadrant(StrEnum):
    """Importance and satisfaction against the means of all questions; on a mean counts as above it."""

    KEEP = "繼續保持"  # both high
    IMPROVE = "優先改善"  # important, and not satisfied
    LATER = "次要改善"  # both low
    ENOUGH = "過度供給"  # satisfied, and not important

    @property
    def number(self) -> int:
        """1 to 4, by which the drawing tells them apart."""
        return list(Quadrant).index(self) + 1


@dataclass(frozen=True, slots=True)
class Point:
    """One question: its exact means, and its place in percent of the drawing from the left and from the top."""

    question: Question
    importance: Decimal
    satisfaction: Decimal
    quadrant: Quadrant
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Axis:
    """From where to where an axis reaches, the mean that divides it, and the place of that mean in percent."""

    low: Decimal
    high: Decimal
    mean: Decimal
    at: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole drawing: satisfaction to the right, importance upwards."""

    points: tuple[Point, ...]
    satisfaction: Axis
    importance: Axis


def matrix_of(items: Sequence[RatedItem]) -> Matrix | None:
    """The drawing of all questions of which both means may be told; ``None`` if there is nothing to compare."""
    found = [
        (one.question, one.importance.mean, one.satisfaction.mean)
        for one in items
        if one.importance and one.satisfaction
    ]
    if len(found) < _FEWEST:
        return None
    across, upwards = _axis([one[2] for one in found]), _axis([one[1] for one in found], from_top=True)
    points = (
        Point(
            question,
            importance,
            satisfaction,
            quadrant_of(importance, satisfaction, upwards.mean, across.mean),
            _percent(satisfaction, across.low, across.high),
            _percent(importance, upwards.high, upwards.low),
        )
        for question, importance, satisfaction in found
    )
    return Matrix(tuple(points), across, upwards)


def quadrant_of(
    importance: Decimal, satisfaction: Decimal, importance_mean: Decimal, satisfaction_mean: Decimal
) -> Quadrant:
    """The quadrant of a question with these means."""
    if importance >= importance_mean:
        return Quadrant.KEEP if satisfaction >= satisfaction_mean else Quadrant.IMPROVE
    return Quadrant.ENOUGH if satisfaction >= satisfaction_mean else Quadrant.LATER


def _axis(means: Sequence[Decimal], *, from_top: bool = False) -> Axis:
    low = (min(means) / _STEP).to_integral_value(ROUND_FLOOR) * _STEP - _STEP
    high = (max(means) / _STEP).to_integral_value(ROUND_CEILING) * _STEP + _STEP
    mean = sum(means) / Decimal(len(means))
    return Axis(low, high, mean, _percent(mean, high, low) if from_top else _percent(mean, low, high))


def _percent(value: Decimal, start: Decimal, end: Decimal) -> str:
    return f"{round_half_up((value - start) / (end - start) * 100, 2)}%"
