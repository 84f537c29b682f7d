"""Reports for page tests: documents that differ a little from the small plan, and workbooks that say so."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from sqlalchemy.orm import Session
from support.plan_builder import plan as small_plan
from support.stage import NOW, proposal
from support.visitor import Visitor

from app.domain.plan_document import PlanDocument
from app.models import Plan, Submission, User
from app.services import plans, submissions
from app.workbooks import contractor

WORKBOOK = "/plans/TEST-107/workbook/期末"


def with_actual(actual: int, document: PlanDocument | None = None) -> PlanDocument:
    """The small plan with its first indicator reported."""
    document = document or small_plan()
    first, *others = document.indicators
    return replace(document, indicators=(replace(first, actual=Decimal(actual)), *others))


def with_checkpoint(key: str, document: PlanDocument | None = None, **changes: Any) -> PlanDocument:
    """The small plan with one checkpoint changed."""
    document = document or small_plan()
    rows = tuple(replace(row, **changes) if row.key == key else row for row in document.checkpoints)
    return replace(document, checkpoints=rows)


def file_report(
    session: Session, document: PlanDocument, by: User, data_dir: Path, *, send: bool = True, base_revision: int = 1
) -> Submission:
    """A 期末 report that proposes ``document``."""
    plan: Plan = plans.find(session, document.code)
    period = plans.period_of(session, plan, "期末")
    proposed = proposal(document, base_revision=base_revision)
    return submissions.propose(session, plan, period, proposed, by=by, at=NOW, data_dir=data_dir, send=send)


def filled(visitor: Visitor, document: PlanDocument, directory: Path, kind: str = "xlsx") -> bytes:
    """The workbook as this person downloads it, with what ``document`` reports typed in."""
    path = directory / f"期末.{kind}"
    path.write_bytes(visitor.download(f"{WORKBOOK}?kind={kind}"))
    contractor.fill(path, document)
    return path.read_bytes()


def typed(content: bytes, directory: Path, sheet: str, header: str, row_of: str, value: object) -> tuple[bytes, str]:
    """An .xlsx with ``value`` in the column under ``header`` of the row that contains ``row_of``; and that cell."""
    path = directory / "typed.xlsx"
    path.write_bytes(content)
    book = load_workbook(path)
    page = book[sheet]
    column = next(cell.column for row in page.iter_rows() for cell in row if cell.value == header)
    line = next(cell.row for row in page.iter_rows() for cell in row if str(cell.value) == row_of)
    cell = page.cell(line, column)
    cell.value = value
    book.save(path)
    return path.read_bytes(), cell.coordinate
