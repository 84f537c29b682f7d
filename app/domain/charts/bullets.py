"""績效指標達成情形: every indicator as a bar against its target, drawn and as a table.

All bars have one scale, 達成率: a half of each target stands at the same place, whatever is counted. A bar that goes
beyond the scale is broken, visibly, and its figure stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.charts.drawing import Anchor, Bar, Chart, Drawing, Group, Label, Line, Mark, Table
from app.domain.charts.time_line import wrapped
from app.domain.facts import variance_of
from app.domain.figures import NO_FIGURE, percent_text, round_half_up
from app.domain.plan_document import Indicator, PlanDocument
from app.domain.quantity import format_quantity
from app.domain.slippage.expected import accumulates, elapsed, expected_of
from app.domain.units import unit_scale
from app.domain.variance import Variance, rate_text

WIDTH, LEFT, RIGHT, TOP = 960, 200, 620, 24
ROW, BAR, TARGET = 40, 14, 24
SCALE = Decimal("1.5")  # the target stands at two thirds, so that half as much again is still drawn
NAME_LENGTH = 14


@dataclass(frozen=True, slots=True)
class Bullet:
    """An indicator against its target; ``expected`` in base units, ``None`` while nothing is to be expected."""

    row: Indicator
    variance: Variance
    expected: Decimal | None
    is_over: bool

    @property
    def paint(self) -> str:
        """Reached, missed for good, or on its way."""
        if self.variance.is_met:
            return "value-green"
        return "value-red" if self.is_over or not self.variance.more_is_better else "value-blue"


def bullets(document: PlanDocument, *, as_of: date, judged_from: Decimal) -> Chart | None:
    """The chart of a plan's indicators; ``None`` where it has none.

    :param judged_from: the share of a plan's time before which nothing is expected of what accumulates.
    """
    if not document.indicators:
        return None
    share = elapsed(document.starts_on, document.ends_on, as_of)
    is_over = as_of > document.ends_on
    made = [_bullet(row, share, judged_from, is_over) for row in document.indicators]
    return Chart(
        name="indicators",
        title="績效指標達成情形",
        summary=_summary(made),
        drawing=_drawing(made),
        table=_table(made),
        notes=tuple(_notes(made, share)),
    )


def place(ratio: Decimal) -> float:
    """Where a share of the target stands; what is beyond the scale stands at its end."""
    within = min(max(ratio, Decimal(0)), SCALE)
    return LEFT + float(within / SCALE) * (RIGHT - LEFT)


def _bullet(row: Indicator, share: Decimal, judged_from: Decimal, is_over: bool) -> Bullet:
    variance = variance_of(row)
    is_due = variance.more_is_better and accumulates(row.unit) and judged_from <= share < 1
    expected = expected_of(variance.target, share, accumulates=True) if variance.target and is_due else None
    return Bullet(row, variance, expected, is_over)


def _drawing(made: Sequence[Bullet]) -> Drawing:
    bottom = TOP + ROW * len(made)
    rows = [_row(one, TOP + ROW * at + ROW / 2) for at, one in enumerate(made)]
    return Drawing(WIDTH, bottom + 24, (*_axis(bottom), *rows))


def _axis(bottom: float) -> Iterator[Mark]:
    for pct in (0, 50, 100, 150):
        x = place(Decimal(pct) / 100)
        yield Line(((x, TOP), (x, bottom)), "grid")
        text = "100%（目標值）" if pct == 100 else f"{pct}%"
        yield Label(x, bottom + 16, text, "note", Anchor.MIDDLE)
    yield Label(RIGHT + 12, TOP - 6, "達成率", "note")
    yield Label(RIGHT + 82, TOP - 6, "實際值／目標值", "note")


def _row(one: Bullet, y: float) -> Group:
    marks: list[Mark] = [Label(0, at, line, "text") for at, line in _name(one.row.subject, y)]
    if one.variance.target:
        marks += _bar(one, one.variance.target, y)
    elif one.variance.target is None:
        marks.append(Label(LEFT + 6, y + 4, "未訂目標值，不計達成率", "note"))
    else:
        marks.append(Label(LEFT + 6, y + 4, "目標值為 0，不計達成率", "note"))
    marks += [
        Label(RIGHT + 12, y + 4, rate_text(one.variance), "strong"),
        Label(RIGHT + 82, y + 4, _figures(one), "text"),
    ]
    return Group(tuple(marks), _said(one), f"indicator-{one.row.key}")


def _name(subject: str, y: float) -> Iterator[tuple[float, str]]:
    lines = wrapped(subject, NAME_LENGTH, 2)
    for at, line in enumerate(lines):
        yield y + 4 + (at - (len(lines) - 1) / 2) * 15, line


def _bar(one: Bullet, target: Decimal, y: float) -> Iterator[Mark]:
    yield Bar(LEFT, y - BAR / 2, RIGHT - LEFT, BAR, "track")
    if one.variance.actual is not None:
        ratio = one.variance.actual / target
        end = place(ratio)
        yield Bar(LEFT, y - BAR / 2 + 2, end - LEFT, BAR - 4, one.paint)
        if ratio > SCALE:
            yield from (Line(((end - x, y + 9), (end - x + 6, y - 9)), "break") for x in (24, 18))
    if one.expected is not None:
        x = place(one.expected / target)
        yield Line(((x, y - TARGET / 2), (x, y + TARGET / 2)), "expected")
    x = place(Decimal(1))
    yield Line(((x, y - TARGET / 2), (x, y + TARGET / 2)), "target")


def _figures(one: Bullet) -> str:
    actual = "未填報" if one.variance.actual is None else _plain(one.row, one.variance.actual)
    return f"{actual}／{_amount(one.row, one.variance.target)}"


def _plain(row: Indicator, value: Decimal) -> str:
    """In the printed unit, without its name, as the tables of the page round it."""
    return f"{round_half_up(value / unit_scale(row.unit)[1], row.places):,f}"


def _amount(row: Indicator, value: Decimal | None) -> str:
    return NO_FIGURE if value is None else format_quantity(value, row.unit, places=row.places)


def _said(one: Bullet) -> str:
    actual = "未填報" if one.variance.actual is None else _amount(one.row, one.variance.actual)
    due = "" if one.expected is None else f"，今天應達 {_amount(one.row, one.expected)}"
    return (
        f"{one.row.subject}：目標 {_amount(one.row, one.variance.target)}{due}，實際 {actual}，"
        f"達成率 {rate_text(one.variance)}，{one.variance.status}"
    )


def _table(made: Sequence[Bullet]) -> Table:
    return Table(
        ("績效指標", "單位", "目標值", "今天應達數", "實際值", "達成率", "狀態"),
        tuple(
            (
                one.row.subject,
                one.row.unit,
                *(
                    NO_FIGURE if value is None else _plain(one.row, value)
                    for value in (one.variance.target, one.expected, one.variance.actual)
                ),
                rate_text(one.variance),
                one.variance.status.value,
            )
            for one in made
        ),
    )


def _summary(made: Sequence[Bullet]) -> str:
    met = sum(one.variance.is_met is True for one in made)
    blank = sum(one.variance.actual is None for one in made)
    return f"{len(made)} 項績效指標中達成 {met} 項，未填報 {blank} 項；各項以達成率為同一尺度。"


def _notes(made: Sequence[Bullet], share: Decimal) -> Iterator[str]:
    yield "粗線為目標值；橫條為實際值，綠色已達成、藍色執行中、紅色未達成。"
    if any(one.expected is not None for one in made):
        yield f"短虛線為今天應達數，依計畫期程 {percent_text(share)} 平均累計；比率及越低越好者不推算。"
    beyond = [one for one in made if one.variance.target and (one.variance.actual or 0) > one.variance.target * SCALE]
    if beyond:
        yield f"斜線截斷者超過尺度（{percent_text(SCALE, places=0)}），共 {len(beyond)} 項，以右側數字為準。"
