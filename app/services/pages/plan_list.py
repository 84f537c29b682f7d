"""The list of plans: how each stands, why, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, func
from sqlalchemy.orm import Session

from app.domain.lights import Light
from app.domain.plan_standing import Standing
from app.domain.roc_calendar import format_roc
from app.models import Contractor, Plan, PlanSnapshot, User
from app.services import plan_lights, plans, snapshots, standings, thresholds
from app.services.pages.paging import PAGE_SIZE, Paged, place
from app.services.permissions import visible_plans


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan in the list."""

    code: str
    name: str
    roc_year: int
    year_index: int
    years_total: int
    division: str
    contractor: str
    is_demo: bool
    government_budget: int
    planned_pct: Decimal | None
    actual_pct: Decimal | None
    difference_pct: Decimal | None
    checkpoints_done: int
    checkpoints_total: int
    checkpoints_overdue: int
    light: Light
    light_word: str  # what the rule that chose the light says: 黃 is 落後, or 未填報
    why: str | None
    next_step: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which plans are listed, and in what order; blank and ``None`` filter nothing.

    ``words`` are looked for in code, name and contractor.
    """

    roc_year: int | None = None
    light: str = ""
    words: str = ""
    worst_first: bool = False  # otherwise by year and code


def page(
    session: Session, viewer: User, *, on: date, wanted: Wanted, number: int = 1, size: int = PAGE_SIZE
) -> Paged[PlanLine]:
    """A page of the plans that a person may see. What lies on other pages is neither loaded nor computed.

    Lights that are chosen or sorted by are those of today's rows; the few plans whose row no longer says what their
    own page says are computed first, so that none stands in a wrong place.
    """
    query = _matching(viewer, wanted)
    if wanted.light or wanted.worst_first:
        ids = plan_lights.chosen(session, query, on=on, light=wanted.light, worst_first=wanted.worst_first)
        where = place(len(ids), number, size)
        ids = ids[(where.number - 1) * size : where.number * size]
    else:
        counted = query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
        where = place(session.scalar(counted) or 0, number, size)
        ids = session.scalars(query.with_only_columns(Plan.id).offset((where.number - 1) * size).limit(size)).all()
    found = plans.of_ids(session, ids)
    shown = _shown(session, found, on)
    return Paged(tuple(_line(plan, shown[plan.id]) for plan in found), where)


def years(session: Session, viewer: User) -> Sequence[int]:
    """The years in which the person has plans, newest first."""
    seen = visible_plans(viewer).with_only_columns(Plan.roc_year).distinct()
    return session.scalars(seen.order_by(None).order_by(Plan.roc_year.desc())).all()


def _matching(viewer: User, wanted: Wanted) -> Select[Plan]:
    query = visible_plans(viewer).join(Plan.contractor)
    if wanted.roc_year is not None:
        query = query.where(Plan.roc_year == wanted.roc_year)
    if words := wanted.words.strip():
        searched = Plan.code + " " + Plan.name + " " + Contractor.name
        query = query.where(searched.icontains(words, autoescape=True))
    return query


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the list says of a plan, whether it was kept or computed now."""

    light: Light
    word: str
    why: str
    planned_pct: Decimal | None
    actual_pct: Decimal | None
    total: int
    done: int
    overdue: int
    next_key: str | None
    next_on: date | None


def _shown(session: Session, visible: Sequence[Plan], on: date) -> dict[int, _Shown]:
    """What was kept of the day where it still holds; the other plans are computed, all at once."""
    limits = thresholds.in_force(session, visible)
    kept = snapshots.matching(session, visible, limits, on=on)
    others = [plan for plan in visible if plan.id not in kept]
    computed = standings.live(session, others, limits, on=on)
    return {plan_id: _of_row(row) for plan_id, row in kept.items()} | {
        plan_id: _of_standing(standing) for plan_id, standing in computed.items()
    }


def _of_row(row: PlanSnapshot) -> _Shown:
    return _Shown(
        *(Light(row.light), row.light_word, row.why, row.planned_pct, row.actual_pct),
        *(row.checkpoints_total, row.checkpoints_done, row.checkpoints_overdue, row.next_due_key, row.next_due_on),
    )


def _of_standing(standing: Standing) -> _Shown:
    progress, due = standing.progress, standing.next_due
    return _Shown(
        light=standing.reading.light,
        word=standing.reading.word,
        why=standing.reading.sentence,
        planned_pct=progress.shown.planned_pct if progress else None,
        actual_pct=progress.shown.actual_pct if progress else None,
        total=standing.total,
        done=standing.done,
        overdue=standing.overdue,
        next_key=due.key if due else None,
        next_on=due.due_on if due else None,
    )


def _line(plan: Plan, shown: _Shown) -> PlanLine:
    planned, actual = shown.planned_pct, shown.actual_pct
    return PlanLine(
        code=plan.code,
        name=plan.name,
        roc_year=plan.roc_year,
        year_index=plan.year_index,
        years_total=plan.years_total,
        division=plan.division,
        contractor=plan.contractor.name,
        is_demo=plan.is_demo,
        government_budget=plan.government_budget,
        planned_pct=planned,
        actual_pct=actual,
        difference_pct=None if planned is None or actual is None else actual - planned,
        checkpoints_done=shown.done,
        checkpoints_total=shown.total,
        checkpoints_overdue=shown.overdue,
        light=shown.light,
        light_word=shown.word,
        why=shown.why,
        next_step=_next_step(plan, shown),
    )


def _next_step(plan: Plan, shown: _Shown) -> str | None:
    """Who must do what by when."""
    if shown.overdue:
        return f"請{plan.contractor.name}就落後之 {shown.overdue} 項查核點填報原因、對策與預定趕上日期"
    if shown.next_on:
        return f"下一個查核點 {shown.next_key} 於 {format_roc(shown.next_on)} 到期"
    return None
