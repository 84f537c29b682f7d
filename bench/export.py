"""Export of a long list of cases, beside the bare library that writes the same styled cells from prepared lists."""

from collections.abc import Callable
from io import BytesIO
from statistics import median
from time import process_time
from typing import Any, NamedTuple

import xlsxwriter

from app.workbooks.grid import Book, Formula
from app.workbooks.grids import book
from app.workbooks.meta import TEMPLATE_VERSION, WorkbookMeta
from app.workbooks.writer import write_workbook
from app.workbooks.xlsx_writer import cell_properties
from bench.stage import plan_with

META = WorkbookMeta("SMEITA-107", "期末", 1, "0" * 64, TEMPLATE_VERSION, "2018-12-01T09:00:00+08:00")
#: Ways in which the library can write; the fastest is the floor.
WAYS: tuple[dict[str, bool], ...] = ({"in_memory": True}, {"constant_memory": True}, {})

Prepared = list[tuple[str, list[tuple[float | None, list[tuple[int, Any, dict[str, Any]]]]]]]


class Measured(NamedTuple):
    """Seconds of processor time: ours, the floor, how many times the floor, and how many times are allowed."""

    name: str
    seconds: float
    floor: float
    ratio: float
    goal: float


def measure(count: int = 20_000, rounds: int = 3) -> Measured:
    """Export ``count`` cases as .xlsx, ours and the floor in turns, so that both meet the same machine."""
    document = plan_with(count)
    period = document.periods[-1]
    prepared = _prepared(book(document, period, META))
    ours, floors = [], []
    for _ in range(rounds):
        ours.append(_seconds(lambda: write_workbook(document, period, META, BytesIO(), "xlsx")))
        floors.append(min(_seconds(lambda way=way: _write_bare(prepared, way)) for way in WAYS))  # type: ignore[misc]
    seconds, floor = median(ours), median(floors)
    return Measured(f"export of {count:,} cases", seconds, floor, seconds / floor, 1.3)


def _seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


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


if __name__ == "__main__":
    print("{}: {:.2f} s, floor {:.2f} s, ratio {:.2f} (goal {})".format(*measure()))
