"""A list, of cases mostly, as a workbook: one declared sheet, and the hidden identity that names its plan."""

from dataclasses import replace
from typing import Any

from app.workbooks.grid import Book
from app.workbooks.grids import meta_grid, table_grid
from app.workbooks.layout import Sheet
from app.workbooks.meta import TEMPLATE_VERSION, MetaSheet, WorkbookMeta

#: Stands in the hidden sheet where a reporting workbook names its period.
CASES_KIND = "個案清單"
_NONE = "-"


def case_book(
    sheet: Sheet,
    rows: tuple[Any, ...],
    *,
    code: str,
    title: str,
    agency: str,
    roc_year: int,
    revision: int,
    created_at: str,
    note: str = "",
    kind: str = CASES_KIND,
    fingerprint: str = _NONE,
) -> Book:
    """The workbook of one list.

    :param rows: things with a ``key`` and the fields of the sheet's columns.
    :param created_at: ISO 8601.
    :param note: stands under the title instead of the sheet's own.
    :param kind: of list, as the hidden identity names it.
    :param fingerprint: of what the list held when it was written, where somebody asks for it when it comes back.
    """
    caption = f"{title}　{roc_year} 年度"
    told = replace(sheet, note=note) if note else sheet
    meta = WorkbookMeta(code, kind, revision, fingerprint, TEMPLATE_VERSION, created_at)
    return Book(
        title=f"{title} {sheet.name}",
        author=agency,
        created_at=created_at,
        grids=(table_grid(told, rows, None, caption, caption), meta_grid(MetaSheet(meta, roc_year))),
    )
