"""Too few is kept back, and nobody gets at it by subtracting."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.suppression import LEAST, hidden_groups

SIZES = st.dictionaries(st.text("甲乙丙丁戊", min_size=1, max_size=2), st.integers(0, 12), max_size=8)


def test_a_small_group_takes_the_smallest_of_the_others_with_it():
    assert hidden_groups({"甲": 3, "乙": 9, "丙": 6}) == {"甲", "丙"}


def test_small_groups_that_are_many_together_need_no_company():
    assert hidden_groups({"甲": 3, "乙": 2, "丙": 6}) == {"甲", "乙"}


def test_an_empty_group_is_told_from_a_small_one_by_nobody_and_needs_no_company():
    assert hidden_groups({"甲": 0, "乙": 9}) == {"甲"}


@given(SIZES)
def test_no_shown_group_is_too_small_and_no_difference_is(sizes):
    hidden = hidden_groups(sizes)
    shown = [size for name, size in sizes.items() if name not in hidden]
    difference = sum(sizes.values()) - sum(shown)

    assert all(size >= LEAST for size in shown)
    assert difference == 0 or difference >= LEAST or not shown


@given(SIZES)
def test_no_more_than_one_group_is_kept_back_for_the_others_sake(sizes):
    assert sum(sizes[name] >= LEAST for name in hidden_groups(sizes)) <= 1
