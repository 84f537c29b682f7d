"""How cross-tables stand side by side in one printed table: as a report declares it, or as a person chose it."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.crosstab.folding import Question, Where
from app.domain.crosstab.measures import MEASURES, Kind, Measure
from app.domain.units import unit_scale

MONEY_UNITS = ("元", "千元", "萬元", "億元")
_SHARE_PLACES = 2


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring columns: the measures, once for each value of ``cols`` and once for all of them.

    ``heading`` stands above a block without ``cols``; ``where`` narrows the table's own filters.
    """

    measures: tuple[str, ...]
    cols: str | None = None
    where: Where = ()
    heading: str = ""
    has_total: bool = True


@dataclass(frozen=True, slots=True)
class Foot:
    """A line under the totals: in the columns of one measure, another one of the same column."""

    label: str
    measures: tuple[tuple[str, str], ...]  # under 合計效益 stands 平均效益


@dataclass(frozen=True, slots=True)
class Table:
    """A printed table: blocks over the same rows, with a line of totals below them.

    ``transposed`` prints a line for each measure instead of a column (表 16 to 20). ``all_years`` asks the plans of
    all years of a series. Money is shown in ``unit``; with ``averages_printed_sums`` an average divides the sum as it
    is printed, as the report did in 表 21 and 22.
    """

    rows: str | None
    blocks: tuple[Block, ...]
    where: Where = ()
    title: str = ""
    unit: str = "元"
    share_places: int = _SHARE_PLACES
    foot: tuple[Foot, ...] = ()
    transposed: bool = False
    all_years: bool = False
    averages_printed_sums: bool = False

    def questions(self) -> tuple[Question, ...]:
        """What each block asks, and with it the lines below the totals."""
        return tuple(self._question(block) for block in self.blocks)

    def places(self, measure: Measure) -> int:
        """Decimals with which a measure is shown."""
        if measure.kind is Kind.SHARE:
            return self.share_places
        if measure.kind is Kind.TIMES:
            return 2
        if measure.kind is Kind.MONEY:
            return 2 if self.unit == "億元" or (measure.over and self.unit != "元") else 0
        return 0

    def scale(self, measure: Measure) -> int:
        """How many of the measure's own units one printed unit holds."""
        return int(unit_scale(self.unit)[1]) if measure.kind is Kind.MONEY else 1

    def unit_of(self, measure: Measure) -> str:
        """The unit in which a measure is shown; none beside a count, whose name says it (案數)."""
        if measure.kind is Kind.COUNT:
            return ""
        return self.unit if measure.kind is Kind.MONEY else measure.unit

    def _question(self, block: Block) -> Question:
        below = (under for line in self.foot for over, under in line.measures if over in block.measures)
        measures = tuple(dict.fromkeys((*block.measures, *below)))
        return Question(self.rows, block.cols, measures, merged(self.where, block.where))


def merged(*filters: Where) -> Where:
    """Filters that all hold; where two speak of one dimension, the values that both let through."""
    found: dict[str, tuple[str, ...]] = {}
    for where in filters:
        for name, values in where:
            found[name] = tuple(value for value in found.get(name, values) if value in values)
    return tuple(found.items())


def chosen(
    rows: str | None, cols: str | None, measures: tuple[str, ...], where: Where, *, unit: str, all_years: bool
) -> Table:
    """The table that a person put together."""
    title = f"{rows or '全部'}{f' × {cols}' if cols else ''}：{'、'.join(measures)}"
    block = Block(tuple(dict.fromkeys(name for name in measures if name in MEASURES)), cols)
    return Table(rows, (block,), where, title, unit, all_years=all_years)
