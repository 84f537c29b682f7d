"""A printed table as lines and columns of figures, the same for the page, the workbook and the test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.crosstab.folding import Crosstab, Where
from app.domain.crosstab.measures import APPLICATIONS, MEASURES, Measure, quotient
from app.domain.crosstab.tables import Block, Foot, Table, merged
from app.domain.figures import NO_FIGURE, round_half_up

TOTAL = "合計"
_TOTALS = frozenset({TOTAL, "小計"})
_SUMS = frozenset({"增加產值", "降低成本", "合計效益"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure, exact and in the measure's own unit; ``where`` are the filters of the cases behind it.

    ``None`` stands for a figure that was published and is no sum over cases.
    """

    value: Decimal | int | None
    measure: str
    where: Where | None = ()
    scale: int = 1
    places: int = 0

    @property
    def shown(self) -> Decimal | None:
        """The value in the printed unit, rounded half-up once."""
        if self.value is None:
            return None
        value = Decimal(self.value) * (100 if MEASURES[self.measure].unit == "%" else 1) / self.scale
        return round_half_up(value, self.places)

    @property
    def text(self) -> str:
        """The figure as it is printed."""
        return NO_FIGURE if self.shown is None else f"{self.shown:,f}"


@dataclass(frozen=True, slots=True)
class Column:
    """The two lines above a column: what it is of, and which measure with its unit.

    An ``is_part`` column is one of those that make up a total, as parts of a bar do in a chart.
    """

    heading: str
    measure: str
    unit: str
    is_total: bool = False
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row of figures; ``None`` where a line below the totals says nothing."""

    label: str
    cells: tuple[Cell | None, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A whole table. ``corner`` heads the column of labels; ``has_headings`` if any column is of something."""

    title: str
    corner: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    @property
    def has_headings(self) -> bool:
        """Whether there is a line of headings above the measures."""
        return any(column.heading for column in self.columns)

    @property
    def has_measures(self) -> bool:
        """Whether the columns have to say what they count: not if all count the same, for then the title does."""
        return not self.has_headings or len({column.measure for column in self.columns}) > 1

    @property
    def is_empty(self) -> bool:
        """Whether no case is behind the table."""
        return not any(not line.is_total for line in self.lines)


def lay_out(table: Table, answers: Sequence[Crosstab]) -> LaidOut:
    """The table of the answers to its questions, in the order of its blocks."""
    rows = _rows(table, answers)
    pieces = [(block, answer, _columns_of(block, answer)) for block, answer in zip(table.blocks, answers, strict=True)]
    columns = tuple(
        Column(
            block.heading if block.cols is None else col or TOTAL,
            name,
            table.unit_of(MEASURES[name]),
            is_total=col is None and (block.cols is not None or block.heading in _TOTALS),
            is_part=col is not None,
        )
        for block, _, cols in pieces
        for col in cols
        for name in block.measures
    )

    def cells(row: str | None, foot: Foot | None = None) -> tuple[Cell | None, ...]:
        return tuple(
            _cell(table, block, answer, row, col, under)
            if (under := name if foot is None else dict(foot.measures).get(name))
            else None
            for block, answer, cols in pieces
            for col in cols
            for name in block.measures
        )

    lines = [Line(row, cells(row)) for row in rows]
    if rows:
        lines.append(Line(TOTAL, cells(None), is_total=True))
        lines += [Line(foot.label, cells(None, foot), is_total=True) for foot in table.foot]
    if table.rows is None:
        lines = [Line(TOTAL, cells(None))]
    made = LaidOut(table.title, table.rows or "", columns, tuple(lines), _notes(table, answers))
    return _transposed(made, table) if table.transposed else made


def _rows(table: Table, answers: Sequence[Crosstab]) -> tuple[str, ...]:
    """Rows of which any block has a case."""
    dimension = answers[0].question.dimensions[0]
    words = {row for answer in answers for row in answer.rows}
    return () if dimension is None else dimension.ordered(words)


def _columns_of(block: Block, answer: Crosstab) -> tuple[str | None, ...]:
    """The values of the block's dimension, and ``None`` for all of them."""
    if block.cols is None:
        return (None,)
    return (*answer.cols, None) if block.has_total else answer.cols


def _cell(table: Table, block: Block, answer: Crosstab, row: str | None, col: str | None, name: str) -> Cell:
    measure = MEASURES[name]
    here: list[Where] = [table.where, block.where]
    if measure.narrows:
        here.append(measure.narrows)
    if table.rows and row is not None:
        here.append(((table.rows, (row,)),))
    if block.cols and col is not None:
        here.append(((block.cols, (col,)),))
    value = answer.value(name, row, col)
    if table.averages_printed_sums and measure.is_average:
        upper, lower = answer.parts(name, row, col)
        value = quotient(_as_printed(upper, table.scale(measure)), lower or 0)
    published = answer.sources and APPLICATIONS in measure.needs
    where = None if published else merged(*here)
    return Cell(value, name, where, table.scale(measure), table.places(measure))


def _as_printed(amount: int | None, scale: int) -> Decimal | None:
    return None if amount is None else round_half_up(Decimal(amount) / scale, 0) * scale


def _notes(table: Table, answers: Sequence[Crosstab]) -> tuple[str, ...]:
    """How the measures are computed whose name does not say it."""
    below = (under for foot in table.foot for _, under in foot.measures)
    names = dict.fromkeys((*(name for block in table.blocks for name in block.measures), *below))
    measures: list[Measure] = [MEASURES[name] for name in names]
    notes = [f"{measure.name}：{measure.explained}。" for measure in measures if measure.explained]
    if table.averages_printed_sums:
        notes.append(f"平均以印出的{table.unit}數計算，與報告一致。")
    sources = dict.fromkeys(source for answer in answers for source in answer.sources)
    return (*notes, *(f"公布數來源：{source}。" for source in sources))


def _transposed(made: LaidOut, table: Table) -> LaidOut:
    """A line for each measure and a column for each value; money is all that such a table holds, so one unit."""
    (line,), measures = made.lines, tuple(dict.fromkeys(column.measure for column in made.columns))
    headings = tuple(dict.fromkeys((column.heading, column.is_total, column.is_part) for column in made.columns))
    at = {(column.heading, column.measure): cell for column, cell in zip(made.columns, line.cells, strict=True)}
    columns = tuple(Column(heading or TOTAL, "", table.unit, *signs) for heading, *signs in headings)
    lines = tuple(
        Line(name, tuple(at[heading, name] for heading, *_ in headings), is_total=name in _SUMS) for name in measures
    )
    return replace(made, corner="績效指標", columns=columns, lines=lines)
