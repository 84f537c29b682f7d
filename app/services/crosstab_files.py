"""Cross-tables to take away, as a workbook."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from sqlalchemy.orm import Session

from app import clock
from app.domain.crosstab.tables import Table
from app.domain.roc_calendar import format_roc
from app.models import Plan, User
from app.services import crosstabs
from app.workbooks.crosstab_book import About, crosstab_book
from app.workbooks.writer import WRITERS


def workbook(
    session: Session, plan: Plan, title: str, tables: Sequence[Table], *, kind: str, viewer: User, at: datetime
) -> bytes:
    """The tables over the cases of the plan, as they are shown.

    :param kind: ``"xlsx"`` or ``"ods"``.
    :raises PermissionDenied: if ``viewer`` may not see the plan.
    :raises UnknownName: for a filter by a value that no case has.
    """
    scope = crosstabs.scope_of(session, plan, all_years=tables[0].all_years, viewer=viewer)
    laid = [crosstabs.lay(session, scope, table) for table in tables]
    about = About(title, tuple(_source(scope, tables[0], at)), at.isoformat(timespec="seconds"))
    out = BytesIO()
    WRITERS[kind](crosstab_book(about, laid), out)
    return out.getvalue()


def _source(scope: crosstabs.Scope, table: Table, at: datetime) -> list[str]:
    """Where the figures come from, so that a sheet that is passed on still says it."""
    first, last = scope.plans[0], scope.plans[-1]
    years = f"{first.roc_year} 年度" if first is last else f"{first.roc_year}～{last.roc_year} 年度"
    said = [f"{last.name}　{years}　製表 {format_roc(clock.day_of(at))}"]
    if table.where:
        said.append("篩選：" + "；".join(f"{name}為{'、'.join(words)}" for name, words in table.where))
    if any(plan.is_demo for plan in scope.plans):
        said.append(CONSTRUCTED)
    return said


CONSTRUCTED = "示範資料：個案為模擬資料，僅加總與公布數字相符。"
