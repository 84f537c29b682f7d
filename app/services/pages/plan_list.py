"""The list of plans: how each stands, why, and what comes next."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.lights import Light
from app.domain.plan_standing import Standing, standing_of
from app.domain.roc_calendar import format_roc
from app.domain.thresholds import Thresholds
from app.models import Plan, User
from app.services import plan_tables, plans, thresholds, watched


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
    limits = thresholds.in_force(session, visible)
    found = [_line(session, plan, limits[plan.id], on) for plan in visible]
    return [line for line in found if light in (None, "", line.light.value)]


def years(session: Session, viewer: User) -> list[int]:
    """The years in which the person has plans, newest first."""
    return sorted({plan.roc_year for plan in plans.visible_to(session, viewer)}, reverse=True)


def _line(session: Session, plan: Plan, limits: Thresholds, on: date) -> PlanLine:
    document = plan_tables.document_of(session, plan)
    is_missing = bool(watched.late_periods(session, plan, on=on))
    standing = standing_of(document, has_missing_report=is_missing, thresholds=limits, as_of=on)
    shown = standing.progress.shown if standing.progress else None
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
        planned_pct=shown.planned_pct if shown else None,
        actual_pct=shown.actual_pct if shown else None,
        difference_pct=shown.difference_pp if shown else None,
        checkpoints_done=standing.done,
        checkpoints_total=standing.total,
        checkpoints_overdue=standing.overdue,
        light=standing.reading.light,
        light_word=standing.reading.word,
        why=standing.reading.sentence,
        next_step=_next_step(plan, standing),
    )


def _next_step(plan: Plan, standing: Standing) -> str | None:
    """Who must do what by when."""
    if standing.overdue:
        return f"請{plan.contractor.name}就落後之 {standing.overdue} 項查核點填報原因、對策與預定趕上日期"
    if standing.next_due:
        return f"下一個查核點 {standing.next_due.key} 於 {format_roc(standing.next_due.due_on)} 到期"
    return None
