"""What a person typed into the rows of a sheet on a page, read as the same cells of a workbook would be."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from app.domain.errors import PasteRefused
from app.domain.findings import Problem, Severity
from app.domain.plan_document import PlanDocument, Row, SubPlan
from app.workbooks.grid import cell_name
from app.workbooks.layout import KEY_HEADER, Column, Sheet
from app.workbooks.parsing import CellError, number_of, parsed
from app.workbooks.reader import read_sheet
from app.workbooks.reading import WorkbookReading
from app.workbooks.showing import LONGEST_TEXT, number_format, shown

MOST_ROWS = 1_000  # of one page; more is what a workbook is for


class Base(Protocol):
    """What a page shows: a plan document, or rows laid out for one sheet."""

    @property
    def roc_year(self) -> int | None:
        """Completes dates that are written without a year."""

    @property
    def sub_plans(self) -> Sequence[SubPlan]:
        """The sub-plans, which name the letters in cells."""

    def rows(self, section: str) -> Sequence[Row]:
        """The rows of a section that stand on the page."""


@dataclass(frozen=True, slots=True)
class LaidRows:
    """Rows laid out for one sheet, where no plan document holds them just so."""

    laid: tuple[Any, ...] = ()
    roc_year: int | None = None
    sub_plans: tuple[SubPlan, ...] = ()

    def rows(self, _section: str) -> tuple[Any, ...]:
        """The rows, whatever their section is called."""
        return self.laid


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row on the page, and the texts that stand over what it held, by field.

    ``key`` is ``None`` for a row that is being added. A locked field is among ``texts`` when a pasted block differs
    from it.
    """

    key: str | None
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TypedReading:
    """The reading of typed rows; ``places`` leads from the cells that its problems name to (row, field)."""

    reading: WorkbookReading
    places: Mapping[str, tuple[int, str]]


def read_typed(sheet: Sheet, base: PlanDocument, rows: Sequence[TypedRow]) -> TypedReading:
    """Read the rows in which something is typed by the rules of the workbook's reader.

    :param base: the plan that the page showed.
    """
    known = {row.key: row for row in base.rows(sheet.section)}
    lines: list[list[Any]] = [[*(column.header for column in sheet.columns), KEY_HEADER]]
    places: dict[str, tuple[int, str]] = {}
    problems: list[Problem] = []
    new_keys: set[str] = set()
    for index, row in enumerate(rows):
        if not row.texts:
            continue
        places |= {cell_name(len(lines), at): (index, column.field) for at, column in enumerate(sheet.columns)}
        wrong = list(_own_problems(sheet, row, len(lines), known, new_keys))
        problems += wrong
        # A row that cannot be taken leaves a blank line, which the reader passes over.
        lines.append([""] * len(lines[0]) if wrong else _line(sheet, base, known, row))
    found, unreadable = read_sheet(sheet, lines, base.roc_year)
    return TypedReading(WorkbookReading(None, tuple(found), (*problems, *unreadable), is_whole=False), places)


def cell_text(column: Column, row: Row, document: Base) -> str:
    """What stands in a cell, as a spreadsheet program shows it; never rounded."""
    value = shown(column, row, document)
    if value is None or isinstance(value, str):
        return value or ""
    form = number_format(column, row)
    padded = f"{value:,.{form.places}f}"
    exact = padded if Decimal(padded.replace(",", "")) == value else f"{value:,f}"
    return exact + form.suffix


def says_the_same(column: Column, row: Row, text: str, document: Base) -> bool:
    """Whether a text means what the cell holds already: 5.01億元 where 5.01 stands in a row of 億元."""
    unit, year = getattr(row, "unit", None), document.roc_year
    try:
        held = parsed(column, shown(column, row, document), unit=unit, roc_year=year)
        return parsed(column, text, unit=unit, roc_year=year).values == held.values
    except CellError:
        return False


def to_json(rows: Sequence[TypedRow]) -> str:
    """Rows as the page carries them along."""
    return json.dumps([{"key": row.key, "texts": dict(row.texts)} for row in rows], ensure_ascii=False)


def from_json(text: str, sheet: Sheet, base: Base) -> tuple[TypedRow, ...]:
    """The rows that a page sent back.

    :raises PasteRefused: if they are not rows of this sheet.
    """
    try:
        rows = tuple(TypedRow(item["key"], dict(item["texts"])) for item in json.loads(text))
        to_json(rows).encode()  # half a character is no text
        is_ours = _are_of(sheet, base, rows)
    except (ValueError, TypeError, KeyError) as error:
        raise PasteRefused(_BROKEN) from error
    if not is_ours:
        raise PasteRefused(_BROKEN)
    return rows


def _are_of(sheet: Sheet, base: Base, rows: Sequence[TypedRow]) -> bool:
    known = [row.key for row in rows if row.key is not None]
    fields = {column.field for column in sheet.columns}
    return (
        len(rows) <= MOST_ROWS
        and {row.key for row in base.rows(sheet.section)}.issuperset(known)
        and len(set(known)) == len(known)
        and (sheet.growing or len(known) == len(rows))
        and all(fields.issuperset(row.texts) for row in rows)
        and all(isinstance(text, str) for row in rows for text in row.texts.values())
    )


_BROKEN = "送出的表格內容不完整，計畫資料沒有任何改變；請重新開啟填報頁面。"


def _line(sheet: Sheet, base: PlanDocument, known: Mapping[str, Row], row: TypedRow) -> list[Any]:
    """The row as a line of the workbook: what is typed, and the rest as it was exported."""
    if row.key is None:
        return [*(row.texts.get(column.field, "") for column in sheet.columns), ""]
    held = known[row.key]
    cells = (row.texts.get(column.field, shown(column, held, base)) for column in sheet.columns)
    return [*("" if cell is None else cell for cell in cells), row.key]


def _own_problems(
    sheet: Sheet, row: TypedRow, line: int, known: Mapping[str, Row], new_keys: set[str]
) -> Iterator[Problem]:
    """What cannot happen in a file: an added row that takes a number that is not on the page, a text without end."""
    cells = {column.field: cell_name(line, at) for at, column in enumerate(sheet.columns)}
    key = number_of(row.texts.get("key", "")) if row.key is None else None
    if key is not None and key in known:
        message = f"計畫中已有「{key}」；新增請改用其他編號，要修改既有資料請填在該列。"
        yield Problem(sheet.name, cells["key"], Severity.ERROR, "key_repeated", message, key)
    elif key is not None and key in new_keys:
        message = f"「{key}」在新增的各列中重複；請只保留一列，其餘清空或改用不同的編號。"
        yield Problem(sheet.name, cells["key"], Severity.ERROR, "key_repeated", message, key)
    elif key is not None:
        new_keys.add(key)
    for name, text in row.texts.items():
        if len(text) > LONGEST_TEXT:
            message = f"這一格有 {len(text):,} 個字，超過上限 {LONGEST_TEXT:,} 個字；請精簡。"
            yield Problem(sheet.name, cells[name], Severity.ERROR, "text_too_long", message, row.key or key)
