"""進度曲線: planned, actual and expected progress over the months of a plan, drawn and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from app.domain.charts.drawing import Anchor, Area, Chart, Drawing, Label, Line, Mark, Point, Table, spread
from app.domain.charts.progress_curves import ProgressCurves, Step, value_on
from app.domain.charts.scales import Box, DayScale, PercentScale, month_ends
from app.domain.figures import NO_FIGURE, round_half_up
from app.domain.roc_calendar import format_roc

WIDTH, HEIGHT = 960, 300
BOX = Box(left=46, top=20, right=826, bottom=268)
LABEL_GAP = 16
PLANNED, BASELINE, ACTUAL, FORECAST = "預定", "原訂", "實際", "推估"


def progress_chart(curves: ProgressCurves) -> Chart:
    """The chart of a plan's progress."""
    return Chart(
        name="progress",
        title="進度曲線",
        summary=summary_of(curves),
        drawing=Drawing(WIDTH, HEIGHT, tuple(_marks(curves))),
        table=table_of(curves),
        notes=tuple(_notes(curves)),
    )


def summary_of(curves: ProgressCurves) -> str:
    """The chart in a sentence, for those who do not see it."""
    now = min(curves.as_of, curves.last)
    planned, actual = (_pct(value_on(steps, curves.as_of)) for steps in (curves.planned, curves.actual))
    until = f"{format_roc(curves.first)} 至 {format_roc(curves.last)}"
    ahead = (
        f"；推估至 {format_roc(curves.forecast[-1].on)} 達 {_pct(curves.forecast[-1].pct)}" if curves.forecast else ""
    )
    return f"{until} 的累計進度；截至 {format_roc(now)}，預定 {planned}，實際 {actual}{ahead}。"


def table_of(curves: ProgressCurves) -> Table:
    """The curves at the end of each month, and on the day itself."""
    days = [day for day in month_ends(curves.first, curves.last) if day != curves.as_of]
    if curves.first <= curves.as_of <= curves.last:
        days = sorted([*days, curves.as_of])
    columns = ["日期", "預定進度"]
    columns += ["原訂預定進度"] if curves.is_changed else []
    columns += ["實際進度", "差異（百分點）"]
    columns += ["推估進度", "推估範圍"] if curves.forecast else []
    return Table(tuple(columns), tuple(tuple(_row(curves, day)) for day in days))


def corners(steps: Sequence[Step], days: DayScale, percents: PercentScale, *, until: date) -> tuple[Point, ...]:
    """A line of stairs, from the first step on, or from 0 at the left: what is reached holds until the next step."""
    drawn = [step for step in steps if step.on <= until]
    height = percents.y(Decimal(0))
    points: list[Point] = [(days.x(days.first), height)]
    for step in drawn:
        points += [(days.x(step.on), height), (days.x(step.on), percents.y(step.pct))]
        height = percents.y(step.pct)
    return tuple(dict.fromkeys([*points, (days.x(until), height)]))


def _marks(curves: ProgressCurves) -> Iterator[Mark]:
    days, percents = DayScale(curves.first, curves.last, BOX), PercentScale(BOX)
    yield from days.axis()
    yield from percents.axis()
    yield from _forecast(curves, days, percents)
    if curves.is_changed:
        yield Line(corners(curves.baseline, days, percents, until=curves.last), "baseline")
    yield Line(corners(curves.planned, days, percents, until=curves.last), "planned")
    yield Line(corners(curves.actual, days, percents, until=min(curves.as_of, curves.last)), "actual")
    yield from _today(curves, days)
    yield from _line_ends(curves, days, percents)


def _forecast(curves: ProgressCurves, days: DayScale, percents: PercentScale) -> Iterator[Mark]:
    """From where the plan stands now: the likely stairs, inside the field between the earliest and the latest."""
    if not curves.forecast:
        return
    above, below = (_onwards(steps, days, percents) for steps in (curves.earliest, curves.latest))
    yield Area((*above, *reversed(below)), "range")
    yield Line(_onwards(curves.forecast, days, percents), "forecast")


def _onwards(steps: Sequence[Step], days: DayScale, percents: PercentScale) -> tuple[Point, ...]:
    """Stairs that begin at their first step instead of at 0."""
    inside = [step for step in steps if step.on <= days.last]
    points = [(days.x(inside[0].on), percents.y(inside[0].pct))]
    for before, after in pairwise(inside):
        points += [(days.x(after.on), percents.y(before.pct)), (days.x(after.on), percents.y(after.pct))]
    return (*points, (days.x(days.last), points[-1][1]))


def _today(curves: ProgressCurves, days: DayScale) -> Iterator[Mark]:
    if not days.holds(curves.as_of):
        return
    x = days.x(curves.as_of)
    yield Line(((x, BOX.top), (x, BOX.bottom)), "today")
    is_right = x > (BOX.left + BOX.right) / 2
    anchor = Anchor.END if is_right else Anchor.START
    yield Label(x + (-4 if is_right else 4), BOX.top - 6, f"今天 {format_roc(curves.as_of)}", "strong", anchor)


def _line_ends(curves: ProgressCurves, days: DayScale, percents: PercentScale) -> Iterator[Mark]:
    """Each line's name and value beside its end, moved apart where they would lie on each other."""
    ends = [(PLANNED, curves.planned, "of-planned")]
    ends += [(BASELINE, curves.baseline, "of-baseline")] if curves.is_changed else []
    ends += [(FORECAST, curves.forecast, "of-actual")] if curves.forecast else []
    ends += [(ACTUAL, curves.actual, "of-actual")]
    values = [value_on(steps, curves.as_of if name == ACTUAL else curves.last) for name, steps, _ in ends]
    heights = spread([percents.y(value) + 4 for value in values], gap=LABEL_GAP, low=BOX.top + 4, high=BOX.bottom)
    for (name, _, paint), value, y in zip(ends, values, heights, strict=True):
        yield Label(BOX.right + 8, y, f"{name} {_pct(value)}", paint)


def _row(curves: ProgressCurves, day: date) -> Iterator[str]:
    planned, actual = value_on(curves.planned, day), value_on(curves.actual, day)
    is_past = day <= curves.as_of
    yield f"{format_roc(day)}{'（今天）' if day == curves.as_of else ''}"
    yield _pct(planned)
    if curves.is_changed:
        yield _pct(value_on(curves.baseline, day))
    yield _pct(actual) if is_past else NO_FIGURE
    yield _signed(round_half_up(actual, 2) - round_half_up(planned, 2)) if is_past else NO_FIGURE
    if curves.forecast:
        if day < curves.as_of:
            yield from (NO_FIGURE, NO_FIGURE)
        else:
            low, high = (value_on(steps, day) for steps in (curves.latest, curves.earliest))
            yield _pct(value_on(curves.forecast, day))
            yield f"{_pct(low)}～{_pct(high)}"


def _notes(curves: ProgressCurves) -> Iterator[str]:
    yield "預定進度＝截至當日到期查核點之權重合計；實際進度＝截至當日完成者之權重合計。"
    yield "實際進度依完成日繪製，部分完成者列於今天。"
    if curves.forecast:
        yield "虛線為各未完成查核點推估完成日之累計，色帶為各查核點推估範圍之累計，並非整體進度之信賴區間。"
    if curves.unforeseen and curves.forecast:
        yield f"另有 {curves.unforeseen} 項未完成查核點資料不足，未列入推估。"
    if curves.endless:
        yield f"其中 {curves.endless} 項無從推估最遲完成日，未列入色帶下緣。"
    if curves.as_of > curves.last + timedelta(days=1):
        yield f"圖止於 {format_roc(curves.last)}；實際進度為截至今天（{format_roc(curves.as_of)}）之核定資料。"


def _pct(value: Decimal) -> str:
    return f"{round_half_up(value, 2):f}%"


def _signed(value: Decimal) -> str:
    return f"{value:+f}" if value else "0.00"
