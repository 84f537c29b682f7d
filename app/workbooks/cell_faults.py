"""Cells that the fast reader would take for blank: error values, formulas never calculated, parts of merged cells.

It reads them as empty, and an empty cell means "not reported"; so the sheets are searched for them directly.
"""

from collections.abc import Container, Mapping
from typing import TypeAlias

from app.workbooks.cell_fault import CellFault
from app.workbooks.ods_faults import find_ods_faults
from app.workbooks.package import ODS_CONTENT, is_ods, open_package, sheet_parts
from app.workbooks.xlsx_faults import find_xlsx_faults

CellFaults: TypeAlias = Mapping[tuple[int, int], CellFault]


def find_cell_faults(
    data: bytes, sheets: frozenset[str], parts: Container[str] | None = None
) -> Mapping[str, CellFaults]:
    """The faulty cells of the named sheets, by sheet name and then by (row, column), counted from 0.

    :param parts: of the package, where all others are known to be without faults; ``None`` if nobody has looked.
    """
    package = open_package(data)
    if package is None:
        return {}
    if is_ods(package):
        return find_ods_faults(package.read(ODS_CONTENT), sheets)
    searched = (part for part in sheet_parts(data) if part.name in sheets and (parts is None or part.path in parts))
    return {part.name: find_xlsx_faults(part.read()) for part in searched}
