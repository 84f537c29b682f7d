"""Every checkpoint stands on its days, under the sign of its state, and none lies on another."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.plan_builder import checkpoint
from support.plan_builder import plan as small_plan

from app.domain.charts.drawing import Chart, Group, Label, Line, Shape, Sign
from app.domain.charts.time_line import SIGNS, WIDTH, lanes, time_line, wrapped
from app.domain.checkpoint_state import CheckpointState, Disposition, checkpoint_state
from app.domain.facts import facts_of
from app.domain.plan_document import Checkpoint

DAY = date(2018, 7, 20)
stretches = st.lists(st.tuples(st.floats(0, 500), st.floats(1, 200)).map(lambda one: (one[0], one[0] + one[1])))


def drawn(*rows: Checkpoint, on: date = DAY) -> Chart:
    states = {row.key: checkpoint_state(facts_of(row), as_of=on, due_soon_days=14) for row in rows}
    chart = time_line(replace(small_plan(), checkpoints=rows), states, as_of=on)
    assert chart is not None
    return chart


def milestone(chart: Chart, key: str) -> Group:
    [group] = [one for one in chart.drawing.marks if isinstance(one, Group) and one.title.startswith(f"{key} ")]
    return group


@given(stretches)
def test_nothing_in_one_lane_lies_on_something_else(extents: list[tuple[float, float]]) -> None:
    placed = lanes(extents)

    for (one, first), (other, second) in combinations(zip(extents, placed, strict=True), 2):
        assert first != second or one[1] <= other[0] or other[1] <= one[0]


@pytest.mark.parametrize(
    ("changes", "shape", "said"),
    [
        ({"completed_on": date(2018, 7, 10)}, Shape.CIRCLE, "107/7/10 完成，提前完成"),
        ({"due_on": date(2018, 7, 1)}, Shape.OCTAGON, "預定 107/7/1，落後 19 天"),
        ({"due_on": date(2018, 7, 30)}, Shape.TRIANGLE, "即將到期（尚餘 10 天）"),
        ({"due_on": date(2018, 12, 1)}, Shape.DIAMOND, "進行中"),
        ({"disposition": Disposition.WITHDRAWN}, Shape.CROSS, "撤銷"),
    ],
)
def test_a_checkpoint_bears_the_sign_of_its_state_and_leads_to_its_row(
    changes: dict[str, object], shape: Shape, said: str
) -> None:
    chart = drawn(checkpoint("A-1", **({"due_on": date(2018, 7, 15)} | changes)))

    group = milestone(chart, "A-1")

    assert [mark.shape for mark in group.marks if isinstance(mark, Sign)] == [shape]
    assert said in group.title
    assert group.anchor_id == "checkpoint-A-1"


def test_an_extension_shows_the_day_that_was_promised_first() -> None:
    chart = drawn(checkpoint("A-1", original_due_on=date(2018, 3, 31), due_on=date(2018, 9, 30)))

    group = milestone(chart, "A-1")

    [line] = [mark for mark in group.marks if isinstance(mark, Line)]
    assert line.paint == "moved"
    assert line.points[0][0] < line.points[1][0]
    assert "（原訂 107/3/31）" in group.title
    assert chart.table.rows[0][2:4] == ("107/3/31", "107/9/30")


@given(st.lists(st.tuples(st.dates(date(2018, 1, 1), date(2018, 12, 31)), st.booleans()), min_size=1, max_size=25))
def test_everything_stands_inside_the_drawing(asked: list[tuple[date, bool]]) -> None:
    rows = [
        checkpoint(f"A-{number}", due_on=due, completed_on=due if is_done else None)
        for number, (due, is_done) in enumerate(asked, start=1)
    ]
    field = drawn(*rows).drawing

    signs = [mark for group in field.marks if isinstance(group, Group) for mark in group.marks]
    for mark in signs:
        if isinstance(mark, Sign | Label):
            assert 0 <= mark.x <= WIDTH
            assert 0 < mark.y < field.height


def test_the_legend_explains_the_signs_that_are_there_and_no_others() -> None:
    chart = drawn(checkpoint("A-1", due_on=date(2018, 7, 1)))

    texts = {mark.text for mark in chart.drawing.marks if isinstance(mark, Label)}

    assert "落後或未達成" in texts
    assert not {"逾期完成", "未到期", "展延前的原訂日"} & texts


@pytest.mark.parametrize("state", CheckpointState)
def test_no_state_is_without_a_sign(state: CheckpointState) -> None:
    assert sum(state in meant for _, _, _, meant in SIGNS) == 1


def test_a_plan_without_checkpoints_has_no_time_line() -> None:
    assert time_line(replace(small_plan(), checkpoints=()), {}, as_of=DAY) is None


def test_a_long_name_is_broken_and_one_that_is_too_long_is_cut_visibly() -> None:
    assert wrapped("管理及推廣分項計畫", 5) == ["管理及推廣", "分項計畫"]
    assert wrapped("一二三四五六七八九十", 3, 2) == ["一二三", "四五…"]
