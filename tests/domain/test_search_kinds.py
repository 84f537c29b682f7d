"""The numbers of entries say their kind and put the newest year first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.search_kinds import SearchKind, entry_id, ids_of

PLACES = st.tuples(st.sampled_from(SearchKind), st.integers(0, 999), st.integers(1, 2**32 - 1))


@given(PLACES, PLACES)
def test_no_two_things_have_one_number(one: tuple[SearchKind, int, int], other: tuple[SearchKind, int, int]) -> None:
    assert (entry_id(*one) == entry_id(*other)) == (one == other)


@given(PLACES)
def test_a_number_lies_among_those_of_its_kind_alone(place: tuple[SearchKind, int, int]) -> None:
    within = [kind for kind in SearchKind if ids_of(kind)[0] <= entry_id(*place) <= ids_of(kind)[1]]

    assert within == [place[0]]


@given(PLACES, PLACES)
def test_newer_years_come_first(one: tuple[SearchKind, int, int], other: tuple[SearchKind, int, int]) -> None:
    kind, year, row = one
    _, other_year, other_row = other

    before = entry_id(kind, year, row) < entry_id(kind, other_year, other_row)

    assert before == ((-year, row) < (-other_year, other_row))


@pytest.mark.parametrize(("year", "row"), [(1000, 1), (-1, 1), (107, 0), (107, 2**32)])
def test_what_has_no_number_is_refused(year: int, row: int) -> None:
    with pytest.raises(ValueError, match="no entry"):
        entry_id(SearchKind.PLAN, year, row)
