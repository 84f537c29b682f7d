"""One application typed by hand: read as the row of a list would be, so that no second set of rules can arise."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from io import StringIO
from pathlib import Path

from sqlalchemy.orm import Session

from app.domain.cases.lifecycle import CaseState
from app.domain.findings import Problem, Severity
from app.models import Plan, User
from app.services.cases import importing
from app.services.cases.importing import Examined
from app.workbooks.case_sheets import APPLICATIONS
from app.workbooks.grid import column_letters
from app.workbooks.layout import Column

FIELDS = tuple(column.field for column in APPLICATIONS.columns)
SOURCE = "網頁申請"


def column_of(field: str) -> Column:
    """The declared column of a field of the form."""
    column = APPLICATIONS.column_of(field)
    assert column is not None
    return column


def examine(session: Session, plan: Plan, typed: Mapping[str, str], *, by: User) -> Examined:
    """Look through what was typed. Writes nothing.

    :param typed: texts by the names of :data:`FIELDS`.
    :raises PermissionDenied: if ``by`` may not manage the cases of the plan.
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(FIELDS)
    writer.writerow([typed.get(name, "") for name in FIELDS])
    examined = importing.examine(session, out.getvalue().encode(), f"{SOURCE}.csv", by=by, plan_code=plan.code)
    if not examined.lines and examined.is_accepted:
        nothing = Problem(SOURCE, "A2", Severity.ERROR, "required", "請填寫申請資料。")
        return replace(examined, problems=(nothing,))
    if examined.lines and not examined.lines[0].is_new:
        message = f"計畫中已有「{examined.lines[0].key}」；請改用其他編號，要修改請用清單。"
        taken = Problem(SOURCE, "A2", Severity.ERROR, "key_repeated", message, examined.lines[0].key)
        return replace(examined, problems=(*examined.problems, taken))
    return examined


def enter(session: Session, examined: Examined, *, by: User, at: datetime, data_dir: Path) -> None:
    """Receive the application.

    :raises CasesRefused: if anything in it blocks.
    """
    assert examined.lines[0].registration.changes["state"] == CaseState.RECEIVED
    importing.take(session, examined, by=by, at=at, data_dir=data_dir)


def field_of(problem: Problem) -> str:
    """The field of the form that a problem is about."""
    letters = "".join(filter(str.isalpha, problem.cell or "A"))
    return next((name for at, name in enumerate(FIELDS) if column_letters(at) == letters), FIELDS[0])
