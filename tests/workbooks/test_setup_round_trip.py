"""A plan written as a set-up workbook and read again is the same plan, for any plan, in both formats."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from support.plan_strategies import plans
from support.setup_files import TAX_ID, good_plan, read, written

from app.demo import plan_107
from app.domain.plan_setup import SETUP_SECTIONS, PlanSetup, setup_of
from app.domain.rollover import next_year
from app.workbooks.showing import clean_text

pytestmark = pytest.mark.slow  # these run whole workbooks; make test runs them

KINDS = ("xlsx", "ods")
NEEDED = ("name", "description", "item", "account")


def as_cells_hold_it(setup: PlanSetup) -> PlanSetup:
    """The same with texts trimmed as cells trim them; a blank one says something where a text is needed."""
    sections: dict[str, Any] = {name: tuple(map(_as_cells_hold_it, setup.rows(name))) for name in SETUP_SECTIONS}
    name, contractor = (clean_text(text) or "某" for text in (setup.facts.name, setup.facts.contractor))
    return PlanSetup(replace(setup.facts, name=name, contractor=contractor), **sections)


def _as_cells_hold_it(row):
    texts = {f.name: getattr(row, f.name) for f in fields(row) if type(getattr(row, f.name)) is str}
    cleaned = {name: clean_text(text) or ("某" if name in NEEDED else "") for name, text in texts.items()}
    if "subject" in cleaned:
        cleaned["subject"] = cleaned["subject"] or cleaned["item"]
    return replace(row, **cleaned)


@pytest.mark.parametrize("kind", KINDS)
@given(document=plans())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_plan_comes_back_as_it_was_set_up(kind, document):
    setup = as_cells_hold_it(setup_of(document, TAX_ID))

    found = read(written(setup, kind))

    assert [problem for problem in found.problems if problem.code != "taken_for_granted"] == []
    assert found.setup == setup


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "document",
    [
        pytest.param(plan_107.plan_document(), id="107"),
        pytest.param(next_year(plan_107.reported()), id="108-rolled-over"),
        pytest.param(good_plan(), id="small"),
    ],
)
def test_a_real_plan_comes_back_without_a_word(kind, document):
    found = read(written(setup_of(document), kind))

    assert found.problems == ()
    assert found.setup.document() == document if document.cases == () else setup_of(document).document()


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_set_up_is_the_same_bytes(kind):
    assert written(setup_of(good_plan()), kind) == written(setup_of(good_plan()), kind)


def test_another_kind_of_file_is_refused():
    with pytest.raises(ValueError, match="csv"):
        written(None, "csv")
