"""An indicator laid out for a person to report on."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.plan_document import Indicator
from app.domain.roles import Permission
from app.models import Plan, User
from app.services import case_figures, form_reports, revisions
from app.services.form_reports import row_of
from app.services.pages.indicator_lines import IndicatorLine, indicator_line
from app.services.permissions import may, require

SECTION = "indicators"


@dataclass(frozen=True, slots=True)
class Desk:
    """An indicator laid out for reporting."""

    plan: Plan
    row: Indicator
    line: IndicatorLine
    accepted_at_once: bool


def open_desk(session: Session, plan: Plan, key: str, *, by: User, on: date) -> Desk:
    """The indicator as it stands, for the person to report on.

    :raises PermissionDenied: if ``by`` may not report on this plan.
    :raises NotFound: if the plan has no such indicator.
    :raises PeriodClosed: if the period in which it would be reported is closed.
    """
    require(by, Permission.REPORT, plan)
    form_reports.must_be_open(session, plan, on)
    document = revisions.present(session, plan)
    figures = case_figures.of_plan(session, plan, document)
    row, shown = (row_of(one, SECTION, key) for one in (document, case_figures.shown(document, figures)))
    line = indicator_line(shown, None, figures.get((SECTION, key)))
    return Desk(plan, row, line, accepted_at_once=may(by, Permission.REVIEW, plan))
