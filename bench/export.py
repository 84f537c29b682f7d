"""Export of a long list of cases, beside the bare library that writes the same styled cells from prepared lists."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import Any

import xlsxwriter

from app.workbooks.grid import Book, Formula
from app.workbooks.grids import book
from app.workbooks.meta import TEMPLATE_VERSION, WorkbookMeta
from app.workbooks.writer import write_workbook
from app.workbooks.xlsx_writer import cell_properties
from bench.measuring import Figure, in_turn, seconds
from bench.stage import plan_with

META = WorkbookMeta("SMEITA-107", "期末", 1, "0" * 64, TEMPLATE_VERSION, "2018-12-01T09:00:00+08:00")
#: Ways in which the library can write; the fastest is the floor.
WAYS: tuple[dict[str, bool], ...] = ({"in_memory": True}, {"constant_memory": True}, {})

Prepared = list[tuple[str, list[tuple[float | None, list[tuple[int, Any, dict[str, Any]]]]]]]


def figures(count: int = 20_000) -> Iterator[Figure]:
    """Export of ``count`` cases; the floor is the fastest way of the library."""
    document = plan_with(count)
    period = document.periods[-1]
    prepared = _prepared(book(document, period, META))

    def export() -> None:
        write_workbook(document, period, META, BytesIO(), "xlsx")

    ours, *floors = in_turn(3, seconds(export), *(seconds(partial(_write_bare, prepared, way)) for way in WAYS))
    yield Figure(f"export of {count:,} cases", "s", ours, goal=1.3, floor=min(floors))


def _prepared(contents: Book) -> Prepared:
    """Values as the library takes them, each with the properties of its format, shared as our writer shares them."""
    properties: dict[Any, dict[str, Any]] = {}

    def cells(line: Any) -> list[tuple[int, Any, dict[str, Any]]]:
        return [
            (column, _value(cell.value), properties.setdefault(cell.style, cell_properties(cell.style)))
            for column, cell in enumerate(line.cells)
            if cell is not None
        ]

    return [(grid.name, [(line.height, cells(line)) for line in grid.lines]) for grid in contents.grids]


def _value(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Formula):
        return f"={value.text}"
    return float(value)


def _write_bare(prepared: Prepared, way: dict[str, bool]) -> None:
    workbook = xlsxwriter.Workbook(BytesIO(), {"strings_to_urls": False, **way})
    formats: dict[int, Any] = {}
    for name, lines in prepared:
        sheet = workbook.add_worksheet(name)
        for row, (height, cells) in enumerate(lines):
            if height is not None:
                sheet.set_row(row, height)
            for column, value, properties in cells:
                known = formats.get(id(properties))
                if known is None:
                    known = formats[id(properties)] = workbook.add_format(properties)
                if value is None:
                    sheet.write_blank(row, column, None, known)
                elif isinstance(value, float):
                    sheet.write_number(row, column, value, known)
                elif value.startswith("=IF("):
                    sheet.write_formula(row, column, value, known)
                else:
                    sheet.write_string(row, column, value, known)
    workbook.close()
