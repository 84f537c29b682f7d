"""What the database is asked for a cross-table: its dimensions and basic figures in SQL."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, case, distinct, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.domain.cases.benefits import BENEFIT_FIELDS
from app.domain.cases.lifecycle import CaseState
from app.domain.crosstab import measures
from app.domain.crosstab.dimensions import Dimension
from app.models import Case

YEAR = "roc_year"

#: Dimensions that are not simply a column of the case.
_EXPRESSIONS: dict[str, ColumnElement[Any]] = {
    YEAR: Case.plan_id.expression,  # each plan of a scope is of another year
    "written_county": func.coalesce(Case.county_as_written, Case.county),
    # What a report brought in was approved before it began (design section 2).
    "is_approved": or_(Case.approved_on.is_not(None), Case.received_on.is_(None)),
}
_FIGURES: dict[str, ColumnElement[Any]] = {
    measures.CASES: func.count(),
    measures.EXECUTED: func.count(case((Case.state == CaseState.CLOSED.value, 1))),
    measures.REPORTED: func.count(
        func.coalesce(*(getattr(Case, f) for f in (*BENEFIT_FIELDS, "output_sum", "saving_sum")))
    ),
    # A joint case is one 件 of its plan, and any other case is one by itself.
    measures.PROJECTS: func.count(distinct(case((Case.joint_no.is_not(None), Case.joint_no), else_=Case.key))),
    measures.FIRMS: func.count(distinct(Case.firm_id)),
    measures.ADVISERS: func.count(distinct(func.nullif(Case.adviser_name, ""))),  # not kept of former years
}


@lru_cache(maxsize=512)
def grouping(axes: tuple[Dimension, ...], names: tuple[str, ...], published_ids: frozenset[int]) -> Select[Any]:
    """The grouping of all cases. Kept, for putting it together takes as long as grouping some thousand cases."""
    grouped = [expression(axis).label(f"axis_{at}") for at, axis in enumerate(axes)]
    figures = [_figure(name, published_ids) for name in names]
    count = [] if axes else [func.count()]
    # By the name: PostgreSQL takes an expression with parameters for another one when it stands there twice.
    return select(*grouped, *figures, *count).select_from(Case).group_by(*(axis.name for axis in grouped))


def _figure(name: str, published_ids: frozenset[int]) -> ColumnElement[Any]:
    """A basic figure."""
    if name == measures.APPLICATIONS:
        # Where completed cases alone were kept, nobody knows how many applied: a gap is no count.
        is_known = or_(Case.received_on.is_not(None), Case.plan_id.in_(sorted(published_ids)))
        return case((func.count(case((is_known, 1))) == func.count(), func.count(Case.received_on))).label(name)
    if name in _FIGURES:
        return _FIGURES[name].label(name)
    return func.sum(getattr(Case, name)).label(name)


def column_of(dimension: Dimension) -> ColumnElement[Any]:
    """The column, or what stands for it."""
    if dimension.field in _EXPRESSIONS:
        return _EXPRESSIONS[dimension.field]
    column: InstrumentedAttribute[Any] = getattr(Case, dimension.field)
    return column.expression


def expression(dimension: Dimension) -> ColumnElement[Any]:
    """What cases are grouped by."""
    column = column_of(dimension)
    if not dimension.buckets:
        return column
    # Joined in the database, where a firm that stands in two of the values is counted once.
    return case({stored: label for label, values in dimension.buckets for stored in values}, value=column, else_=column)
