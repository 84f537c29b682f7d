"""A chained ledger: whatever is changed, removed, inserted or put in another order is named."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.hash_chain import FIRST, Link, Noted, hash_of, verify


def chain(texts: Sequence[Any]) -> list[Link]:
    """A ledger that says these, as it is written."""
    links: list[Link] = []
    for number, text in enumerate(texts, start=1):
        said, previous = {"after": text}, links[-1].hash if links else FIRST
        links.append(Link(number, said, previous, hash_of(number, said, previous)))
    return links


def numbers(links: Sequence[Link], noted: Noted | None = None) -> list[int]:
    return [one.number for one in verify(links, noted).broken]


TEXTS = st.lists(st.text(max_size=5), min_size=1, max_size=12)


@given(TEXTS)
def test_a_ledger_as_it_was_written_is_whole(texts: list[str]) -> None:
    links = chain(texts)

    verdict = verify(links)

    assert (verdict.ok, verdict.events, verdict.last_hash) == (True, len(texts), links[-1].hash)
    assert verify(links, Noted(len(texts), links[-1].hash)).ok


def test_an_empty_ledger_is_whole() -> None:
    assert verify([]).ok
    assert verify([]).last_hash == FIRST


@given(TEXTS, st.data())
def test_an_event_whose_content_was_changed_is_named(texts: list[str], data: st.DataObject) -> None:
    links, place = chain(texts), data.draw(st.integers(0, len(texts) - 1))
    links[place] = replace(
        links[place], said={"after": data.draw(st.text(max_size=5).filter(lambda t: t != texts[place]))}
    )

    assert numbers(links) == [place + 1]


@given(TEXTS.filter(lambda texts: len(texts) > 1), st.data())
def test_an_event_rewritten_together_with_its_hash_is_named(texts: list[str], data: st.DataObject) -> None:
    links, place = chain(texts), data.draw(st.integers(0, len(texts) - 2))
    said = {"after": texts[place] + "x"}
    links[place] = replace(links[place], said=said, hash=hash_of(place + 1, said, links[place].previous))

    assert numbers(links) == [place + 1]


@given(TEXTS.filter(lambda texts: len(texts) > 1), st.data())
def test_a_removed_event_is_named(texts: list[str], data: st.DataObject) -> None:
    links, place = chain(texts), data.draw(st.integers(0, len(texts) - 2))
    del links[place]

    assert numbers(links) == [place + 1]


@given(TEXTS, st.data())
def test_an_inserted_event_does_not_pass(texts: list[str], data: st.DataObject) -> None:
    links, place = chain(texts), data.draw(st.integers(0, len(texts) - 1))
    previous = links[place - 1].hash if place else FIRST
    forged = Link(place + 1, {"after": "forged"}, previous, hash_of(place + 1, {"after": "forged"}, previous))
    moved = [replace(link, number=link.number + 1) for link in links[place:]]

    found = numbers([*links[:place], forged, *moved])

    assert found == [link.number for link in moved]


@given(TEXTS.filter(lambda texts: len(set(texts)) > 1), st.data())
def test_two_events_that_changed_places_are_both_named(texts: list[str], data: st.DataObject) -> None:
    links = chain(texts)
    one, other = sorted(data.draw(st.permutations(range(len(texts))))[:2])
    if texts[one] == texts[other]:
        return
    first, second = links[one], links[other]
    links[one], links[other] = replace(second, number=first.number), replace(first, number=second.number)

    assert {one + 1, other + 1} <= set(numbers(links))


@given(TEXTS, st.data())
def test_a_cut_off_end_shows_only_beside_what_was_noted(texts: list[str], data: st.DataObject) -> None:
    links = chain(texts)
    left = links[: data.draw(st.integers(0, len(texts) - 1))]

    assert verify(left).ok
    assert numbers(left, Noted(count=len(texts))) == [len(left) + 1]
    assert not verify(left, Noted(hash=links[-1].hash)).ok


def test_an_end_written_anew_shows_beside_the_hash_that_was_noted() -> None:
    links, forged = chain("abc"), chain("abx")

    assert verify(forged).ok
    assert numbers(forged, Noted(3, links[-1].hash)) == [3]


def test_what_was_noted_holds_while_the_ledger_grows() -> None:
    links = chain("abcde")

    assert verify(links, Noted(3, links[2].hash)).ok
    assert not verify(links, Noted(4, links[2].hash)).ok


@pytest.mark.parametrize("said", [{"after": b"\x00"}, {"after": "\ud800"}, {"after": float("nan")}])
def test_what_nobody_can_have_written_is_named_and_no_error(said: dict[str, Any]) -> None:
    links = chain("abc")
    links[1] = replace(links[1], said=said)

    assert numbers(links) == [2]
