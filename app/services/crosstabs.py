"""Cross-tables over the cases of a plan, or of all years of its series: the database groups, the domain folds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.domain.crosstab import measures
from app.domain.crosstab.dimensions import DIMENSIONS, Dimension
from app.domain.crosstab.folding import Crosstab, Grouped, Question, adding, counting, fold
from app.domain.crosstab.layout import LaidOut, lay_out
from app.domain.crosstab.names import unknown
from app.domain.crosstab.tables import Table
from app.domain.roles import Permission
from app.models import Case, Plan, User
from app.services import application_counts
from app.services.crosstab_columns import YEAR, column_of, expression, grouping
from app.services.permissions import require, visible_plans

YEARLY = re.compile(r"(?P<series>.+)-(?P<roc_year>\d{2,3})")  # SMEITA-107; SMEITA-107-E stands alone


@dataclass(frozen=True, slots=True)
class Scope:
    """The plans whose cases are asked about; ``hidden`` counts those of the series that the viewer may not see."""

    plans: tuple[Plan, ...]
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Published:
    """Numbers of applications from elsewhere, as lines of the table; their plans have no register of applications."""

    lines: tuple[Grouped, ...] = ()
    plan_ids: frozenset[int] = frozenset()
    sources: tuple[str, ...] = ()


NOTHING = Published()


def scope_of(session: Session, plan: Plan, *, all_years: bool, viewer: User | None) -> Scope:
    """The plan alone, or with the plans of other years whose code differs in the year alone.

    :param viewer: who asks; ``None`` for commands run by the machine's owner.
    :raises PermissionDenied: if ``viewer`` may not see the plan.
    """
    if viewer is not None:
        require(viewer, Permission.VIEW, plan)
    found = YEARLY.fullmatch(plan.code)
    if not all_years or found is None:
        return Scope((plan,))
    begins = Plan.code.startswith(f"{found['series']}-", autoescape=True)
    series = select(Plan).where(begins, Plan.agency_id == plan.agency_id).order_by(Plan.roc_year)
    yearly = [one for one in session.scalars(series) if one.code == f"{found['series']}-{one.roc_year}"]
    if viewer is None:
        return Scope(tuple(yearly))
    visible = set(session.scalars(visible_plans(viewer).with_only_columns(Plan.id).where(begins).order_by(None)))
    seen = tuple(one for one in yearly if one.id in visible)
    return Scope(seen, len(yearly) - len(seen))


def ask(session: Session, scope: Scope, question: Question) -> Crosstab:
    """The cross-table over the cases of the scope, in one grouping and one more for each total that cannot be added.

    :raises UnknownName: for a filter by a value that no case has.
    """
    conditions = [_of(scope), *(_condition(session, scope, name, labels) for name, labels in question.where)]
    rows, cols = question.dimensions
    grouped = partial(_grouped, session, scope, conditions)
    published = _published(session, scope, question)
    added = [*grouped(rows, cols, adding(question), published), *published.lines]
    names, axes = counting(question), {(row, col) for row in (rows, None) for col in (cols, None)}
    counted = [line for row, col in axes for line in grouped(row, col, names)] if names else []
    return fold(question, added, counted, published.sources)


def lay(session: Session, scope: Scope, table: Table) -> LaidOut:
    """A printed table with its figures.

    :raises UnknownName: for a filter by a value that no case has.
    """
    return lay_out(table, [ask(session, scope, question) for question in table.questions()])


def values_of(session: Session, scope: Scope, name: str) -> tuple[str, ...]:
    """What the cases of the scope say in a dimension, in official order."""
    dimension = DIMENSIONS[name]
    label = _labeller(scope, dimension)
    stored = session.scalars(select(expression(dimension)).where(_of(scope)).distinct())
    return dimension.ordered(label(value) for value in stored)


def _of(scope: Scope) -> ColumnElement[bool]:
    ids = [plan.id for plan in scope.plans]
    return Case.plan_id == ids[0] if len(ids) == 1 else Case.plan_id.in_(ids)


def _condition(session: Session, scope: Scope, name: str, labels: Sequence[str]) -> ColumnElement[bool]:
    """The filter. A value that is neither official nor there would empty the table without a word."""
    dimension = DIMENSIONS[name]
    if strange := [label for label in labels if label not in dimension.official]:
        present = values_of(session, scope, name)
        for label in strange:
            if label not in present:
                raise unknown(f"「{name}」的值", label, present)
    if dimension.field == YEAR:
        return Case.plan_id.in_([plan.id for plan in scope.plans if str(plan.roc_year) in labels])
    column = column_of(dimension)
    stored = [value for label in labels for value in dimension.stored(label)]
    known = column.in_([value for value in stored if value is not None])
    return or_(known, column.is_(None)) if None in stored else known


def _grouped(
    session: Session,
    scope: Scope,
    conditions: Iterable[ColumnElement[bool]],
    rows: Dimension | None,
    cols: Dimension | None,
    names: Sequence[str],
    published: Published = NOTHING,
) -> Iterable[Grouped]:
    axes = [axis for axis in (rows, cols) if axis is not None]
    row_label, col_label = (None if axis is None else _labeller(scope, axis) for axis in (rows, cols))
    asked = grouping(tuple(axes), tuple(names), published.plan_ids)
    for line in session.execute(asked.where(*conditions)):
        row = row_label(line[0]) if row_label else None
        col = col_label(line[len(axes) - 1]) if col_label else None
        values = [_whole(name, value) for name, value in zip(names, line[len(axes) :], strict=False)]
        if axes or line[-1]:  # without a dimension there is a line for no case, too
            yield Grouped(row, col, values)


def _whole(name: str, value: Any) -> int | None:
    """A sum over cases none of which reports a figure is 0; PostgreSQL gives sums as decimals."""
    if value is None:
        return None if name == measures.APPLICATIONS else 0
    return int(value)


def _published(session: Session, scope: Scope, question: Question) -> Published:
    """Published numbers of applications that fit the question: by year and one dimension more, and no filter."""
    if measures.APPLICATIONS not in question.needs or {name for name, _ in question.where} - {"年度"}:
        return NOTHING
    others = [axis for axis in question.dimensions if axis is not None and axis.field != YEAR]
    if len(others) > 1:
        return NOTHING
    years = dict(question.where).get("年度")
    plans = {plan.id: str(plan.roc_year) for plan in scope.plans if years is None or str(plan.roc_year) in years}
    other = others[0] if others else None
    found = application_counts.of_plans(session, [plan for plan in scope.plans if plan.id in plans], other)
    names = adding(question)

    def word(axis: Dimension | None, plan_id: int, value: str) -> str | None:
        return None if axis is None else plans[plan_id] if axis.field == YEAR else value

    rows, cols = question.dimensions
    lines = tuple(
        Grouped(
            *(word(rows, plan_id, value), word(cols, plan_id, value)),
            [number if name == measures.APPLICATIONS else 0 for name in names],
        )
        for plan_id, value, number, _ in found
    )
    return Published(lines, frozenset(plan_id for plan_id, *_ in found), tuple(source for *_, source in found))


def _labeller(scope: Scope, dimension: Dimension) -> Callable[[Any], str]:
    if dimension.field == YEAR:
        return {plan.id: str(plan.roc_year) for plan in scope.plans}.__getitem__
    return dimension.label
