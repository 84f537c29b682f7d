"""A plan as its page and its charts look at it: read once, in as few queries as it takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.plan_document import PlanDocument
from app.models import Plan, User
from app.services import case_figures, forecast_records, plan_course, plan_tallies, plan_years
from app.services.case_figures import CaseFigure, Place
from app.services.forecasts import PlanForecasts
from app.services.plan_course import PlanCourse
from app.services.plan_tallies import PlanTallies
from app.services.plan_years import PlanYears


@dataclass(frozen=True, slots=True)
class PlanState:
    """One plan on one day. ``document`` has the sums over cases where ``course.present`` has what was typed."""

    on: date
    years: PlanYears
    course: PlanCourse
    tallies: PlanTallies
    figures: Mapping[Place, CaseFigure]  # those that are sums over cases
    document: PlanDocument
    forecasts: PlanForecasts  # as the night kept them

    @property
    def plan(self) -> Plan:
        """The plan asked for."""
        return self.years.plan

    @property
    def baseline(self) -> PlanDocument:
        """The plan as it was set up; the plan itself as long as nothing of that was changed."""
        return self.course.first if self.tallies.approved_changes else self.document


def read(session: Session, code: str, *, viewer: User, on: date) -> PlanState:
    """The plan of this code on a day.

    :raises NotFound: if there is none.
    :raises PermissionDenied: if ``viewer`` may not see it.
    """
    years = plan_years.of_code(session, code, viewer=viewer)
    plan = years.plan
    course = plan_course.of_plan(session, plan, earlier=years.before)
    tallies = plan_tallies.of_plan(session, plan)
    figures = case_figures.of_plan(session, plan, course.present)
    return PlanState(
        on,
        years,
        course,
        tallies,
        figures,
        document=case_figures.shown(course.present, figures),
        forecasts=forecast_records.last_said(session, plan, course.present, on=on, limits=tallies.limits),
    )
