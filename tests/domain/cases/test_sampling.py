"""The office's draw of cases to be visited (R19)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cases.sampling import drawn, sample_size


@pytest.mark.parametrize(("cases", "size"), [(215, 11), (20, 1), (21, 2), (1, 1), (0, 0)])
def test_five_percent_are_drawn_rounded_up(cases: int, size: int) -> None:
    assert sample_size(cases) == size


@given(st.sets(st.text("0123456789-", min_size=1), max_size=60), st.text(max_size=10), st.integers(0, 60))
def test_anybody_can_repeat_the_draw_from_the_cases_and_the_seed(keys: set[str], seed: str, size: int) -> None:
    found = drawn(keys, seed, size)

    assert found == drawn(sorted(keys, reverse=True), seed, size)
    assert len(found) == min(size, len(keys))
    assert set(found) <= keys


def test_another_seed_draws_others() -> None:
    keys = [f"107-{number:04d}" for number in range(1, 216)]
    assert drawn(keys, "甲", 11) != drawn(keys, "乙", 11)
