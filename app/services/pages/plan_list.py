"""The list of plans: how each stands, why, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.lights import Light
from app.domain.plan_standing import Standing
from app.domain.roc_calendar import format_roc
from app.models import Plan, PlanSnapshot, User
from app.services import plans, snapshots, standings, thresholds


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


def lines(
    session: Session,
    viewer: User,
    *,
    on: date,
    roc_year: int | None = None,
    light: str | None = None,
    words: str = "",
) -> list[PlanLine]:
    """The plans a person may see that match year, light and words in name, code or contractor."""
    visible = [
        plan
        for plan in plans.visible_to(session, viewer)
        if roc_year in (None, plan.roc_year)
        and words.strip().lower() in f"{plan.code} {plan.name} {plan.contractor.name}".lower()
    ]
    shown = _shown(session, visible, on)
    found = [_line(plan, shown[plan.id]) for plan in visible]
    return [line for line in found if light in (None, "", line.light.value)]


def years(session: Session, viewer: User) -> list[int]:
    """The years in which the person has plans, newest first."""
    return sorted({plan.roc_year for plan in plans.visible_to(session, viewer)}, reverse=True)


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
