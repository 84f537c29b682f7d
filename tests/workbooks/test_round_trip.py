"""Export, then import of an untouched file, is no change: for any plan, in both formats (design section 2)."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from support.plan_builder import indicator, plan
from support.plan_strategies import plans
from support.workbook_files import exported, meta_of

from app.domain.merge import merge
from app.workbooks.checking import overlay
from app.workbooks.reader import read_workbook

pytestmark = pytest.mark.slow  # these run whole workbooks; make test runs them

KINDS = ("xlsx", "ods")


@pytest.mark.parametrize("kind", KINDS)
def test_an_untouched_export_proposes_exactly_what_was_exported(kind):
    document = plan()

    checked = overlay(document, read_workbook(exported(document, kind)))

    assert checked.document == document
    assert checked.problems == ()
    assert merge(document, checked.document, document).is_empty


@pytest.mark.parametrize("kind", KINDS)
@given(document=plans())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_plan_comes_back_as_it_went_out(kind, document):
    checked = overlay(document, read_workbook(exported(document, kind)))

    assert [problem for problem in checked.problems if problem.code != "taken_for_granted"] == []
    assert checked.document == document


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("unit", "target"),
    [
        pytest.param("億元", Decimal(10) ** 16, id="would-pass-for-base-units"),
        pytest.param("萬人次", Decimal(10) ** 8, id="would-pass-for-people"),
        pytest.param("億元", Decimal("1234567890123456.78"), id="more-digits-than-a-spreadsheet-keeps"),
    ],
)
def test_a_figure_that_would_be_misread_comes_back_as_it_went_out(kind, unit, target):
    document = plan(indicators=(indicator(unit=unit, target=target, actual=target),))

    checked = overlay(document, read_workbook(exported(document, kind)))

    assert (checked.document, checked.problems) == (document, ())


@pytest.mark.parametrize("kind", KINDS)
def test_the_identity_comes_back(kind):
    document = plan()

    assert read_workbook(exported(document, kind)).meta == meta_of(document)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_export_is_the_same_bytes(kind):
    assert exported(plan(), kind) == exported(plan(), kind)


def test_another_kind_of_file_is_refused():
    with pytest.raises(ValueError, match="csv"):
        exported(plan(), "csv")
