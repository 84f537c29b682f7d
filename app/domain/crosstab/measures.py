"""What a cross-table counts or adds up (度量): each is a sum of a few basic figures, or one sum over another.

Sums over money are whole 元. Every ratio says what it divides, because 通過率 and 平均 have more than one meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from typing import TypeAlias

from app.domain.cases.benefits import BENEFITS, OUTPUT, SAVING

# The basic figures that the database gives besides sums of the fields of a case.
CASES, APPLICATIONS, EXECUTED, REPORTED = "cases", "applications", "executed", "reported"
PROJECTS, FIRMS, ADVISERS = "projects", "firms", "advisers"
#: Figures that do not add up: one firm may stand in two cells and is still one firm in their total.
DISTINCT = frozenset({PROJECTS, FIRMS, ADVISERS})

#: Basic figures of one cell, row, column or table by their names; ``None`` is one that nobody knows.
Figures: TypeAlias = Mapping[str, int | None]
#: Finds the figures of a row and column; ``None`` stands for all of them.
Find: TypeAlias = Callable[[str | None, str | None], Figures]


class Kind(StrEnum):
    """How a value is shown."""

    COUNT = "count"
    MONEY = "money"  # whole 元, or an exact average of them
    SHARE = "share"  # a ratio shown as a percentage
    TIMES = "times"  # a ratio shown as 倍


class Level(Enum):
    """Over which part of the table the lower figure of a ratio is taken."""

    CELL = "cell"
    ROW = "row"
    COLUMN = "column"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: the sum of basic figures, over that of others if there are any.

    ``explained`` is the formula as people read it; empty where the name says it. ``narrows`` are the filters of the
    cases that it counts, where it does not count all.
    """

    name: str
    unit: str
    kind: Kind
    figures: tuple[str, ...]
    over: tuple[str, ...] = ()
    level: Level = Level.CELL
    explained: str = ""
    narrows: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """All basic figures that the measure is made of."""
        return self.figures + self.over

    @property
    def adds_up(self) -> bool:
        """Whether its cells may be added, or stacked in a chart."""
        return not self.over and not DISTINCT & set(self.figures)

    @property
    def is_average(self) -> bool:
        """Whether it is money for each of something."""
        return self.kind is Kind.MONEY and bool(self.over)

    def value(self, find: Find, row: str | None, col: str | None) -> Decimal | int | None:
        """The exact value; ``None`` where a figure is not known, or where a ratio has nothing to divide by."""
        upper, lower = self.parts(find, row, col)
        return upper if lower is None else quotient(upper, lower)

    def parts(self, find: Find, row: str | None, col: str | None) -> tuple[int | None, int | None]:
        """The two sums that a ratio divides; the lower is ``None`` for a plain sum, and 0 when it is not known."""
        upper = _sum(find(row, col), self.figures)
        return upper, (_sum(find(*_place(self.level, row, col)), self.over) or 0) if self.over else None


def quotient(upper: Decimal | int | None, lower: int) -> Decimal | None:
    """Exact as far as decimals go; ``None`` over 0, or of what is not known."""
    return None if upper is None or not lower else Decimal(upper) / Decimal(lower)


def _sum(figures: Figures, names: tuple[str, ...]) -> int | None:
    known = [value for name in names if (value := figures[name]) is not None]
    return sum(known) if len(known) == len(names) else None


def _place(level: Level, row: str | None, col: str | None) -> tuple[str | None, str | None]:
    return (row if level in (Level.CELL, Level.ROW) else None, col if level in (Level.CELL, Level.COLUMN) else None)


def _money(name: str, *figures: str, explained: str = "") -> Measure:
    return Measure(name, "元", Kind.MONEY, figures, explained=explained)


def _share(name: str, figure: str, level: Level, explained: str) -> Measure:
    return Measure(name, "%", Kind.SHARE, (figure,), (figure,), level, explained)


# Cases of former years have only the two sums; no case has both a sum and its parts.
_OUTPUT = (*OUTPUT, "output_sum")
_SAVING = (*SAVING, "saving_sum")
_INVESTED = ("government_grant", "self_fund")

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("案數", "案", Kind.COUNT, (CASES,)),
        Measure("件數", "件", Kind.COUNT, (PROJECTS,), explained="共通性案件數家合為 1 件"),
        Measure("家數", "家", Kind.COUNT, (FIRMS,), explained="同一統一編號計 1 家"),
        Measure("輔導單位數", "單位", Kind.COUNT, (ADVISERS,)),
        Measure(
            "申請案數", "案", Kind.COUNT, (APPLICATIONS,), explained="未逐案登錄申請案的年度採公布數，無公布數者為「—」"
        ),
        Measure("執行案數", "案", Kind.COUNT, (EXECUTED,), explained="狀態為結案", narrows=(("狀態", ("結案",)),)),
        *(_money(name, field) for field, name in BENEFITS.items()),
        _money("增加產值", *_OUTPUT),
        _money("降低成本", *_SAVING),
        _money("合計效益", *_OUTPUT, *_SAVING, explained="增加產值 + 降低成本"),
        Measure(
            *("平均效益", "元", Kind.MONEY, (*_OUTPUT, *_SAVING), (REPORTED,)),
            explained="合計效益 ÷ 已填報效益的案數",
        ),
        _money("政府經費", "government_grant"),
        _money("自籌款", "self_fund"),
        _money("投入", *_INVESTED, explained="政府經費 + 自籌款"),
        Measure("ROI", "倍", Kind.TIMES, (*_OUTPUT, *_SAVING), _INVESTED, explained="合計效益 ÷ 投入"),
        Measure("通過率", "%", Kind.SHARE, (EXECUTED,), (APPLICATIONS,), explained="執行案數 ÷ 申請案數"),
        _share("占比", CASES, Level.TABLE, "案數 ÷ 總案數"),
        _share("列占比", CASES, Level.ROW, "案數 ÷ 該列案數"),
        _share("欄占比", CASES, Level.COLUMN, "案數 ÷ 該欄案數"),
        _share("件數列占比", PROJECTS, Level.ROW, "件數 ÷ 該列件數"),
        _share("申請占比", APPLICATIONS, Level.TABLE, "申請案數 ÷ 總申請案數"),
        _share("執行占比", EXECUTED, Level.TABLE, "執行案數 ÷ 總執行案數"),
        Measure(
            *("效益占比", "%", Kind.SHARE, (*_OUTPUT, *_SAVING), (*_OUTPUT, *_SAVING), Level.TABLE),
            explained="合計效益 ÷ 總合計效益",
        ),
    )
}
