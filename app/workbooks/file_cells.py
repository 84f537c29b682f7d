"""Where the rows of a report stood in its file: kept with a submission, so that a figure can name its cell."""

from collections.abc import Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any

from app.domain.plan_document import PlanDocument, changed_rows
from app.workbooks.grid import column_letters
from app.workbooks.reading import WorkbookReading


def cells_of(reading: WorkbookReading, base: PlanDocument, proposed: PlanDocument) -> dict[str, Any]:
    """For each section the sheet, the column of each field and the line of each row that differs from ``base``.

    As JSON knows it; :func:`name_of` reads it.
    """
    changed = {section: _changed(section, base, proposed) for section in reading.sections}
    kept: dict[str, Any] = {}
    for table, rows in groupby(reading.rows, key=attrgetter("table")):
        of_interest = changed[table.section]
        lines = {row.key: row.line + 1 for row in rows if row.key in of_interest}
        if lines:
            columns = {field: column_letters(column) for field, column in table.columns.items()}
            about = kept.setdefault(table.section, {"sheet": table.sheet, "columns": columns, "lines": {}})
            about["lines"].update(lines)
    return kept


def _changed(section: str, base: PlanDocument, proposed: PlanDocument) -> set[str]:
    return {row.key for was, row in changed_rows(base.rows(section), proposed.rows(section)) if was != row}


def place_of(kept: Mapping[str, Any] | None, section: str, key: str, field: str | None) -> tuple[str, str] | None:
    """Sheet and cell of a field, or of the first column of its row; ``None`` if the row was not kept."""
    about = (kept or {}).get(section, {})
    line = about.get("lines", {}).get(key)
    if line is None:
        return None
    first = min(about["columns"].values(), key=lambda letters: (len(letters), letters))
    return about["sheet"], f"{about['columns'].get(field, first)}{line}"


def name_of(kept: Mapping[str, Any] | None, section: str, key: str, field: str | None = None) -> str | None:
    """The cell of a field (績效指標!I5), or the row (個案成效 第 5 列); ``None`` if neither was kept."""
    about = (kept or {}).get(section, {})
    line = about.get("lines", {}).get(key)
    if line is None:
        return None
    column = about["columns"].get(field) if field else None
    return f"{about['sheet']}!{column}{line}" if column else f"{about['sheet']} 第 {line} 列"
