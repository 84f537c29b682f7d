"""Targets and actuals of all plans that a person may see, of one year: chosen, counted, sorted and added up in SQL.

A year at a time, so that nothing grows with the years that are kept. Figures are the newest accepted ones as reported;
what an indicator sums up of its cases stands on the plan's own page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from app.domain.variance import VarianceStatus
from app.domain.variance_lines import PERSON_MONTHS, YUAN
from app.models import Agency, BudgetLine, Checkpoint, Contractor, FinanceLine, Indicator, Plan, Staffing, User
from app.services.permissions import visible_plans
from app.services.variance_standings import CHECKPOINTS, INDICATORS


class Level(StrEnum):
    """At what level the table is (層級)."""

    INDICATORS = "績效指標"
    CHECKPOINTS = "查核點"
    MONEY = "經費"
    PEOPLE = "人力"


class Grouping(StrEnum):
    """By what plans are added up (彙總)."""

    DIVISION = "組別"
    CONTRACTOR = "受委託單位"
    LINE = "分支計畫"
    AGENCY = "機關"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; blank filters nothing. ``status`` is only known of 績效指標 and 查核點."""

    roc_year: int
    level: Level = Level.INDICATORS
    status: str = ""
    division: str = ""
    contractor: str = ""
    line: str = ""
    agency: str = ""
    words: str = ""
    worst_first: bool = True


@dataclass(frozen=True, slots=True)
class Sum:
    """What one group adds up to of one thing. ``reported_target`` is the target of those rows that have an actual."""

    group: str
    item: str
    unit: str
    more_is_better: bool
    rows: int
    reported: int
    target: Decimal | None
    reported_target: Decimal | None
    actual: Decimal | None
    is_demo: bool = False  # 示範 is among it


FIGURES = {Level.INDICATORS: INDICATORS, Level.CHECKPOINTS: CHECKPOINTS}


def years(session: Session, viewer: User) -> Sequence[int]:
    """The years in which the person may see plans, newest first."""
    seen = visible_plans(viewer).with_only_columns(Plan.roc_year).distinct()
    return session.scalars(seen.order_by(None).order_by(Plan.roc_year.desc())).all()


def counts(session: Session, viewer: User, wanted: Wanted, *, on: date) -> dict[str, int]:
    """How many rows there are of each state, whatever state is asked for; of 經費 and 人力, how many plans."""
    query = _rows(viewer, wanted, on)
    if wanted.level not in FIGURES:
        counted = query.with_only_columns(func.count(Plan.id.distinct()), maintain_column_froms=True)
        return {"": session.scalar(counted.order_by(None)) or 0}
    status = FIGURES[wanted.level].status
    grouped = query.with_only_columns(status, func.count(), maintain_column_froms=True).group_by(status)
    found = dict(session.execute(grouped.order_by(None)).all())
    return {str(one): found.get(str(one), 0) for one in VarianceStatus}


def rows(
    session: Session, viewer: User, wanted: Wanted, *, on: date, first: int = 0, size: int | None = None
) -> Sequence[Any]:
    """A part of the rows, in the order asked for: (row, plan, contractor's name), or of 經費 and 人力
    (planned, actual, plan, contractor's name)."""
    query = _rows(viewer, wanted, on)
    if wanted.level in FIGURES:
        table: Any = Indicator if wanted.level is Level.INDICATORS else Checkpoint
        figures = FIGURES[wanted.level]
        if wanted.status:
            query = query.where(figures.status == wanted.status)
        ordered = (*(figures.urgency if wanted.worst_first else ()), Plan.code, table.position)
        # The order is made over narrow rows; of those that are shown the rest is read after it.
        ids = session.scalars(
            query.with_only_columns(table.id, maintain_column_froms=True)
            .order_by(None)
            .order_by(*ordered)
            .offset(first)
            .limit(size)
        ).all()
        return _of_ids(session, table, ids)
    planned, actual = _INPUTS[wanted.level]
    rate = cast(func.sum(actual), Float) / func.nullif(func.sum(planned), 0)
    ordered = (*((rate.is_(None), rate) if wanted.worst_first else ()), Plan.code)
    per_plan = query.with_only_columns(Plan.id, func.sum(planned), func.sum(actual), maintain_column_froms=True)
    found = session.execute(
        per_plan.order_by(None).group_by(Plan.id, Plan.code).order_by(*ordered).offset(first).limit(size)
    )
    sums = {plan_id: (planned, actual) for plan_id, planned, actual in found}
    of_plans = {plan.id: (plan, name) for plan, name in session.execute(_plans().where(Plan.id.in_(sums)))}
    return [(*sums[plan_id], *of_plans[plan_id]) for plan_id in sums]


def sums(session: Session, viewer: User, wanted: Wanted, by: Grouping, *, on: date) -> Sequence[Sum]:
    """What the rows add up to, a line a group and thing; units are as written, and nothing of two units is added."""
    group = _GROUPS[by]
    query = _rows(viewer, wanted, on)
    if by is Grouping.LINE:
        query = query.outerjoin(BudgetLine, BudgetLine.id == Plan.budget_line_id)
    if by is Grouping.AGENCY:
        query = query.join(Agency, Agency.id == Plan.agency_id)
    if wanted.level in FIGURES:
        figures = FIGURES[wanted.level]
        table: Any = Indicator if wanted.level is Level.INDICATORS else Checkpoint
        item = Indicator.subject if table is Indicator else func.coalesce(Checkpoint.measure, Checkpoint.description)
        # What has no target is a line of its own: its actuals would be set against the others' targets.
        keys: tuple[Any, ...] = (group, item, table.unit, figures.more_is_better, figures.target.is_not(None))
        target, actual = figures.target, figures.actual
        if wanted.status:
            query = query.where(figures.status == wanted.status)
        shown = keys[:4]
    else:
        target, actual = _INPUTS[wanted.level]
        keys, shown = (group,), (group, *_INPUT_WORDS[wanted.level])
    reported = case((actual.is_not(None), target))
    summed = query.with_only_columns(
        *shown,
        func.count(),
        func.count(actual),
        func.sum(target),
        func.sum(reported),
        func.sum(actual),
        func.max(case((Plan.is_demo, 1), else_=0)),
        maintain_column_froms=True,
    )
    found = session.execute(summed.order_by(None).group_by(*keys))
    return [_sum(*row) for row in found]


def _sum(group: Any, item: str, unit: str, more: Any, rows: int, reported: int, *totals: Any) -> Sum:
    target, reported_target, actual = (None if one is None else Decimal(one) for one in totals[:3])
    sums = (target, reported_target, actual)
    return Sum(group or "（未設定）", item, unit, bool(more), rows, reported, *sums, is_demo=bool(totals[3]))


_INPUTS: dict[Level, tuple[Any, Any]] = {
    Level.MONEY: (FinanceLine.contracted, FinanceLine.executed),
    Level.PEOPLE: (Staffing.planned_months, Staffing.actual_months),
}
_INPUT_WORDS: dict[Level, tuple[Any, ...]] = {
    Level.MONEY: (literal("經費（簽約數與執行數）"), literal(YUAN), literal(1)),
    Level.PEOPLE: (literal("人力（原訂與實際）"), literal(PERSON_MONTHS), literal(1)),
}
_TABLES: dict[Level, Any] = {
    Level.INDICATORS: Indicator,
    Level.CHECKPOINTS: Checkpoint,
    Level.MONEY: FinanceLine,
    Level.PEOPLE: Staffing,
}
_GROUPS: dict[Grouping, Any] = {
    Grouping.DIVISION: Plan.division,
    Grouping.CONTRACTOR: Contractor.name,
    Grouping.LINE: BudgetLine.name,
    Grouping.AGENCY: Agency.name,
}


def _rows(viewer: User, wanted: Wanted, on: date) -> Select[Any]:
    """The rows that match, whatever their state; the caller says which columns."""
    table = _TABLES[wanted.level]
    query: Select[Any] = visible_plans(viewer).join(Plan.contractor).where(Plan.roc_year == wanted.roc_year)
    query = query.join(table, table.plan_id == Plan.id)
    if wanted.level is Level.CHECKPOINTS:
        # One that lies ahead and of which nothing was told says nothing of a difference yet.
        is_told = or_(Checkpoint.due_on <= on, Checkpoint.actual.is_not(None))
        query = query.where(Checkpoint.unit.is_not(None), Checkpoint.disposition.is_(None), is_told)
    for chosen, column in ((wanted.division, Plan.division), (wanted.contractor, Contractor.name)):
        if chosen:
            query = query.where(column == chosen)
    if wanted.line:
        query = query.where(Plan.budget_line_id.in_(select(BudgetLine.id).where(BudgetLine.name == wanted.line)))
    if wanted.agency:
        query = query.where(Plan.agency_id.in_(select(Agency.id).where(Agency.name == wanted.agency)))
    if words := wanted.words.strip():
        query = query.where(_searched(wanted.level).icontains(words, autoescape=True))
    return query


def _searched(level: Level) -> ColumnElement[str]:
    plan = Plan.code + " " + Plan.name + " " + Contractor.name
    if level is Level.INDICATORS:
        return plan + " " + Indicator.subject
    return plan + " " + Checkpoint.description if level is Level.CHECKPOINTS else plan


def _plans() -> Select[Plan, str]:
    return select(Plan, Contractor.name).join(Plan.contractor)


def _of_ids(session: Session, table: Any, ids: Sequence[int]) -> list[Any]:
    found: dict[int, Any] = {}
    for start in range(0, len(ids), _AT_ONCE):
        query = select(table, Plan, Contractor.name).join(Plan, Plan.id == table.plan_id).join(Plan.contractor)
        wanted = query.where(table.id.in_(ids[start : start + _AT_ONCE]))
        found |= {row[0].id: row for row in session.execute(wanted)}
    return [found[row_id] for row_id in ids]


_AT_ONCE = 500  # below what every database takes as parameters of one query
