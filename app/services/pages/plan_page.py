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
from app.models import User
from app.services import alerts, plan_owed, submissions
from app.services.case_figures import CaseFigure, Place
from app.services.pages import alert_lines, forecast_page, plan_charts, plan_state
from app.services.pages.alert_lines import PlanAlert
from app.services.pages.checkpoint_lines import SubPlanLines, sub_plan_lines
from app.services.pages.indicator_lines import IndicatorGroup, indicator_groups
from app.services.pages.late_lines import LateLine, late_lines
from app.services.pages.period_lines import PeriodLine, Reports, period_lines
from app.services.pages.resource_lines import MoneyLine, RateLine, StaffLine, money_lines, rate_lines, staff_lines
from app.services.pages.year_lines import YearLine, year_lines
from app.services.permissions import may
from app.services.plan_course import Revised
from app.services.plan_owed import Correction, Held
from app.services.plan_tallies import PlanTallies

NEWEST = 3  # reports of each period that are shown unless all are asked for
MOST_ALERTS = 12  # the others stand in the list of alerts

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
    paid_by: str | None  # 分支計畫 of the budget
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
    late: tuple[LateLine, ...]
    may_report: bool
    may_export: bool
    may_scan: bool
    may_copy: bool
    may_roll_over: bool
    tallies: PlanTallies
    alerts: tuple[PlanAlert, ...]  # the worst of the open ones
    against_original: bool  # whether indicators stand beside their first targets
    years: tuple[YearLine, ...]  # of the plans of this name; empty for one year alone
    sub_plans: tuple[SubPlanLines, ...]
    indicator_groups: tuple[IndicatorGroup, ...]
    finance_lines: tuple[MoneyLine, ...]
    rates: tuple[RateLine, ...]
    staffing: tuple[StaffLine, ...]
    periods: tuple[PeriodLine, ...]
    held_rows: tuple[Held, ...]
    corrections: tuple[Correction, ...]
    case_figures: Mapping[Place, CaseFigure]  # figures that are sums over cases
    charts: Mapping[str, Chart]  # by name; those that there is something to draw of
    forecasts: Mapping[Place, str]  # what is expected of what is open, where there is enough to say
    history: tuple[Revised, ...]  # the latest changes, newest first

    @property
    def is_over(self) -> bool:
        """Whether the plan's last day has passed."""
        return self.as_of > self.ends_on


def show(
    session: Session,
    code: str,
    *,
    viewer: User,
    on: date,
    against_original: bool = False,
    versions: int | None = NEWEST,
) -> PlanPage:
    """The page of the plan of this code, as of a day.

    :param against_original: hold the indicators to their first targets instead of the present ones.
    :param versions: how many reports of each period are shown; ``None``: all of them.
    :raises NotFound: if there is no such plan.
    :raises PermissionDenied: if ``viewer`` may not see it.
    """
    state = plan_state.read(session, code, viewer=viewer, on=on)
    plan, document, tallies = state.plan, state.document, state.tallies
    owed = plan_owed.of_plan(session, plan)
    reports = Reports(
        submissions.of_plan(session, plan, versions=versions),
        frozenset(one.submission_id for one in owed.corrections),
        versions,
    )
    standing = standing_of(
        document, has_missing_report=bool(reports.late(document.periods, on)), thresholds=tallies.limits, as_of=on
    )
    periods = tuple(period_lines(plan, document, viewer, reports, tallies.closed, on))
    open_alerts = alerts.open_of_plan(session, plan, rows=MOST_ALERTS)
    original = held_to(document, state.baseline)
    compared, other = (original, document) if against_original else (document, original)
    shown = standing.progress.shown if standing.progress else None
    money = tuple(money_lines(document.finance_lines, state.baseline.finance_lines))
    return PlanPage(
        **{name: getattr(document, name) for name in HEADER},
        paid_by=state.years.paid_by,
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
        late=late_lines(document, standing, periods, open_alerts, on),
        may_report=may(viewer, Permission.REPORT, plan),
        may_export=may(viewer, Permission.EXPORT, plan),
        may_scan=may(viewer, Permission.SCAN, plan),
        may_copy=may(viewer, Permission.SET_UP, plan),
        may_roll_over=may(viewer, Permission.SET_UP, plan) and plan.year_index < plan.years_total,
        tallies=tallies,
        alerts=tuple(alert_lines.of_plan(open_alerts, document, on)),
        against_original=against_original,
        years=year_lines(state.years),
        sub_plans=tuple(sub_plan_lines(document, standing, tallies.limits, on, baseline=state.baseline)),
        indicator_groups=tuple(indicator_groups(compared, other, state.figures, state.course.earlier)),
        finance_lines=money,
        rates=tuple(rate_lines(money)),
        staffing=tuple(staff_lines(document.staffing)),
        periods=periods,
        held_rows=owed.held,
        corrections=owed.corrections,
        case_figures=state.figures,
        charts=plan_charts.Drawn(state, standing.states).charts,
        forecasts=forecast_page.in_short(state.forecasts, ends_on=plan.ends_on),
        history=state.course.latest,
    )


def _next_due(standing: Standing, on: date) -> NextDue | None:
    row = standing.next_due
    return None if row is None else NextDue(row.key, row.due_on, row.description, (row.due_on - on).days)
