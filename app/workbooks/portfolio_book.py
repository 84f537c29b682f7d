"""The portfolio as a workbook or as .csv: a row a plan, with all that the list says, free to be worked on."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from io import StringIO
from typing import Any

from app.domain.figures import round_half_up
from app.domain.roc_calendar import format_roc
from app.workbooks import looks
from app.workbooks.grid import Book, Cell, Frame, Grid, Line, Value
from app.workbooks.looks import Align, NumberFormat, Style

_PLAIN = replace(looks.OPEN, fill=None)
_HEAD = Style(looks.HEADER_LOCKED, align=Align.CENTER)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file; ``places`` is ``None`` for text."""

    header: str
    value: Callable[[Any], Value]
    width: int = 12
    places: int | None = None


def _slip(value: Callable[[Any], Value]) -> Callable[[Any], Value]:
    return lambda line: None if line.slipping is None else value(line.slipping)


def _turn(value: Callable[[Any], Value]) -> Callable[[Any], Value]:
    return _slip(lambda slip: None if slip.turn is None else value(slip.turn))


def _rate(line: Any) -> Value:
    return None if line.rate is None else round_half_up(line.rate * 100, 1)


def _day(value: Any) -> str | None:
    return None if value is None else format_roc(value)


COLUMNS = (
    Column("計畫編號", lambda line: line.code, 16),
    Column("計畫名稱", lambda line: line.name, 40),
    Column("年度", lambda line: line.roc_year, 8, 0),
    Column("機關", lambda line: line.agency, 24),
    Column("組別", lambda line: line.division, 16),
    Column("受委託單位", lambda line: line.contractor, 30),
    Column("示範", lambda line: "示範" if line.is_demo else None, 8),
    Column("燈號", lambda line: line.light.value, 8),
    Column("燈號說明", lambda line: line.light_word, 12),
    Column("燈號依據", lambda line: line.why, 50),
    Column("預定進度（%）", lambda line: line.planned_pct, 12, 2),
    Column("實際進度（%）", lambda line: line.actual_pct, 12, 2),
    Column("進度差異（百分點）", lambda line: line.difference_pct, 14, 2),
    Column("查核點完成", lambda line: line.checkpoints_done, 10, 0),
    Column("查核點總數", lambda line: line.checkpoints_total, 10, 0),
    Column("查核點落後", lambda line: line.checkpoints_overdue, 10, 0),
    Column("哪裡落後", _slip(lambda slip: slip.where), 36),
    Column("狀態", _slip(lambda slip: slip.state), 12),
    Column("落後天數", _slip(lambda slip: slip.days if slip.is_late else None), 10, 0),
    Column("為什麼", lambda line: None if line.told is None else line.told.text, 50),
    Column("原因來源", lambda line: None if line.told is None else line.told.source, 10),
    Column("誰處理", _turn(lambda turn: turn.who), 24),
    Column("應辦事項", _turn(lambda turn: turn.what), 24),
    Column("辦理期限", _turn(lambda turn: _day(turn.until)), 12),
    Column("預定趕上日期", _slip(lambda slip: _day(slip.catch_up_on)), 14),
    Column("政府經費（元）", lambda line: line.government_budget, 16, 0),
    Column("簽約數（元）", lambda line: line.contracted, 16, 0),
    Column("執行數（元）", lambda line: line.executed, 16, 0),
    Column("執行率（%）", _rate, 12, 1),
    Column("個案數", lambda line: line.cases, 10, 0),
)


def portfolio_book(title: str, notes: Sequence[str], lines: Sequence[Any], *, made_at: str) -> Book:
    """The workbook.

    :param notes: what the file says of itself: filters, day, formula; a line each.
    :param lines: of ``app.services.pages.plan_list``, or alike.
    :param made_at: ISO 8601.
    """
    above = [_text(title, Style(looks.TITLE)), *(_text(note, Style(looks.NOTE)) for note in notes)]
    heads = Line(tuple(Cell(column.header, _HEAD) for column in COLUMNS))
    rows = [Line(tuple(_cell(column, line) for column in COLUMNS)) for line in lines]
    grid = Grid(
        name="計畫總覽",
        lines=[*above, heads, *rows],
        widths=tuple(column.width for column in COLUMNS),
        frame=Frame(len(above), len(above) + len(rows), len(COLUMNS) - 1, 2),
        is_protected=False,
        footer=title,
    )
    return Book(title, "計畫績效管考系統", made_at, (grid,))


def portfolio_csv(notes: Sequence[str], lines: Sequence[Any], guarded: Callable[[str], str]) -> bytes:
    """The same as .csv, as UTF-8 with the mark that Excel needs; the notes stand below the rows.

    :param guarded: keeps a spreadsheet program from computing a text.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.header for column in COLUMNS])
    for line in lines:
        values = ((column, column.value(line)) for column in COLUMNS)
        writer.writerow(["" if value is None else _printed(column, value, guarded) for column, value in values])
    writer.writerows([[], *([guarded(note)] for note in notes)])
    return out.getvalue().encode("utf-8-sig")


def _printed(column: Column, value: Value, guarded: Callable[[str], str]) -> str:
    return guarded(str(value)) if column.places is None else f"{Decimal(str(value)):.{column.places}f}"


def _cell(column: Column, line: Any) -> Cell:
    align = Align.LEFT if column.places is None else Align.RIGHT
    return Cell(column.value(line), Style(_PLAIN, NumberFormat(column.places), align))


def _text(text: str, style: Style) -> Line:
    return Line((Cell(text, style),))
