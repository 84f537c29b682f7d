"""Raw grids to tables: title rows, unit lines, headers of several rows, merged blanks, notes, joined pairs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from app.domain.crossfoot.cells import parse_cell
from app.domain.crossfoot.table import Table
from app.workbooks.table_files import Grid
from app.workbooks.table_pairs import Body, without_pairs

_UNIT_LINE = re.compile(r"單\s*位\s*[：:]\s*(?:新[臺台]幣)?\s*([^\s,，)）]+)")
_NOTE = re.compile(r"^\s*(?:註|备註|備註|附註|說明|資料來源|來源|[＊*※])\s*\d*\s*[：:.、]?")
_TABLE_NUMBER = re.compile(r"(?<![一-鿿])表\s*([\d０-９]+(?:[-－.]\d+)?|[一二三四五六七八九十]+)(?!\s*年)")
_FILE_NUMBER = re.compile(r"(?:^|[^a-z])(?:table|tbl|表)[\s_-]*0*(\d+)(?:\D|$)", re.IGNORECASE)
_BILINGUAL = re.compile(r"^[A-Za-z][A-Za-z0-9_ .%/-]*[（(](.*[^\x00-\x7f].*)[)）]$", re.DOTALL)

_Row = tuple[int, tuple[str, ...]]
"""A row of a grid with its 1-based number."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch of a grid that is one table, with the lines above it that speak of it."""

    caption: tuple[str, ...]
    rows: tuple[_Row, ...]


def tables_of(grid: Grid) -> list[Table]:
    """The tables of a sheet, from top to bottom; lines of text between them become titles."""
    blocks = list(_blocks(grid))
    return [
        table
        for number, block in enumerate(blocks, 1)
        if (table := _table(grid, block, number, len(blocks))) is not None
    ]


def _blocks(grid: Grid) -> Iterator[_Block]:
    caption: list[str] = []
    rows: list[_Row] = []
    width = max((len(raw) for raw in grid.rows), default=0)  # a CSV file may print a title without its commas
    for number, raw in enumerate(grid.rows, 1):
        row = tuple(text.strip() for text in raw)
        filled = [text for text in row if text]
        is_text_line = len(filled) == 1 and width > 1 and not rows
        if not filled:
            if _holds_figures(rows):
                yield _Block(tuple(caption), tuple(rows))
                caption, rows = [], []
        elif is_text_line or (len(filled) <= 2 and not rows and _UNIT_LINE.search("".join(filled))):
            caption += filled
        elif rows and len(filled) == 1 and _is_new_title(filled[0]):
            yield _Block(tuple(caption), tuple(rows))
            caption, rows = filled, []
        else:
            rows.append((number, row))
    if rows:
        yield _Block(tuple(caption), tuple(rows))


def _holds_figures(rows: Sequence[_Row]) -> bool:
    return len(rows) > 1 and any(_figures(row) for _, row in rows[1:])


def _is_new_title(text: str) -> bool:
    return bool(re.match(r"^\s*表\s*[\d一二三四五六七八九十]+", text))


def _table(grid: Grid, block: _Block, number: int, count: int) -> Table | None:
    rows = [row for row in block.rows if not _is_note(row[1])]
    width = max((len(row) for _, row in rows), default=0)
    rows = [(n, row + ("",) * (width - len(row))) for n, row in rows]
    depth = _header_depth([row for _, row in rows])
    if width < 2 or len(rows) <= depth:
        return None
    headers = _headers([row for _, row in rows[:depth]])
    cells = [[parse_cell(text) for text in row] for _, row in rows[depth:]]
    columns = [c for c in range(width) if "".join(headers[c]) or any(row[c].text for row in cells)]
    body = without_pairs(
        Body(
            [headers[c] for c in columns],
            [[row[c] for c in columns] for row in cells],
            [n for n, _ in rows[depth:]],
            columns,
        )
    )
    title = next((line for line in block.caption if not _UNIT_LINE.fullmatch(line.strip("()（）"))), "")
    unit = next((match[1] for line in (*block.caption, *_unit_cells(block)) if (match := _UNIT_LINE.search(line))), "")
    return Table(
        file=grid.file,
        name=_name(grid, title, number, count),
        title=title,
        unit=unit,
        headers=tuple(body.headers),
        rows=tuple(tuple(row) for row in body.rows),
        row_numbers=tuple(body.row_numbers),
        column_numbers=tuple(body.column_numbers),
        sheet=grid.sheet,
    )


def _unit_cells(block: _Block) -> list[str]:
    return [text for _, row in block.rows[:2] for text in row if "單位：" in text or "單位:" in text]


def _is_note(row: Sequence[str]) -> bool:
    filled = [text for text in row if text]
    return len(filled) == 1 and bool(_NOTE.match(filled[0])) and len(filled[0]) > 4


def _name(grid: Grid, title: str, number: int, count: int) -> str:
    """What people call the table: 表 16 by its title, its sheet or its file, else the sheet's or file's name."""
    for text in (title, grid.sheet):
        if match := _TABLE_NUMBER.search(text):
            return f"表{match[1]}"
    stem = PurePath(grid.file).stem
    if (match := _FILE_NUMBER.search(stem)) and not grid.sheet:
        return f"表{match[1]}"
    base = f"{stem}/{grid.sheet}" if grid.sheet else stem
    return f"{base}#{number}" if count > 1 else base


def _header_depth(rows: Sequence[Sequence[str]]) -> int:
    """How many rows are headers: the first, and those below it that hold words and no figures and stand over
    figures."""
    depth = 1
    while depth < min(len(rows) - 1, 4):
        row, above = rows[depth], rows[depth - 1]
        filled = [text for text in row if text]
        under_blank = any(text and not top for text, top in zip(row, above, strict=True))
        is_words = len(filled) > 1 and not _figures(row)
        has_figures_below = any(_figures(later) for later in rows[depth + 1 : depth + 3])
        blank_start = not row[0]
        if not (is_words and has_figures_below and (under_blank or blank_start)):
            break
        depth += 1
    return depth


def _figures(row: Sequence[str]) -> int:
    return sum(parse_cell(text).value is not None for text in row)


def _headers(rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The header levels of each column. A blank in an upper row belongs to the word on its left as long as the
    row below says that the group goes on."""
    filled: list[list[str]] = []
    for depth, row in enumerate(rows):
        below = rows[depth + 1] if depth + 1 < len(rows) else None
        current = ""
        line = []
        for column, text in enumerate(row):
            if text:
                current = text
            elif below is None or not below[column] or (depth and filled[-1][column] != filled[-1][column - 1]):
                current = ""
            line.append(current)
        filled.append(line)
    return [
        tuple(dict.fromkeys(_chinese(level[column]) for level in filled if level[column]))
        for column in range(len(rows[0]))
    ]


def _chinese(header: str) -> str:
    """The Chinese of a header that stands in both languages: cases(申請案數) is 申請案數."""
    match = _BILINGUAL.match(header)
    return re.sub(r"\s+", "", match[1] if match else header)
