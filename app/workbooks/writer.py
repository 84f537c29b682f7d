"""Writes the reporting workbook of a plan: the one declaration, in either file format."""

from typing import BinaryIO

from app.domain.plan_document import Period, PlanDocument
from app.workbooks.grids import book
from app.workbooks.meta import WorkbookMeta
from app.workbooks.ods_writer import write_ods
from app.workbooks.xlsx_writer import write_xlsx

WRITERS = {"xlsx": write_xlsx, "ods": write_ods}


def write_workbook(document: PlanDocument, period: Period, meta: WorkbookMeta, out: BinaryIO, kind: str) -> None:
    """Write the workbook that a contractor fills in for ``period``.

    The same document, period and identity always give the same bytes.

    :param kind: ``"xlsx"`` or ``"ods"``.
    :raises ValueError: for any other kind.
    """
    if kind not in WRITERS:
        raise ValueError(f"unknown kind of workbook: {kind!r}")
    WRITERS[kind](book(document, period, meta), out)
