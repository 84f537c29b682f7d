"""查核點時程: every checkpoint of a plan on its days, sub-plan by sub-plan, drawn and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from app.domain.charts.drawing import Anchor, Chart, Drawing, Group, Label, Line, Mark, Shape, Sign, Table
from app.domain.charts.progress_curves import AFTERMATH
from app.domain.charts.scales import Box, DayScale
from app.domain.checkpoint_state import CheckpointState, StateOnDay
from app.domain.figures import NO_FIGURE
from app.domain.plan_document import Checkpoint, CompletionBasis, PlanDocument
from app.domain.roc_calendar import format_roc

WIDTH, LEFT, RIGHT, TOP = 960, 200, 915, 24
LANE, TEXT_LINE, PADDING = 22, 15, 8
NAME_LENGTH, NAME_LINES = 13, 3
REACH = 8  # from the middle of a sign to where the next may begin
CHARACTER = 7  # the width of a letter or figure of a key

#: What stands for which states, in the order of the legend.
SIGNS: tuple[tuple[Shape, str, str, frozenset[CheckpointState]], ...] = (
    (
        Shape.CIRCLE,
        "sign-green",
        "如期或提前完成",
        frozenset({CheckpointState.DONE_ON_TIME, CheckpointState.DONE_EARLY}),
    ),
    (Shape.CIRCLE, "sign-yellow", "逾期完成", frozenset({CheckpointState.DONE_LATE})),
    (
        Shape.OCTAGON,
        "sign-red",
        "落後或未達成",
        frozenset({CheckpointState.OVERDUE, CheckpointState.PARTIAL, CheckpointState.NOT_MET}),
    ),
    (Shape.TRIANGLE, "sign-yellow", "即將到期", frozenset({CheckpointState.DUE_SOON})),
    (Shape.DIAMOND, "sign-open", "未到期", frozenset({CheckpointState.IN_PROGRESS, CheckpointState.NOT_STARTED})),
    (
        Shape.CROSS,
        "sign-out",
        "撤銷、停辦或併入他案",
        frozenset({CheckpointState.WITHDRAWN, CheckpointState.STOPPED, CheckpointState.MERGED}),
    ),
)
MOVED = "展延前的原訂日"


def time_line(document: PlanDocument, states: Mapping[str, StateOnDay], *, as_of: date) -> Chart | None:
    """The chart of a plan's checkpoints; ``None`` where it has none.

    :param states: of each checkpoint on the day, by its key.
    """
    if not document.checkpoints:
        return None
    return Chart(
        name="checkpoints",
        title="查核點時程",
        summary=_summary(states, as_of),
        drawing=_drawing(document, states, as_of),
        table=_table(document.checkpoints, states),
        notes=("短豎線為預定完成日，記號為實際完成日或現況；紅線為逾期的日數，灰線為提前的日數。",),
    )


def lanes(extents: Sequence[tuple[float, float]]) -> list[int]:
    """For each stretch the first lane in which it lies on none of those before it."""
    ends: list[float] = []
    chosen = []
    for start, end in extents:
        lane = next((at for at, taken in enumerate(ends) if taken <= start), len(ends))
        ends[lane : lane + 1] = [end]
        chosen.append(lane)
    return chosen


def wrapped(text: str, length: int = NAME_LENGTH, most: int = NAME_LINES) -> list[str]:
    """A Chinese text in lines of so many characters; what does not fit ends in an ellipsis."""
    lines = [text[at : at + length] for at in range(0, len(text), length)]
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]


def _drawing(document: PlanDocument, states: Mapping[str, StateOnDay], as_of: date) -> Drawing:
    first, last = _days(document, states, as_of)
    marks: list[Mark] = []
    y = float(TOP)
    for sub_plan in document.sub_plans:
        rows = sorted((r for r in document.checkpoints if r.sub_plan == sub_plan.key), key=lambda row: row.due_on)
        days = DayScale(first, last, Box(LEFT, TOP, RIGHT, y))
        placed = lanes([_extent(row, states[row.key], days, as_of) for row in rows])
        name = wrapped(f"{sub_plan.key} {sub_plan.name}")
        for row, lane in zip(rows, placed, strict=True):
            marks.append(_milestone(row, states[row.key], days, y + PADDING + lane * LANE + LANE / 2, as_of))
        marks += [Label(0, y + PADDING + 14 + at * TEXT_LINE, line, "text") for at, line in enumerate(name)]
        y += 2 * PADDING + max(LANE * (max(placed, default=0) + 1), TEXT_LINE * len(name) + 6)
        marks.append(Line(((0, y), (WIDTH, y)), "grid"))
    days = DayScale(first, last, Box(LEFT, TOP, RIGHT, y))
    frame = [*days.axis(), *_today(days, as_of)]
    return Drawing(WIDTH, y + 56, (*frame, *marks, *_legend(document, states, y + 42)))


def _days(document: PlanDocument, states: Mapping[str, StateOnDay], as_of: date) -> tuple[date, date]:
    known = [
        day
        for row in document.checkpoints
        for day in (row.original_due_on, row.due_on, _completed_on(row, as_of))
        if day is not None
    ]
    last = max([document.ends_on, *known])
    is_late = any(state.is_overdue for state in states.values())
    return min([document.starts_on, *known]), as_of if is_late and last < as_of <= last + AFTERMATH else last


def _completed_on(row: Checkpoint, as_of: date) -> date | None:
    return row.completed_on if row.completed_on is not None and row.completed_on <= as_of else None


def _places(row: Checkpoint, state: StateOnDay, days: DayScale, as_of: date) -> list[float]:
    """Where it is due, first was due, and was done or is today while it is late."""
    ends = [row.due_on, row.original_due_on]
    if state.counts:
        ends.append(as_of if state.is_overdue else (_completed_on(row, as_of) or row.due_on))
    return [days.x(day) for day in ends]


def _extent(row: Checkpoint, state: StateOnDay, days: DayScale, as_of: date) -> tuple[float, float]:
    places = _places(row, state, days, as_of)
    label = _label(row, state, days, 0, as_of)
    start, end = (-_text_width(row), 0.0) if label.anchor is Anchor.END else (0.0, _text_width(row))
    return min(*places, label.x + start) - REACH, max(*places, label.x + end) + REACH


def _label(row: Checkpoint, state: StateOnDay, days: DayScale, y: float, as_of: date) -> Label:
    """The key on that side of the sign where no line runs; where both do, behind them."""
    places, x = _places(row, state, days, as_of), days.x(_stands_on(row, state, as_of))
    if max(places) <= x:
        return Label(x + REACH + 1, y + 4, row.key, "note")
    if min(places) >= x:
        return Label(x - REACH - 1, y + 4, row.key, "note", Anchor.END)
    return Label(max(places) + REACH, y + 4, row.key, "note")


def _text_width(row: Checkpoint) -> float:
    return float(CHARACTER * len(row.key))


def _stands_on(row: Checkpoint, state: StateOnDay, as_of: date) -> date:
    return (_completed_on(row, as_of) or row.due_on) if state.is_done else row.due_on


def _milestone(row: Checkpoint, state: StateOnDay, days: DayScale, y: float, as_of: date) -> Group:
    due, was_due, *rest = _places(row, state, days, as_of)
    marks: list[Mark] = []
    if was_due != due:
        marks += [Line(((was_due, y), (due, y)), "moved"), Sign(was_due, y, Shape.DIAMOND, "sign-moved")]
    for end in rest:
        if end != due:
            marks.append(Line(((due, y), (end, y)), "late" if end > due else "wait"))
            marks.append(Line(((due, y - 5), (due, y + 5)), "axis"))
    shape, paint, _, _ = _sign(state.state)
    x = days.x(_stands_on(row, state, as_of))
    marks += [Sign(x, y, shape, paint), _label(row, state, days, y, as_of)]
    return Group(tuple(marks), _said(row, state, as_of), f"checkpoint-{row.key}")


def _sign(state: CheckpointState) -> tuple[Shape, str, str, frozenset[CheckpointState]]:
    return next(sign for sign in SIGNS if state in sign[3])


def _today(days: DayScale, as_of: date) -> Iterator[Mark]:
    if days.holds(as_of):
        x = days.x(as_of)
        yield Line(((x, TOP), (x, days.box.bottom)), "today")
        is_right = x > (LEFT + RIGHT) / 2
        anchor = Anchor.END if is_right else Anchor.START
        yield Label(x + (-4 if is_right else 4), TOP - 8, f"今天 {format_roc(as_of)}", "strong", anchor)


def _legend(document: PlanDocument, states: Mapping[str, StateOnDay], y: float) -> Iterator[Mark]:
    """Only the signs that are in the chart."""
    present = {states[row.key].state for row in document.checkpoints}
    used = [(shape, paint, words) for shape, paint, words, meant in SIGNS if meant & present]
    if any(row.original_due_on != row.due_on for row in document.checkpoints):
        used.append((Shape.DIAMOND, "sign-moved", MOVED))
    x = float(LEFT)
    for shape, paint, words in used:
        yield Sign(x + 6, y - 4, shape, paint)
        yield Label(x + 18, y, words, "note")
        x += 18 + 11.5 * len(words) + 18


def _said(row: Checkpoint, state: StateOnDay, as_of: date) -> str:
    moved = f"（原訂 {format_roc(row.original_due_on)}）" if row.original_due_on != row.due_on else ""
    done = _completed_on(row, as_of)
    finished = f"，{_done_text(row, done)} 完成" if done else ""
    return f"{row.key} {row.description}：預定 {format_roc(row.due_on)}{moved}{finished}，{state.label}"


def _done_text(row: Checkpoint, day: date) -> str:
    return f"{format_roc(day)} 前" if row.completion_basis is CompletionBasis.ON_OR_BEFORE else format_roc(day)


def _table(rows: Sequence[Checkpoint], states: Mapping[str, StateOnDay]) -> Table:
    return Table(
        ("查核點", "概述", "原訂完成日", "預定完成日", "實際完成日", "狀態"),
        tuple(
            (
                row.key,
                row.description,
                format_roc(row.original_due_on),
                format_roc(row.due_on),
                _done_text(row, row.completed_on) if row.completed_on else NO_FIGURE,
                states[row.key].label,
            )
            for row in rows
        ),
    )


def _summary(states: Mapping[str, StateOnDay], as_of: date) -> str:
    counted = [state for state in states.values() if state.counts]
    done, late = sum(state.is_done for state in counted), sum(state.is_overdue for state in counted)
    return f"截至 {format_roc(as_of)}，{len(counted)} 項查核點中完成 {done} 項，落後 {late} 項。"
