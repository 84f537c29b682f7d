"""歷年投入與產出: what a programme put in and what came of it, year by year, drawn and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.charts.drawing import Anchor, Bar, Chart, Drawing, Group, Label, Line, Mark, Table
from app.domain.figures import NO_FIGURE, round_half_up

WIDTH, HEIGHT = 960, 300
LEFT, RIGHT, TOP, BOTTOM = 8, 952, 44, 244
YI = 100_000_000  # 億元
FORMULA = "ROI＝（增加產值＋降低成本）÷（政府經費＋自籌款）"
_PARTS = (
    ("series-1", "政府經費", "government"),
    ("series-5", "自籌款", "own"),
    ("series-3", "增加產值", "output"),
    ("series-7", "降低成本", "saving"),
)


@dataclass(frozen=True, slots=True)
class YearFigures:
    """A year of a programme, whole 元; ``None`` was not reported. ``cases`` are those carried out (輔導案數)."""

    roc_year: int
    cases: int | None
    government: int | None
    own: int | None
    output: int | None
    saving: int | None

    @property
    def invested(self) -> int:
        """政府經費 and 自籌款."""
        return (self.government or 0) + (self.own or 0)

    @property
    def returned(self) -> int:
        """增加產值 and 降低成本."""
        return (self.output or 0) + (self.saving or 0)

    @property
    def roi(self) -> Decimal | None:
        """Returned over invested; ``None`` while nothing was invested."""
        return Decimal(self.returned) / self.invested if self.invested else None


def series_chart(years: Sequence[YearFigures]) -> Chart | None:
    """The chart of a programme's years; ``None`` for fewer than two, which make no series."""
    highest = max((max(year.invested, year.returned) for year in years), default=0)
    if len(years) < 2 or not highest:
        return None
    return Chart(
        name="series",
        title="歷年投入與產出",
        summary=_summary(years),
        drawing=Drawing(WIDTH, HEIGHT, (*_legend(), *_axis(), *_bars(years, highest))),
        table=_table(years),
        notes=("單位：億元，四捨五入至小數第二位", FORMULA),
    )


def yi(value: int | None) -> str:
    """An amount in 億元 as the reports print it."""
    return NO_FIGURE if value is None else f"{round_half_up(Decimal(value) / YI, 2):,f}"


def times(ratio: Decimal | None) -> str:
    """An ROI as the reports print it: 15.32."""
    return NO_FIGURE if ratio is None else f"{round_half_up(ratio, 2):,f}"


def _legend() -> Iterator[Mark]:
    for at, (paint, name, _) in enumerate(_PARTS):
        yield Bar(LEFT + 110 * at, 6, 12, 12, paint)
        yield Label(LEFT + 110 * at + 18, 16, name, "text")


def _axis() -> Iterator[Mark]:
    yield Line(((LEFT, BOTTOM), (RIGHT, BOTTOM)), "axis")


def _bars(years: Sequence[YearFigures], highest: int) -> Iterator[Mark]:
    slot = (RIGHT - LEFT) / len(years)
    width = min(slot * 0.32, 40)
    for at, year in enumerate(years):
        middle = LEFT + slot * (at + 0.5)
        marks: list[Mark] = []
        for x, parts in ((middle - width - 2, _PARTS[:2]), (middle + 2, _PARTS[2:])):
            total = sum(getattr(year, field) or 0 for _, _, field in parts)
            marks += _stacked(year, parts, x, width, highest)
            marks.append(Label(x + width / 2, _y(total, highest) - 5, yi(total), "note", Anchor.MIDDLE))
        marks.append(Label(middle, BOTTOM + 18, f"{year.roc_year}年", "text", Anchor.MIDDLE))
        marks.append(Label(middle, BOTTOM + 36, f"ROI {times(year.roi)}", "strong", Anchor.MIDDLE))
        yield Group(tuple(marks), _said(year))


def _stacked(
    year: YearFigures, parts: Sequence[tuple[str, str, str]], x: float, width: float, highest: int
) -> Iterator[Mark]:
    below = 0
    for paint, _, field in parts:
        value = getattr(year, field) or 0
        top, bottom = _y(below + value, highest), _y(below, highest)
        if value > 0:
            yield Bar(x, top, width, bottom - top, paint)
        below += value


def _y(value: int, highest: int) -> float:
    return BOTTOM - max(value, 0) / highest * (BOTTOM - TOP)


def _said(year: YearFigures) -> str:
    parts = "、".join(f"{name} {yi(getattr(year, field))}" for _, name, field in _PARTS)
    return f"{year.roc_year} 年度（億元）：{parts}，ROI {times(year.roi)}"


def _summary(years: Sequence[YearFigures]) -> str:
    invested, returned = sum(year.invested for year in years), sum(year.returned for year in years)
    return (
        f"{years[0].roc_year} 至 {years[-1].roc_year} 年度累計投入 {yi(invested)} 億元、產出 {yi(returned)} 億元；"
        f"最近一年投入 {yi(years[-1].invested)} 億元、產出 {yi(years[-1].returned)} 億元，ROI {times(years[-1].roi)}。"
    )


def _table(years: Sequence[YearFigures]) -> Table:
    names = ("年度", "輔導案數", *(f"{name}（億元）" for _, name, _ in _PARTS), "ROI")
    return Table(names, tuple(_row(year) for year in years))


def _row(year: YearFigures) -> tuple[str, ...]:
    cases = NO_FIGURE if year.cases is None else f"{year.cases:,}"
    money = (yi(getattr(year, field)) for _, _, field in _PARTS)
    return (f"{year.roc_year} 年", cases, *money, times(year.roi))
