"""From grouped rows to a table with its totals (小計、合計)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from app.domain.crosstab.dimensions import DIMENSIONS, Dimension
from app.domain.crosstab.measures import DISTINCT, MEASURES, Figures, Measure
from app.domain.crosstab.names import named, unknown

WHOLE = "合計"  # the one row or column of a table that has no dimension there

#: Filters: the dimension's name with the printed words that are let through.
Where: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: at most two dimensions, and measures side by side.

    :raises UnknownName: for a name that is in no catalogue.
    """

    rows: str | None
    cols: str | None
    measures: tuple[str, ...]
    where: Where = ()

    def __post_init__(self) -> None:
        for name in (self.rows, self.cols, *(name for name, _ in self.where)):
            if name is not None:
                named("維度", name, DIMENSIONS)
        for name in self.measures:
            named("度量", name, MEASURES)

    @property
    def dimensions(self) -> tuple[Dimension | None, Dimension | None]:
        """Of the rows and of the columns."""
        rows, cols = (None if name is None else DIMENSIONS[name] for name in (self.rows, self.cols))
        return rows, cols

    @property
    def needs(self) -> tuple[str, ...]:
        """The basic figures that the measures are made of, each once."""
        return tuple(dict.fromkeys(figure for name in self.measures for figure in MEASURES[name].needs))


class Grouped(NamedTuple):
    """One grouped row: printed words, and figures in the order of those that were asked for. ``None`` is all."""

    row: str | None
    col: str | None
    values: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Crosstab:
    """A folded table. ``rows`` and ``cols`` are those that have a case, in official order."""

    question: Question
    rows: tuple[str, ...]
    cols: tuple[str, ...]
    sources: tuple[str, ...]  # where figures were published that are no sums over cases
    _figures: dict[tuple[str | None, str | None], Figures] = field(repr=False)

    def value(self, measure: str, row: str | None = None, col: str | None = None) -> Decimal | int | None:
        """A cell's exact value; without ``row`` or ``col`` the total over them. A cell without cases counts 0."""
        return MEASURES[measure].value(self._find, row, col)

    def parts(self, measure: str, row: str | None = None, col: str | None = None) -> tuple[int | None, int | None]:
        """What a ratio divides, in the same place."""
        return MEASURES[measure].parts(self._find, row, col)

    def _find(self, row: str | None, col: str | None) -> Figures:
        return self._figures.get((row, col)) or dict.fromkeys(self.question.needs, 0)


def fold(
    question: Question, added: Iterable[Grouped], counted: Iterable[Grouped] = (), sources: Iterable[str] = ()
) -> Crosstab:
    """The table of the grouped rows.

    :param added: cells with the figures of :func:`adding`; the same words may come more than once.
    :param counted: cells and all their totals with the figures of :func:`counting`, which cannot be added.
    """
    figures: dict[tuple[str | None, str | None], dict[str, int | None]] = {}
    rows, cols = question.dimensions
    words: tuple[set[str], set[str]] = (set(), set())
    names = adding(question)
    for row, col, values in added:
        words[0].add(row or WHOLE)
        words[1].add(col or WHOLE)
        for place in {(row or WHOLE, col or WHOLE), (row or WHOLE, None), (None, col or WHOLE), (None, None)}:
            _add(figures.setdefault(place, {}), names, values)
    for row, col, values in counted:
        for place in _places(question, row, col):
            figures.setdefault(place, dict.fromkeys(names, 0)).update(zip(counting(question), values, strict=True))
    told = tuple(dict.fromkeys(sources))
    return Crosstab(question, _ordered(rows, words[0]), _ordered(cols, words[1]), told, dict(figures))


def adding(question: Question) -> tuple[str, ...]:
    """Figures of which the totals are sums of the cells."""
    return tuple(name for name in question.needs if name not in DISTINCT)


def counting(question: Question) -> tuple[str, ...]:
    """Figures of which each total must be counted anew."""
    return tuple(name for name in question.needs if name in DISTINCT)


def _add(figures: dict[str, int | None], names: Sequence[str], values: Sequence[int | None]) -> None:
    """Add in place; with a figure that nobody knows the sum is not known either."""
    for name, value in zip(names, values, strict=True):
        before = figures.get(name, 0)
        figures[name] = None if value is None or before is None else before + value


def _places(question: Question, row: str | None, col: str | None) -> Iterable[tuple[str | None, str | None]]:
    """Where a counted figure stands: an axis without a dimension has one word, which is its total as well."""
    rows = (None, WHOLE) if question.rows is None else (row,)
    cols = (None, WHOLE) if question.cols is None else (col,)
    return [(one, other) for one in rows for other in cols]


def _ordered(dimension: Dimension | None, words: set[str]) -> tuple[str, ...]:
    return (WHOLE,) if dimension is None else dimension.ordered(words)


def measure_of(name: str) -> Measure:
    """The measure of this name.

    :raises UnknownName: if there is none.
    """
    return named("度量", name, MEASURES)


def filters_of(texts: Iterable[str]) -> Where:
    """Filters as typed (狀態=結案,歇業); those of one dimension are joined.

    :raises UnknownName: for a filter that names no dimension.
    """
    found: dict[str, dict[str, None]] = {}
    for text in texts:
        name, equals, values = text.partition("=")
        if not equals:
            raise unknown("篩選條件（寫法為 維度=值）", text, DIMENSIONS)
        named("維度", name.strip(), DIMENSIONS)
        words = (word.strip() for word in values.replace("，", ",").replace("、", ",").split(","))
        found.setdefault(name.strip(), {}).update(dict.fromkeys(word for word in words if word))
    return tuple((name, tuple(words)) for name, words in found.items())
