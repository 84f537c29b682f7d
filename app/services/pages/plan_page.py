"""The page of one plan: who, how far, what slips and why, and every figure beside its target."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.charts.drawing import Chart
from app.domain.lights import Light
from app.domain.plan_setup import held_to
from app.domain.plan_standing import Standing, standing_of
from app.domain.roles import Permission
from app.domain.trend import Trend
from app.models import Plan, User
from app.services import alerts, baselines, case_figures, evidence, forecasts, plan_tables, thresholds, watched
from app.services.alerts import Wanted
from app.services.case_figures import CaseFigure, Place
from app.services.pages import forecast_page, held_lines, plan_charts, review_part, trend_part
from app.services.pages.checkpoint_lines import SubPlanLines, sub_plan_lines
from app.services.pages.held_lines import HeldLine
from app.services.pages.indicator_lines import IndicatorGroup, indicator_groups
from app.services.pages.period_lines import PeriodLine, period_lines
from app.services.pages.resource_lines import MoneyLine, StaffLine, money_lines, staff_lines
from app.services.pages.review_part import CommentLine
from app.services.permissions import may

HEADER = (
    *("code", "name", "roc_year", "year_index", "years_total", "agency", "division", "contractor"),
    *("starts_on", "ends_on", "government_budget", "self_fund"),
)


@dataclass(frozen=True, slots=True)
class NextDue:
    """The checkpoint that falls due next."""

    key: str
    due_on: date
    description: str
    days_to_due: int


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One plan on one day."""

    code: str
    name: str
    roc_year: int
    year_index: int
    years_total: int
    agency: str
    division: str
    contractor: str
    is_demo: bool
    starts_on: date
    ends_on: date
    as_of: date
    government_budget: int
    self_fund: int
    light: Light
    light_word: str
    light_reasons: tuple[str, ...]
    planned_pct: Decimal | None
    actual_pct: Decimal | None
    difference_pct: Decimal | None
    progress_basis: str
    checkpoints_total: int
    checkpoints_done: int
    checkpoints_overdue: int
    checkpoints_due_soon: int
    next_due: NextDue | None
    may_report: bool
    may_export: bool
    may_scan: bool
    may_copy: bool
    may_roll_over: bool
    changes: int  # how many were approved
    open_alerts: int
    against_original: bool  # whether indicators stand beside their first targets
    sub_plans: tuple[SubPlanLines, ...]
    indicator_groups: tuple[IndicatorGroup, ...]
    finance_lines: tuple[MoneyLine, ...]
    staffing: tuple[StaffLine, ...]
    periods: tuple[PeriodLine, ...]
    held_rows: tuple[HeldLine, ...]
    corrections: tuple[CommentLine, ...]
    case_figures: Mapping[Place, CaseFigure]  # figures that are sums over cases
    trend: Trend | None  # None: fewer than two days are kept
    evidence: Mapping[tuple[str, str], int]  # how many files stand, by section and key
    charts: Mapping[str, Chart]  # by name; those that there is something to draw of
    forecasts: Mapping[Place, str]  # what is expected of what is open, where there is enough to say


def show(session: Session, plan: Plan, *, viewer: User, on: date, against_original: bool = False) -> PlanPage:
    """The page of a plan that ``viewer`` may see, as of a day.

    :param against_original: hold the indicators to their first targets instead of the present ones.
    """
    reported = plan_tables.document_of(session, plan)
    figures = case_figures.of_plan(session, plan, reported)
    document = case_figures.shown(reported, figures)
    changes = len(baselines.approved_changes(session, plan))
    baseline = baselines.baseline_of(session, plan) if changes else document
    original = held_to(document, baseline)
    compared, other = (original, document) if against_original else (document, original)
    limits = thresholds.of_plan(session, plan)
    late_periods = watched.late_periods(session, plan, on=on)
    standing = standing_of(document, has_missing_report=bool(late_periods), thresholds=limits, as_of=on)
    expected = forecasts.of_plan(session, plan, reported, on=on, limits=limits)
    shown = standing.progress.shown if standing.progress else None
    return PlanPage(
        **{name: getattr(document, name) for name in HEADER},
        is_demo=plan.is_demo,
        as_of=on,
        light=standing.reading.light,
        light_word=standing.reading.word,
        light_reasons=(standing.reading.sentence,),
        planned_pct=shown.planned_pct if shown else None,
        actual_pct=shown.actual_pct if shown else None,
        difference_pct=shown.difference_pp if shown else None,
        progress_basis="依查核點權重計算",
        checkpoints_total=standing.total,
        checkpoints_done=standing.done,
        checkpoints_overdue=standing.overdue,
        checkpoints_due_soon=standing.due_soon,
        next_due=_next_due(standing, on),
        may_report=may(viewer, Permission.REPORT, plan),
        may_export=may(viewer, Permission.EXPORT, plan),
        may_scan=may(viewer, Permission.SCAN, plan),
        may_copy=may(viewer, Permission.SET_UP, plan),
        may_roll_over=may(viewer, Permission.SET_UP, plan) and plan.year_index < plan.years_total,
        changes=changes,
        open_alerts=alerts.count(session, viewer, Wanted(is_open=True, plan_code=plan.code)),
        against_original=against_original,
        sub_plans=tuple(sub_plan_lines(document, standing, limits, on, baseline=baseline)),
        indicator_groups=tuple(indicator_groups(compared, other, figures)),
        finance_lines=tuple(money_lines(document.finance_lines, baseline.finance_lines)),
        staffing=tuple(staff_lines(document.staffing)),
        periods=tuple(period_lines(session, plan, document, viewer, late_periods, on)),
        held_rows=held_lines.owed(session, plan),
        corrections=review_part.owed(session, plan),
        case_figures=figures,
        trend=trend_part.trend(session, plan, on=on),
        evidence=evidence.counts(session, plan),
        charts=plan_charts.Drawn(on, document, baseline, standing.states, limits, expected).charts,
        forecasts=forecast_page.in_short(expected, ends_on=plan.ends_on),
    )


def _next_due(standing: Standing, on: date) -> NextDue | None:
    row = standing.next_due
    return None if row is None else NextDue(row.key, row.due_on, row.description, (row.due_on - on).days)
