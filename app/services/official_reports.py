"""執行成果報告 of a plan as it stands: its document and the cross-tables over its cases, read for the report."""

from sqlalchemy.orm import Session

from app.domain.crosstab.layout import LaidOut
from app.domain.crosstab.presets import PRESETS
from app.domain.roles import Permission
from app.models import Plan, User
from app.reports.official.document import Report
from app.reports.official.execution_report import BENEFITS, OF_YEARS, execution_report
from app.reports.official.words import Words
from app.services import crosstabs, plans
from app.services.permissions import require


def execution_report_of(session: Session, plan: Plan, *, viewer: User, words: Words | None = None) -> Report:
    """The report with the figures of this moment, over those years of the series that ``viewer`` may see.

    :param words: what people entered for the report; without them it holds drafts and says what is not written.
    :raises PermissionDenied: if ``viewer`` may not see the plan.
    """
    require(viewer, Permission.VIEW, plan)
    laid = {one.preset: _laid(session, plan, one.preset, viewer) for one in (*BENEFITS, *OF_YEARS)}
    return execution_report(plans.document(session, plan), laid, words or Words())


def _laid(session: Session, plan: Plan, preset: str, viewer: User) -> LaidOut:
    (table,) = PRESETS[preset].tables
    scope = crosstabs.scope_of(session, plan, all_years=table.all_years, viewer=viewer)
    return crosstabs.lay(session, scope, table)
