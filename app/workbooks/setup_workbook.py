"""Writes the set-up workbook (計畫設定檔): empty, or filled with a plan to be edited as a new one."""

from collections.abc import Sequence
from typing import BinaryIO

from app.domain.findings import Finding, Problem
from app.domain.plan_setup import FACTS, PlanSetup
from app.workbooks.grid import Book, cell_name
from app.workbooks.grids import FIRST_ROW, meta_grid, table_grid
from app.workbooks.meta import TEMPLATE_VERSION, MetaSheet, WorkbookMeta
from app.workbooks.setup_cover import setup_cover
from app.workbooks.setup_rows import rows_of
from app.workbooks.setup_sheets import FACT_COLUMNS, SETUP_SHEETS, setup_sheet_of
from app.workbooks.writer import WRITERS

#: Stands in the hidden sheet where a reporting workbook names its period.
SETUP_KIND = "計畫設定"
_NONE = "-"


def write_setup(
    setup: PlanSetup | None, out: BinaryIO, kind: str, *, created_at: str, to_confirm: Sequence[Problem] = ()
) -> None:
    """Write the workbook in which a plan is set up; the same set-up always gives the same bytes.

    :param setup: what to fill in; ``None`` for an empty form.
    :param kind: ``"xlsx"`` or ``"ods"``.
    :param created_at: ISO 8601.
    :param to_confirm: what a person has to look at; the cover lists it.
    :raises ValueError: for any other kind.
    """
    if kind not in WRITERS:
        raise ValueError(f"unknown kind of workbook: {kind!r}")
    WRITERS[kind](setup_book(setup or PlanSetup(), created_at, to_confirm), out)


def setup_book(setup: PlanSetup, created_at: str, to_confirm: Sequence[Problem] = ()) -> Book:
    """The whole set-up workbook."""
    facts = setup.facts
    caption = f"{facts.code}　{facts.name}({facts.year_index}/{facts.years_total})" if facts.code else "新計畫"
    tables = (table_grid(sheet, rows_of(setup, sheet), None, caption, caption) for sheet in SETUP_SHEETS)
    return Book(
        title=f"計畫設定檔 {caption}",
        author=facts.agency or "",
        created_at=created_at,
        grids=(
            setup_cover(caption, to_confirm),
            *tables,
            # No year: a date without one would silently get that of the plan which the file was made from.
            meta_grid(MetaSheet(_identity(facts.code, created_at), roc_year=None)),
        ),
    )


def placed(finding: Finding, setup: PlanSetup) -> Problem:
    """A finding at the cell in which its value will be written."""
    sheet = setup_sheet_of(finding.section)
    if finding.section == FACTS:
        lines, field = [column.field for column in FACT_COLUMNS], "value"
    else:
        lines, field = [row.key for row in setup.rows(finding.section)], finding.field or sheet.columns[0].field
    columns = [column.field for column in sheet.columns]
    cell = cell_name(FIRST_ROW + lines.index(finding.key), columns.index(field)) if finding.key in lines else None
    return Problem(sheet.name, cell, finding.severity, finding.code, finding.message, finding.key)


def is_setup(meta: WorkbookMeta) -> bool:
    """Whether a file says of itself that it sets a plan up."""
    return meta.period_key == SETUP_KIND


def _identity(code: str | None, created_at: str) -> WorkbookMeta:
    """A set-up file stands on no revision of a plan; it only says which template it is."""
    return WorkbookMeta(code or _NONE, SETUP_KIND, 0, _NONE, TEMPLATE_VERSION, created_at)
