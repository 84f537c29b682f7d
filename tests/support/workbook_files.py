"""Workbooks as bytes, for tests: exported, and then treated as people treat them."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.domain.plan_document import PlanDocument
from app.workbooks.grid import Grid
from app.workbooks.grids import book
from app.workbooks.meta import TEMPLATE_VERSION, WorkbookMeta
from app.workbooks.writer import write_workbook
from app.workbooks.xlsx_writer import write_xlsx

HEADER_LINE = 3


def meta_of(document: PlanDocument) -> WorkbookMeta:
    """An identity such as an export would carry."""
    return WorkbookMeta(document.code, "期末", 3, "0" * 64, TEMPLATE_VERSION, "2018-12-01T09:00:00+08:00")


def exported(document: PlanDocument, kind: str = "xlsx") -> bytes:
    """The 期末 workbook of a plan."""
    out = BytesIO()
    write_workbook(document, document.periods[-1], meta_of(document), out, kind)
    return out.getvalue()


@cache
def exported_without_blank_rows(document: PlanDocument) -> bytes:
    """The .xlsx without the rows offered for new cases: another program loads it in a fraction of the time."""
    contents = book(document, document.periods[-1], meta_of(document))
    out = BytesIO()
    write_xlsx(replace(contents, grids=tuple(map(_without_blank_rows, contents.grids))), out)
    return out.getvalue()


def _without_blank_rows(grid: Grid) -> Grid:
    lines = list(grid.lines)
    while lines and not any(cell and cell.value is not None for cell in lines[-1].cells):
        lines.pop()
    return replace(grid, lines=lines)


def edited(data: bytes, edit: Callable[[Workbook], Any]) -> bytes:
    """An .xlsx after ``edit`` has changed it, saved by another program than ours."""
    workbook = openpyxl.load_workbook(BytesIO(data))
    edit(workbook)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def column_of(sheet: Worksheet, header: str) -> int:
    """The number of the column under a header, counted from 1."""
    return next(cell.column for row in sheet.iter_rows(max_row=10) for cell in row if cell.value == header)


def typed(sheet: str, header: str, line: int, value: Any) -> Callable[[Workbook], None]:
    """An edit: somebody types ``value`` under ``header`` in row ``line`` of the sheet."""

    def edit(workbook: Workbook) -> None:
        cell = workbook[sheet].cell(line, column_of(workbook[sheet], header))
        cell.value = value
        if isinstance(value, str) and not value.startswith("="):
            cell.data_type = "s"

    return edit


def repacked(
    data: bytes, changes: dict[str, Callable[[bytes], bytes]] | None = None, added: dict[str, bytes] | None = None
) -> bytes:
    """A package with some of its parts changed or added."""
    source = ZipFile(BytesIO(data))
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for entry in source.infolist():
            content = source.read(entry)
            change = (changes or {}).get(entry.filename)
            compression = ZIP_STORED if entry.filename == "mimetype" else ZIP_DEFLATED
            package.writestr(entry.filename, change(content) if change else content, compression)
        for name, content in (added or {}).items():
            package.writestr(name, content)
    return out.getvalue()
