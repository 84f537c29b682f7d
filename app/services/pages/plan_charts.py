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
from app.models import Plan, User
from app.services.pages import plan_state, series_page
from app.services.pages.plan_state import PlanState


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the charts of a plan are drawn from."""

    state: PlanState
    states: Mapping[str, StateOnDay]  # of the checkpoints, by key

    @property
    def charts(self) -> Mapping[str, Chart]:
        """Those that there is something to draw of, by name."""
        document, on = self.state.document, self.state.on
        found = {
            "progress": self._progress(),
            "checkpoints": time_line(document, self.states, as_of=on),
            "indicators": bullets(document, as_of=on, judged_from=self.state.tallies.limits.judged_from_share),
        }
        return {name: chart for name, chart in found.items() if chart is not None}

    def _progress(self) -> Chart | None:
        document = self.state.document
        curves = curves_of(
            document.checkpoints,
            originally=self.state.baseline.checkpoints,
            starts_on=document.starts_on,
            ends_on=document.ends_on,
            as_of=self.state.on,
            expected=self._finishes(),
        )
        return progress_chart(curves) if curves else None

    def _finishes(self) -> dict[str, FinishForecast]:
        made = self.state.forecasts.checkpoints
        return {one.row.key: one.forecast for one in made if isinstance(one.forecast, FinishForecast)}


@dataclass(frozen=True, slots=True)
class DrawnChart:
    """A chart with the plan that it is of."""

    plan: Plan
    chart: Chart


def one(session: Session, code: str, name: str, *, viewer: User, on: date) -> DrawnChart:
    """One chart of a plan, as its page shows it on a day.

    :raises PermissionDenied: if ``viewer`` may not see the plan.
    :raises NotFound: if there is no such plan, no such chart, or nothing to draw in it.
    """
    state = plan_state.read(session, code, viewer=viewer, on=on)
    if name == "series" and (over_years := series_page.chart_of(session, state.plan, viewer=viewer)):
        return DrawnChart(state.plan, over_years)
    states = {
        row.key: checkpoint_state(facts_of(row), as_of=on, due_soon_days=state.tallies.limits.due_soon_days)
        for row in state.document.checkpoints
    }
    chart = Drawn(state, states).charts.get(name)
    if chart is None:
        raise NotFound("查無這張圖，請由計畫頁面點選。")
    return DrawnChart(state.plan, chart)
