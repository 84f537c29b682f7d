"""執行效益 and 歷年 tables: cross-tables over the cases, set as the report prints them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from app.domain.cases.benefits import OUTPUT, SAVING
from app.domain.crosstab import layout
from app.domain.crosstab.layout import LaidOut
from app.domain.crosstab.measures import MEASURES
from app.reports.official.table import Cell, Line, Role, Table, heads

#: What the report calls a measure where its own name is not the printed one.
_PRINTED = {
    "申請案數": "申請數",
    "執行案數": "執行數",
    "合計效益": "績效",
    "平均效益": "每案平均績效",
}
_OF_YEARS = {"執行案數": "輔導案數", "政府經費": "政府輔導經費", "自籌款": "業者自籌款"}
_SHARES = {"申請案數": "申請案件比例", "執行案數": "通過／執行案件比例"}
_KEPT = ("申請案數", "執行案數", "政府經費", "自籌款", "增加產值", "降低成本")


def summary(made: LaidOut, title: str) -> Table:
    """表 16: the two sums, and beside each the benefits that it adds up."""
    cells = {line.label: line.cells[0] for line in made.lines}
    unit = made.columns[0].unit
    body = tuple(
        line
        for name, fields in (("增加產值", OUTPUT), ("降低成本", SAVING))
        for line in _parts(cells, name, tuple(fields.values()))
    )
    head = heads("績效指標", f"效益合計({unit})", "子項績效指標", f"效益小計({unit})")
    return Table((head,), body, title, unit)


def by_kind(made: LaidOut, title: str, dimension: str) -> Table:
    """表 17 to 20: a line for each benefit, a column for each value of ``dimension``, and 小計 below."""
    unit = made.columns[-1].unit
    names = [f"{column.heading}({unit})" if column.is_total else column.heading for column in made.columns]
    body = tuple(
        _line("小計" if line.label == "合計效益" else line.label, line.cells, is_total=line.is_total)
        for line in made.lines
    )
    return Table((heads(f"{dimension}／子項績效指標", *names),), body, title, unit)


def crossed(made: LaidOut, title: str, dimensions: str) -> Table:
    """表 21 to 23: 案數 and 績效 under each value, sums at the right and below."""
    above: list[Cell] = [Cell(dimensions, Role.HEAD, rows=2)]
    for heading, columns in groupby(made.columns, key=lambda column: column.heading.replace(layout.TOTAL, "小計")):
        above.append(Cell(heading, Role.HEAD, cols=len(list(columns))))
    measures = heads(*(_measure(column.measure, column.unit) for column in made.columns))
    unit = next((column.unit for column in made.columns if column.unit), "")
    body = tuple(
        _line(f"{line.label}({unit})" if None in line.cells else _total(line), line.cells, is_total=line.is_total)
        for line in made.lines
    )
    return Table((tuple(above), measures), body, title)


def passed_by_year(made: LaidOut, title: str, dimension: str) -> Table:
    """表 30 to 32: three lines a year (申請數, 執行數, 通過率), and at the end the shares of the whole."""
    values = tuple(dict.fromkeys(column.heading for column in made.columns))
    measures = tuple(dict.fromkeys(column.measure for column in made.columns))
    body: list[Line] = []
    for line in made.lines:
        at = {(column.heading, column.measure): cell for column, cell in zip(made.columns, line.cells, strict=True)}
        rows = [(name, [at[value, name] for value in values]) for name in measures]
        if None in line.cells:
            body += [_shares(name, cells) for name, cells in rows if name in _SHARES]
        else:
            body += _year(_years(made) if line.is_total else line.label, rows, is_total=line.is_total)
    head = (Cell("年度", Role.HEAD), Cell(dimension, Role.HEAD), *heads(*values))
    return Table((head,), tuple(body), title, notes=_sources(made))


def in_and_out(made: LaidOut, title: str) -> Table:
    """表 33: a line for each measure and a column for each year; what is a rate stands elsewhere."""
    years = [layout.TOTAL if line.is_total else f"{line.label} 年" for line in made.lines]
    body = tuple(
        (
            Cell(_of_years(column.measure, column.unit), Role.LABEL),
            *(_figure(line.cells[at], is_total=line.is_total) for line in made.lines),
        )
        for at, column in enumerate(made.columns)
        if column.measure in _KEPT
    )
    return Table((heads("項目", *years),), body, title, notes=_sources(made))


def _parts(cells: Mapping[str, layout.Cell | None], name: str, parts: Sequence[str]) -> list[Line]:
    lines: list[Line] = []
    for at, label in enumerate(parts):
        sums = (
            Cell(name, Role.LABEL, rows=len(parts)),
            Cell(_text(cells[name]), Role.FIGURE, rows=len(parts), value=_value(cells[name])),
        )
        lines.append((*(sums if at == 0 else ()), Cell(label, Role.LABEL), _figure(cells[label])))
    return lines


def _year(label: str, rows: Sequence[tuple[str, Sequence[layout.Cell | None]]], *, is_total: bool) -> list[Line]:
    lines = [
        (Cell(_PRINTED.get(name, name), Role.LABEL), *(_figure(cell, is_total=is_total) for cell in cells))
        for name, cells in rows
    ]
    return [(Cell(label, Role.LABEL, rows=len(lines), is_total=is_total), *lines[0]), *lines[1:]]


def _shares(name: str, cells: Sequence[layout.Cell | None]) -> Line:
    return (Cell(_SHARES[name], Role.LABEL, cols=2, is_total=True), *(_figure(cell, is_total=True) for cell in cells))


def _years(made: LaidOut) -> str:
    """「98～107」 for the sum over all years of the table."""
    years = [line.label for line in made.lines if not line.is_total]
    return f"{years[0]}～{years[-1]}" if len(years) > 1 else years[0]


def _sources(made: LaidOut) -> tuple[str, ...]:
    return tuple(note for note in made.notes if note.startswith("公布數"))


def _measure(name: str, unit: str) -> str:
    return f"{_PRINTED.get(name, name)}({unit})" if unit else _PRINTED.get(name, name)


def _of_years(name: str, unit: str) -> str:
    printed = _OF_YEARS.get(name, name)
    return f"{printed}({unit})" if unit else printed


def _total(line: layout.Line) -> str:
    return "小計" if line.is_total else line.label


def _line(label: str, cells: Sequence[layout.Cell | None], *, is_total: bool) -> Line:
    return (Cell(label, Role.LABEL, is_total=is_total), *(_figure(cell, is_total=is_total) for cell in cells))


def _figure(cell: layout.Cell | None, *, is_total: bool = False) -> Cell:
    return Cell(_text(cell), Role.FIGURE, value=_value(cell), is_total=is_total)


def _value(cell: layout.Cell | None) -> Decimal | None:
    return None if cell is None else cell.shown


def _text(cell: layout.Cell | None) -> str:
    """As printed; a rate carries its sign, since no head of the column can."""
    if cell is None:
        return ""
    is_share = cell.shown is not None and MEASURES[cell.measure].unit == "%"
    return f"{cell.text}%" if is_share else cell.text
