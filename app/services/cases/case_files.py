"""Lists of cases taken out: what a list shows, and the workbooks in which lists are filled in."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from types import SimpleNamespace
from typing import Any, Literal

from sqlalchemy.orm import Session

from app.domain.audit_trail import Entry, Subject
from app.domain.cases.lifecycle import CaseState
from app.domain.errors import NotFound
from app.domain.roles import Permission
from app.models import Plan, User
from app.reports.trail_report import guarded
from app.services import audit_trail
from app.services.cases import case_list, case_rows
from app.services.cases.case_list import Wanted
from app.services.permissions import require
from app.services.transaction import transaction
from app.workbooks.case_book import case_book
from app.workbooks.case_sheets import APPLICATIONS, CASE_SHEETS, EXPORTED, REVIEWS, YES_NO
from app.workbooks.layout import Sheet
from app.workbooks.showing import shown
from app.workbooks.writer import WRITERS

FileKind = Literal["xlsx", "ods", "csv"]
_UNDER_REVIEW = frozenset({CaseState.RECEIVED, CaseState.QUALIFIED, CaseState.RECOMMENDED, CaseState.WAITING})
_GUIDED = frozenset({CaseState.APPROVED, CaseState.GUIDED, CaseState.VISITED, CaseState.ACCEPTED})


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file to be sent, and what it is called."""

    content: bytes
    name: str


def export(
    session: Session, plan: Plan, asked: Wanted, *, kind: FileKind, by: User, at: datetime, trail: Session
) -> CaseFile:
    """Exactly what the list shows, on all its pages, in its order. Taking it out leaves an event.

    :param trail: a session that may write: reading holds up nobody.
    :raises PermissionDenied: if ``by`` may not take data of the plan out.
    """
    require(by, Permission.EXPORT, plan)
    rows = case_list.all_of(session, plan, asked, viewer=by)
    with transaction(trail):
        told = {"匯出": f"個案清單 .{kind}", "條件": asked.in_words(), "案數": len(rows)}
        entry = Entry(Subject.EXPORT, plan.code, None, told, label=f"個案清單（{len(rows)} 案）")
        audit_trail.record(trail, [entry], by=by, at=at, plan=plan)
    content = _as_csv(rows) if kind == "csv" else _as_book(plan, EXPORTED, rows, kind, at, asked.in_words())
    return CaseFile(content, f"{plan.code}-個案清單.{kind}")


def form(session: Session, plan: Plan, name: str, *, kind: Literal["xlsx", "ods"], by: User, at: datetime) -> CaseFile:
    """A workbook to be filled in: 批次申請 empty, 審查結果 and 效益 with the cases that they are about.

    :raises PermissionDenied: if ``by`` may not manage the cases of the plan.
    :raises NotFound: if there is no such workbook.
    """
    require(by, Permission.MANAGE_CASES, plan)
    sheet = CASE_SHEETS.get(name)
    if sheet is None:
        raise NotFound("沒有這種個案活頁簿，請由個案匯入頁面下載。")
    states = () if sheet is APPLICATIONS else _UNDER_REVIEW if sheet is REVIEWS else _GUIDED
    rows = [
        SimpleNamespace(**_as_written(row)) for row in case_rows.live(session, plan).values() if row["state"] in states
    ]
    return CaseFile(_as_book(plan, sheet, rows, kind, at, ""), f"{plan.code}-{sheet.name}.{kind}")


_FLAGS = frozenset(
    column.field for sheet in CASE_SHEETS.values() for column in sheet.columns if column.choices == YES_NO
)


def _as_written(row: dict[str, Any]) -> dict[str, Any]:
    flags = {name: None if row[name] is None else YES_NO[not row[name]] for name in _FLAGS}
    return row | flags


def _as_book(plan: Plan, sheet: Sheet, rows: Sequence[Any], kind: str, at: datetime, note: str) -> bytes:
    out = BytesIO()
    book = case_book(
        sheet,
        tuple(rows),
        code=plan.code,
        title=plan.full_name,
        agency=plan.agency.name,
        roc_year=plan.roc_year,
        revision=plan.revision,
        created_at=at.isoformat(timespec="seconds"),
        note=note,
    )
    WRITERS[kind](book, out)
    return out.getvalue()


def _as_csv(rows: Sequence[Any]) -> bytes:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.header for column in EXPORTED.columns])
    for row in rows:
        values = (shown(column, row, None) for column in EXPORTED.columns)
        writer.writerow(["" if value is None else guarded(str(value)) for value in values])
    return out.getvalue().encode("utf-8-sig")  # Excel needs the mark
