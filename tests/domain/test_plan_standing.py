"""How a whole plan stands on a day: its light and why, its counts, and what is due next."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.plan_builder import checkpoint, counted_checkpoint, plan

from app.demo.plan_107 import plan_document, reported
from app.domain.checkpoint_state import Disposition
from app.domain.plan_document import Checkpoint
from app.domain.plan_standing import Standing, standing_of
from app.domain.thresholds import Thresholds

DUE = date(2018, 6, 30)
JULY_31 = date(2018, 7, 31)
MANY = 40  # so many checkpoints that one of them moves the plan's progress by 2.5 percentage points


def standing(
    *rows: Checkpoint, as_of: date = JULY_31, has_missing_report: bool = False, thresholds: Thresholds | None = None
) -> Standing:
    return standing_of(
        plan(checkpoints=rows),
        has_missing_report=has_missing_report,
        thresholds=thresholds or Thresholds(),
        as_of=as_of,
    )


def many(**first: object) -> tuple[Checkpoint, ...]:
    """Forty equal checkpoints due at the end of the year, the first of them as given."""
    weight = Decimal("2.5")
    others = [checkpoint(f"A-{n}", due_on=date(2018, 12, 31), weight_pct=weight) for n in range(2, MANY + 1)]
    return (checkpoint("A-1", **({"due_on": DUE, "weight_pct": weight} | first)), *others)


@pytest.mark.parametrize(
    ("days_late", "light", "word", "why"),
    [
        pytest.param(0, "綠", "符合", "且無逾期", id="due-today"),
        pytest.param(1, "黃", "落後", "有查核點逾期未完成", id="one-day-late"),
        pytest.param(30, "黃", "落後", "有查核點逾期未完成", id="thirty-days"),
        pytest.param(31, "紅", "嚴重落後", "查核點逾期超過 30 天", id="more-than-thirty"),
    ],
)
def test_an_overdue_checkpoint_colours_the_plan_and_says_why(days_late: int, light: str, word: str, why: str) -> None:
    reading = standing(*many(), as_of=DUE + timedelta(days=days_late)).reading

    assert (reading.light, reading.word) == (light, word)
    assert why in reading.sentence


@pytest.mark.parametrize(
    ("late", "light"),
    [
        pytest.param(1, "黃", id="2.5-points"),
        pytest.param(2, "黃", id="5-points"),
        pytest.param(4, "紅", id="10-points"),
    ],
)
def test_progress_behind_by_ten_points_is_red_before_anything_is_thirty_days_late(late: int, light: str) -> None:
    weight = Decimal("2.5")
    due = [checkpoint(f"B-{n}", due_on=DUE, weight_pct=weight) for n in range(1, late + 1)]
    rows = (*due, *many(due_on=date(2018, 12, 31))[: MANY - late])

    assert standing(*rows, as_of=DUE + timedelta(days=1)).reading.light == light


def test_what_was_finished_late_is_no_longer_overdue() -> None:
    found = standing(*many(completed_on=DUE + timedelta(days=40)), as_of=date(2018, 12, 1))

    assert (found.states["A-1"].late_days, found.overdue, found.reading.light) == (40, 0, "綠")


def test_a_missing_report_is_yellow_though_nothing_is_overdue() -> None:
    reading = standing(*many(completed_on=DUE), has_missing_report=True).reading

    assert (reading.light, reading.word) == ("黃", "未填報")
    assert "有期報逾期未報" in reading.sentence


def test_work_done_ahead_of_its_time_is_blue() -> None:
    rows = tuple(
        checkpoint(f"A-{n}", due_on=date(2018, 12, 31), completed_on=DUE if n < 3 else None) for n in range(1, 6)
    )

    assert standing(*rows).reading.light == "藍"


def test_a_plan_that_has_not_begun_is_grey() -> None:
    assert standing(*many(), as_of=date(2017, 12, 31)).reading.word == "未開始"


def test_a_plan_without_checkpoints_has_no_progress_to_show() -> None:
    found = standing()

    assert (found.progress, found.total, found.next_due) == (None, 0, None)
    assert (found.reading.light, found.reading.word) == ("灰", "未填報")


def test_a_plan_of_a_patient_agency_stays_yellow_longer() -> None:
    patient = Thresholds(severe_overdue_days=60)

    assert standing(*many()).reading.light == "紅"
    assert standing(*many(), thresholds=patient).reading.light == "黃"


def test_what_is_done_overdue_and_due_soon_is_counted() -> None:
    found = standing(
        checkpoint("A-1", due_on=DUE, completed_on=DUE),
        checkpoint("A-2", due_on=DUE, completed_on=DUE + timedelta(days=3)),
        checkpoint("A-3", due_on=DUE),
        checkpoint("A-4", due_on=JULY_31 + timedelta(days=14)),
        checkpoint("A-5", due_on=JULY_31 + timedelta(days=15)),
    )

    assert (found.total, found.done, found.overdue, found.due_soon) == (5, 2, 1, 1)
    assert found.next_due is not None
    assert found.next_due.key == "A-4"


def test_a_part_of_the_quantity_is_neither_done_nor_nothing() -> None:
    found = standing(counted_checkpoint("A-2", 100, due_on=DUE, completed_on=DUE, actual=Decimal(60)), as_of=DUE)

    assert (found.states["A-2"].state, found.done) == ("部分完成", 0)
    assert found.progress is not None
    assert found.progress.actual_pct == 60


def test_a_completion_that_lies_ahead_is_not_done_yet() -> None:
    found = standing(checkpoint("A-1", due_on=JULY_31, completed_on=JULY_31), as_of=DUE)

    assert found.done == 0
    assert found.next_due is not None


def test_the_107_plan_before_any_report_is_red_on_july_31() -> None:
    found = standing_of(plan_document(), has_missing_report=True, thresholds=Thresholds(), as_of=JULY_31)

    assert (found.reading.light, found.total, found.done, found.overdue, found.due_soon) == ("紅", 25, 0, 11, 1)
    assert found.reading.inputs.startswith("預定 48.00%、實際 0.00%、差異 -48.00 個百分點")
    assert found.next_due is not None
    assert found.next_due.key == "A-10"


def test_the_107_plan_after_its_report_is_done_and_green() -> None:
    found = standing_of(reported(), has_missing_report=False, thresholds=Thresholds(), as_of=date(2018, 12, 31))

    assert (found.reading.light, found.total, found.done, found.overdue) == ("綠", 25, 25, 0)
    assert found.next_due is None


@given(
    completions=st.lists(st.none() | st.integers(-200, 200), min_size=1, max_size=6),
    as_of=st.dates(date(2018, 1, 1), date(2019, 12, 31)),
)
def test_counts_never_exceed_the_checkpoints_and_lateness_is_never_green(
    completions: list[int | None], as_of: date
) -> None:
    rows = [
        checkpoint(f"A-{n}", due_on=DUE, completed_on=None if days is None else DUE + timedelta(days=days))
        for n, days in enumerate(completions, start=1)
    ]

    found = standing(*rows, as_of=as_of)

    assert found.done + found.overdue + found.due_soon <= found.total == len(rows)
    if found.overdue:
        assert found.reading.light in {"紅", "黃"}
    assert (found.next_due is None) or found.next_due.due_on >= as_of


def test_what_was_withdrawn_is_neither_late_nor_counted() -> None:
    late = checkpoint("A-1", due_on=DUE)
    gone = replace(late, disposition=Disposition.WITHDRAWN, disposition_on=DUE, disposition_reason="政策變更")
    done = checkpoint("A-2", due_on=DUE, completed_on=DUE)

    before, after = (standing(row, done, as_of=DUE + timedelta(days=40)) for row in (late, gone))

    assert (before.overdue, before.total, before.reading.light) == (1, 2, "紅")
    assert (after.overdue, after.total, after.reading.light) == (0, 1, "綠")
    assert after.progress is not None
    assert (after.progress.planned_pct, after.progress.actual_pct) == (100, 100)
    assert after.states["A-1"].label == "撤銷"
