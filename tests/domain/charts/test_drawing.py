"""Labels beside each other, and a text that needs no picture."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.charts.drawing import OUTLINES, Shape, path_of, spread

heights = st.floats(min_value=0, max_value=300, allow_nan=False)


@given(st.lists(heights, max_size=6))
def test_labels_never_lie_on_each_other_nor_leave_the_box(wanted: list[float]) -> None:
    placed = spread(wanted, gap=16, low=0, high=300)

    assert all(after - before >= 15.999 for before, after in pairwise(sorted(placed)))
    assert all(0 <= y <= 300 for y in placed)


@given(st.lists(heights, max_size=6, unique=True))
def test_labels_keep_the_order_of_their_lines(wanted: list[float]) -> None:
    placed = spread(wanted, gap=16, low=0, high=300)

    assert sorted(range(len(wanted)), key=lambda at: placed[at]) == sorted(
        range(len(wanted)), key=lambda at: wanted[at]
    )


def test_labels_that_have_room_stand_where_they_belong() -> None:
    assert spread([200, 20], gap=16, low=0, high=300) == [200, 20]


@pytest.mark.parametrize("shape", Shape)
def test_every_sign_has_an_outline_of_its_own(shape: Shape) -> None:
    assert [other for other in Shape if OUTLINES[other] == OUTLINES[shape]] == [shape]


def test_points_are_written_to_a_tenth_of_a_pixel() -> None:
    assert path_of([(0, 100), (12.54, 80)]) == "0.0,100.0 12.5,80.0"
