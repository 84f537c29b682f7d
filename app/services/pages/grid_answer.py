"""What a grid hears back while somebody types in it, as the page's script takes it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app import clock
from app.domain.findings import Severity
from app.models import GridDraft
from app.services import grid_drafts
from app.services.grid import CellProblem, Grid
from app.services.grid_drafts import Kept
from app.services.pages.grid_sums import sums_of
from app.workbooks.typed import TypedRow, cell_text, to_json
from app.workbooks.understood import understood

MOST_SHOWN = 20  # cells in which two windows differ
BLANK = "（空白）"


def answer(
    grid: Grid,
    rows: Sequence[TypedRow],
    elsewhere: Sequence[TypedRow],
    problems: Iterable[CellProblem],
    kept: Kept,
    told: str | None = None,
) -> dict[str, Any]:
    """How each typed cell was understood and what is wrong, what the columns add up to, and when it was kept."""
    cells: dict[tuple[int, str], dict[str, Any]] = {place: {"echo": echo} for place, echo in _echoes(grid, rows)}
    said = defaultdict(list)
    general = []
    for problem in problems:
        level = "error" if problem.severity is Severity.ERROR else "warning"
        if problem.row is None or problem.row >= len(rows):
            general.append({"level": level, "text": problem.message})
        else:
            said[problem.row, problem.field or ""].append({"level": level, "text": problem.message})
    for place, found in said.items():
        cells.setdefault(place, {})["problems"] = found
    return {
        "rows": json.loads(to_json(rows)),
        "elsewhere": json.loads(to_json(elsewhere)),
        "cells": [{"row": row, "field": name, **cell} for (row, name), cell in cells.items()],
        "general": general,
        "sums": [{"text": one.text, "isOff": one.is_off} for one in sums_of(grid, (*rows, *elsewhere))],
        "draft": kept.number,
        "saved": saved_text(kept),
        "told": told,
    }


def saved_text(kept: Kept) -> str:
    """When the draft was kept, by the clock of the office; with the day where it was not today."""
    if kept.saved_at is None:
        return ""
    local = kept.saved_at.astimezone(clock.TAIPEI)
    day = "" if local.date() == clock.today() else f" {local.month}/{local.day}"
    return f"已儲存草稿{day} {local:%H:%M}"


def collision(grid: Grid, mine: Sequence[TypedRow], kept: GridDraft | None) -> dict[str, Any]:
    """Where another window kept something else: cell by cell, so that the person can choose."""
    theirs = grid_drafts.rows_of(kept)
    lines = list(_differing(grid, mine, theirs))
    return {
        "draft": kept.number if kept else grid_drafts.NONE,
        "when": saved_text(grid_drafts.kept(kept)).removeprefix("已儲存草稿").strip(),
        "cells": lines[:MOST_SHOWN],
        "more": max(len(lines) - MOST_SHOWN, 0),
    }


def _differing(grid: Grid, mine: Sequence[TypedRow], theirs: Sequence[TypedRow]) -> Iterable[dict[str, str]]:
    headers = {column.field: column.header for column in grid.sheet.columns}
    here, there = _by_label(mine), _by_label(theirs)
    for label in dict.fromkeys((*there, *here)):
        for name in headers:
            was, now = there.get(label, {}).get(name), here.get(label, {}).get(name)
            if was != now:
                yield {
                    "label": f"{label} {headers[name]}",
                    "theirs": _said(grid, label, name, was),
                    "mine": _said(grid, label, name, now),
                }


def _by_label(rows: Sequence[TypedRow]) -> dict[str, Any]:
    typed = [row for row in rows if row.texts]
    new = (f"新增的第 {number} 列" for number in range(1, len(typed) + 1))
    return {row.key or next(new): row.texts for row in typed}


def _said(grid: Grid, label: str, name: str, text: str | None) -> str:
    if text is None:
        held = next((row for row in grid.base.rows(grid.sheet.section) if row.key == label), None)
        column = next(column for column in grid.sheet.columns if column.field == name)
        text = cell_text(column, held, grid.base) if held else ""
    return text or BLANK


def _echoes(grid: Grid, rows: Sequence[TypedRow]) -> Iterator[tuple[tuple[int, str], str]]:
    columns = {column.field: column for column in grid.sheet.columns}
    units = {row.key: getattr(row, "unit", None) for row in grid.base.rows(grid.sheet.section)}
    for index, row in enumerate(rows):
        unit = row.texts.get("unit", "").strip() or units.get(row.key or "")
        for name, text in row.texts.items():
            said = understood(columns[name], text, unit=unit, roc_year=grid.base.roc_year)
            if said and said != text:
                yield (index, name), said
