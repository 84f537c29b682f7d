"""The curves say on every day what the figures of that day say, and the drawing says what the curves do."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from support.plan_builder import checkpoint, counted_checkpoint

from app.domain.charts.drawing import Label, Line
from app.domain.charts.progress_chart import BOX, corners, progress_chart
from app.domain.charts.progress_curves import ProgressCurves, curves_of, value_on
from app.domain.charts.scales import DayScale, PercentScale
from app.domain.checkpoint_state import Disposition
from app.domain.facts import facts_of
from app.domain.forecast import FinishForecast
from app.domain.forecast.model import Basis, Ground, Method
from app.domain.plan_document import Checkpoint
from app.domain.progress import WeightedCheckpoint, progress_on

START, END = date(2018, 1, 1), date(2018, 12, 31)
in_the_year = st.dates(START, END)
GROUND = Ground(Method.PROMISE, Basis.PLAN, 12, 0, 0, as_base=False)


@st.composite
def rows(draw: st.DrawFn) -> list[Checkpoint]:
    """Up to eight checkpoints, some with quantities, some done, some withdrawn."""
    made = []
    for number in range(1, draw(st.integers(1, 8)) + 1):
        made.append(
            counted_checkpoint(
                f"A-{number}",
                target=10,
                due_on=draw(in_the_year),
                weight_pct=Decimal(draw(st.integers(1, 30))),
                completed_on=draw(st.none() | in_the_year),
                actual=draw(st.none() | st.integers(0, 15).map(Decimal)),
                disposition=draw(st.sampled_from([None, None, None, Disposition.WITHDRAWN])),
            )
        )
    return made


def curves(made: list[Checkpoint], as_of: date, **changes: object) -> ProgressCurves | None:
    asked = {"originally": made, "starts_on": START, "ends_on": END, "as_of": as_of, "expected": {}} | changes
    return curves_of(made, **asked)  # type: ignore[arg-type]


def expected(low: date, likely: date, high: date | None) -> FinishForecast:
    return FinishForecast(low, likely, high, GROUND, None)


@given(rows(), in_the_year)
def test_today_the_curves_say_what_the_progress_of_the_plan_says(made: list[Checkpoint], as_of: date) -> None:
    progress = progress_on([WeightedCheckpoint(row.weight_pct, facts_of(row)) for row in made], as_of=as_of)
    drawn = curves(made, as_of)

    assert (drawn is None) == (progress is None)
    if drawn and progress:
        assert value_on(drawn.planned, as_of) == progress.planned_pct
        assert value_on(drawn.actual, as_of) == progress.actual_pct


@given(rows(), in_the_year)
def test_what_rises_rises_in_the_drawing_and_stays_inside(made: list[Checkpoint], as_of: date) -> None:
    drawn = curves(made, as_of)
    if drawn is None:
        return
    days, percents = DayScale(drawn.first, drawn.last, BOX), PercentScale(BOX)

    for steps in (drawn.planned, drawn.actual):
        points = corners(steps, days, percents, until=drawn.last)
        assert all(before[0] <= after[0] and before[1] >= after[1] for before, after in pairwise(points))
        assert all(BOX.left <= x <= BOX.right and BOX.top <= y <= BOX.bottom for x, y in points)


@given(rows(), in_the_year, st.integers(0, 60), st.integers(0, 60), st.none() | st.integers(0, 60))
def test_a_forecast_goes_on_from_where_the_plan_stands_within_its_range(
    made: list[Checkpoint], as_of: date, early: int, likely: int, late: int | None
) -> None:
    low = as_of + timedelta(days=early)
    middle = low + timedelta(days=likely)
    high = None if late is None else middle + timedelta(days=late)
    drawn = curves(made, as_of, expected={row.key: expected(low, middle, high) for row in made})
    if drawn is None or not drawn.forecast:
        return

    assert drawn.forecast[0].pct == value_on(drawn.actual, as_of)
    for day in (low, middle, high or drawn.last):
        between = [value_on(steps, day) for steps in (drawn.latest, drawn.forecast, drawn.earliest)]
        assert between == sorted(between)
    assert progress_chart(drawn).table.columns[-2:] == ("推估進度", "推估範圍")


def test_a_forecast_rises_on_the_likely_days_and_never_in_the_past() -> None:
    made = [checkpoint("A-1"), checkpoint("A-2", due_on=date(2018, 6, 30))]
    day = date(2018, 5, 1)
    passed = expected(date(2018, 3, 1), date(2018, 4, 1), date(2018, 7, 1))
    ahead = expected(day, date(2018, 7, 5), date(2018, 8, 1))

    drawn = curves(made, day, expected={"A-1": passed, "A-2": ahead})

    assert drawn is not None
    assert [(step.on, step.pct) for step in drawn.forecast[1:]] == [(day, 50), (date(2018, 7, 5), 100)]


def test_what_was_planned_at_first_is_drawn_only_where_it_is_not_what_is_planned_now() -> None:
    first = [checkpoint("A-1", due_on=date(2018, 3, 31)), checkpoint("A-2", due_on=date(2018, 6, 30))]
    moved = [first[0], replace(first[1], due_on=date(2018, 9, 30))]

    kept, changed = (curves(rows, date(2018, 7, 1), originally=first) for rows in (first, moved))

    assert kept
    assert changed
    assert "原訂預定進度" not in progress_chart(kept).table.columns
    [july] = [row for row in progress_chart(changed).table.rows if row[0] == "107/7/31"]
    assert july[1:3] == ("50.00%", "100.00%")


def test_an_open_checkpoint_of_which_too_little_is_known_is_said_to_be_left_out() -> None:
    made = [checkpoint("A-1", due_on=date(2018, 3, 31)), checkpoint("A-2", due_on=date(2018, 6, 30))]
    day = date(2018, 5, 1)

    drawn = curves(made, day, expected={"A-2": expected(day, date(2018, 7, 5), None)})

    assert drawn is not None
    notes = progress_chart(drawn).notes
    assert any("另有 1 項" in note for note in notes)
    assert any("1 項無從推估最遲完成日" in note for note in notes)


def test_the_axis_ends_with_a_plan_that_is_long_over_and_goes_on_with_one_that_is_late() -> None:
    made = [checkpoint("A-1", due_on=date(2018, 6, 30))]
    over, late = curves(made, date(2026, 1, 1)), curves(made, date(2019, 2, 1))

    assert over
    assert late
    assert (over.last, late.last) == (END, date(2019, 2, 1))
    assert not any(isinstance(mark, Line) and mark.paint == "today" for mark in progress_chart(over).drawing.marks)
    texts = [mark.text for mark in progress_chart(late).drawing.marks if isinstance(mark, Label)]
    assert "今天 108/2/1" in texts
    assert {"預定 100.00%", "實際 0.00%"} <= set(texts)


def test_today_stands_in_the_table_with_the_difference_of_the_figures_shown() -> None:
    made = [checkpoint("A-1", due_on=date(2018, 1, 31)), checkpoint("A-2"), checkpoint("A-3", completed_on=START)]

    drawn = curves(made, date(2018, 2, 10))

    assert drawn is not None
    [today] = [row for row in progress_chart(drawn).table.rows if "今天" in row[0]]
    assert today == ("107/2/10（今天）", "100.00%", "33.33%", "-66.67")


def test_a_plan_without_a_checkpoint_in_force_has_no_curve() -> None:
    assert curves([checkpoint("A-1", disposition=Disposition.STOPPED)], END) is None
