"""The canonical JSON: one document, one text, one hash; nothing lost on the way back."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.plan_builder import checkpoint, indicator, plan

from app.domain.canonical import fingerprint, from_json, plain, to_json
from app.domain.checkpoint_state import Disposition


def test_a_document_comes_back_as_it_was() -> None:
    document = plan()

    assert from_json(to_json(document)) == document


@given(actual=st.decimals(allow_nan=False, allow_infinity=False, places=4), note=st.one_of(st.none(), st.text()))
def test_any_figure_and_any_text_come_back_as_they_were(actual: Decimal, note: str | None) -> None:
    document = replace(plan(), indicators=(indicator(actual=actual, benefit_note=note),))

    assert from_json(to_json(document)) == document


def test_trailing_zeros_do_not_change_the_fingerprint() -> None:
    short = replace(plan(), indicators=(indicator(actual=Decimal("5.1")),))
    long = replace(plan(), indicators=(indicator(actual=Decimal("5.1000")),))

    assert fingerprint(short) == fingerprint(long)


def test_a_changed_figure_changes_the_fingerprint() -> None:
    before = replace(plan(), indicators=(indicator(actual=None),))
    after = replace(plan(), indicators=(indicator(actual=Decimal(0)),))

    assert fingerprint(before) != fingerprint(after)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("5.10", "5.1", id="trailing-zero"),
        pytest.param("100", "100", id="zeros-of-a-whole-number-stay"),
        pytest.param("1E+8", "100000000", id="no-exponent"),
        pytest.param("0.00", "0", id="zero"),
        pytest.param("-0", "0", id="no-negative-zero"),
        pytest.param("-0.28", "-0.28", id="negative"),
    ],
)
def test_figures_are_written_plainly(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


def test_a_format_of_the_future_is_refused() -> None:
    with pytest.raises(ValueError, match="format"):
        from_json('{"format": 99, "plan": {}}')


def test_a_checkpoint_that_stands_is_written_as_before_anybody_could_withdraw_one() -> None:
    stopped = checkpoint(
        disposition=Disposition.STOPPED, disposition_on=date(2018, 5, 1), disposition_reason="政策變更"
    )
    document = plan(checkpoints=(checkpoint(), stopped))

    kept = json.loads(to_json(document))["plan"]["checkpoints"]

    assert [name for name in kept[0] if name.startswith("disposition")] == []
    assert kept[1]["disposition"] == "停辦"
    assert from_json(to_json(document)) == document
