"""Workbooks as bytes, for tests."""

from io import BytesIO

from app.domain.plan_document import PlanDocument
from app.workbooks.meta import TEMPLATE_VERSION, WorkbookMeta
from app.workbooks.writer import write_workbook


def meta_of(document: PlanDocument) -> WorkbookMeta:
    """An identity such as an export would carry."""
    return WorkbookMeta(document.code, "期末", 3, "0" * 64, TEMPLATE_VERSION, "2018-12-01T09:00:00+08:00")


def exported(document: PlanDocument, kind: str = "xlsx") -> bytes:
    """The 期末 workbook of a plan."""
    out = BytesIO()
    write_workbook(document, document.periods[-1], meta_of(document), out, kind)
    return out.getvalue()
