"""The charts of a plan's page, and each of them alone as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.charts.bullets import bullets
from app.domain.charts.drawing import Chart
from app.domain.charts.progress_chart import progress_chart
from app.domain.charts.progress_curves import curves_of
from app.domain.charts.time_line import time_line
from app.domain.checkpoint_state import StateOnDay, checkpoint_state
from app.domain.errors import NotFound
from app.domain.facts import facts_of
from app.domain.forecast import FinishForecast
from app.domain.plan_document import PlanDocument
from app.domain.roles import Permission
from app.domain.thresholds import Thresholds
from app.models import Plan, User
from app.services import baselines, case_figures, forecasts, plan_tables, thresholds
from app.services.forecasts import PlanForecasts
from app.services.pages import series_page
from app.services.permissions import require


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the charts of a plan are drawn from, as of a day."""

    on: date
    document: PlanDocument
    baseline: PlanDocument
    states: Mapping[str, StateOnDay]  # of the checkpoints, by key
    limits: Thresholds
    forecasts: PlanForecasts

    @property
    def charts(self) -> Mapping[str, Chart]:
        """Those that there is something to draw of, by name."""
        found = {
            "progress": self._progress(),
            "checkpoints": time_line(self.document, self.states, as_of=self.on),
            "indicators": bullets(self.document, as_of=self.on, judged_from=self.limits.judged_from_share),
        }
        return {name: chart for name, chart in found.items() if chart is not None}

    def _progress(self) -> Chart | None:
        curves = curves_of(
            self.document.checkpoints,
            originally=self.baseline.checkpoints,
            starts_on=self.document.starts_on,
            ends_on=self.document.ends_on,
            as_of=self.on,
            expected=self._finishes(),
        )
        return progress_chart(curves) if curves else None

    def _finishes(self) -> dict[str, FinishForecast]:
        made = self.forecasts.checkpoints
        return {one.row.key: one.forecast for one in made if isinstance(one.forecast, FinishForecast)}


def one(session: Session, plan: Plan, name: str, *, viewer: User, on: date) -> Chart:
    """One chart of a plan, as its page shows it on a day.

    :raises PermissionDenied: if ``viewer`` may not see the plan.
    :raises NotFound: if there is no such chart, or nothing to draw in it.
    """
    require(viewer, Permission.VIEW, plan)
    if name == "series" and (over_years := series_page.chart_of(session, plan, viewer=viewer)):
        return over_years
    reported = plan_tables.document_of(session, plan)
    document = case_figures.shown(reported, case_figures.of_plan(session, plan, reported))
    baseline = baselines.baseline_of(session, plan) if baselines.approved_changes(session, plan) else document
    limits = thresholds.of_plan(session, plan)
    states = {
        row.key: checkpoint_state(facts_of(row), as_of=on, due_soon_days=limits.due_soon_days)
        for row in document.checkpoints
    }
    expected = forecasts.of_plan(session, plan, reported, on=on, limits=limits)
    chart = Drawn(on, document, baseline, states, limits, expected).charts.get(name)
    if chart is None:
        raise NotFound("查無這張圖，請由計畫頁面點選。")
    return chart
