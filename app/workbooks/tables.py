"""Any set of .csv, .xlsx and .ods tables, and the .txt prose beside them, for the cross-footing audit."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.crossfoot.table import Prose, Table
from app.workbooks.table_files import TABLE_SUFFIXES, Grid, UnreadableFile, read_grids, read_text
from app.workbooks.table_grids import tables_of

__all__ = ["TableSet", "UnreadableFile", "read_tables"]

_TITLE_LINE = re.compile(r"^\s*表\s*(\d+)\s+(\S.{3,60}?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class TableSet:
    """All that was read: tables, and text that speaks of them."""

    tables: tuple[Table, ...]
    prose: tuple[Prose, ...]


def read_tables(paths: Iterable[Path]) -> TableSet:
    """Read a set of files together, in the order given. Text files are prose; tables set with tabs inside them
    are read as tables too.

    :raises UnreadableFile: for a file that cannot be read; its message names the file and what to do.
    """
    tables: list[Table] = []
    prose: list[Prose] = []
    for path in paths:
        if path.suffix.lower() in TABLE_SUFFIXES:
            for grid in read_grids(path):
                tables += tables_of(grid)
        else:
            text = read_text(path)
            prose.append(Prose(path.name, text))
            tables += [table for grid in _tabbed(path.name, text) for table in tables_of(grid)]
    titles = {f"表{number}": title for text in prose for number, title in _TITLE_LINE.findall(text.text)}
    return TableSet(
        tuple(table if table.title else replace(table, title=titles.get(table.name, "")) for table in tables),
        tuple(prose),
    )


def _tabbed(name: str, text: str) -> Iterable[Grid]:
    """Stretches of lines with tabs: each a grid whose row numbers are the lines of the text."""
    lines = text.splitlines()
    start = None
    for number, line in enumerate([*lines, ""]):
        if "\t" in line and start is None:
            start = number
        elif "\t" not in line and start is not None:
            if number - start > 1:
                rows = tuple(tuple(row.split("\t")) for row in lines[start:number])
                yield Grid(name, "", ((),) * start + rows)
            start = None
