"""The live tables say exactly what the document says."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from support.plan_builder import checkpoint, indicator
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_plan

from app.domain.errors import NotFound, PlanExists
from app.services import plans


def test_a_document_comes_back_from_the_tables_as_it_went_in(session: Session) -> None:
    assert plans.document(session, a_plan(session)) == small_plan()


@pytest.mark.parametrize("figure", ["501000000", "0.0001", "922337203685477.5807", "0", "-0.28"])
def test_figures_keep_every_digit_on_every_engine(session: Session, figure: str) -> None:
    document = replace(small_plan(), indicators=(indicator(actual=Decimal(figure)),))

    assert plans.document(session, a_plan(session, document)).indicators[0].actual == Decimal(figure)


def test_a_figure_finer_than_the_column_is_refused_and_not_rounded(session: Session) -> None:
    document = replace(small_plan(), indicators=(indicator(actual=Decimal("0.00001")),))

    with pytest.raises(Exception, match="more than 4 decimal places"):
        a_plan(session, document)


def test_the_database_itself_refuses_a_checkpoint_without_weight(session: Session) -> None:
    document = replace(small_plan(), checkpoints=(checkpoint(weight_pct=Decimal(0)),))

    with pytest.raises(IntegrityError, match="weight_pct_range"):
        a_plan(session, document)


def test_a_plan_code_is_taken_only_once(session: Session) -> None:
    a_plan(session)

    with pytest.raises(PlanExists, match="TEST-107"):
        plans.add(session, small_plan(), is_demo=False, by=None, at=NOW)


def test_an_unknown_period_is_refused_with_those_that_exist(session: Session) -> None:
    plan = a_plan(session)

    with pytest.raises(NotFound, match="期中、期末"):
        plans.period_of(session, plan, "期初")
