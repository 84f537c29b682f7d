"""A reading as lines of JSON, for the way from the reading process to ours. JSON, because whoever wrote the file might
have taken that process over; column by column, because that is short and quick to read."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from app.domain.findings import Problem, Severity
from app.domain.plan_document import CompletionBasis
from app.workbooks.meta import WorkbookMeta
from app.workbooks.reading import UNREAD, Block, Piece, Table, WorkbookReading

_DATE, _DECIMAL = "date", "decimal"  # the first of two parts; other values are what JSON knows


def to_line(piece: Piece) -> str:
    """One piece of a reading, without a line break."""
    if isinstance(piece, WorkbookMeta):
        return json.dumps({"of": asdict(piece)})
    if isinstance(piece, Block):
        table = [piece.table.sheet, piece.table.section, dict(piece.table.columns)]
        parts = [table, piece.keys, piece.lines, piece.values, piece.passed, piece.total]
        return json.dumps(parts, default=_tagged, ensure_ascii=False)
    meta = asdict(piece.meta) if piece.meta else None
    return json.dumps({"meta": meta, "problems": [asdict(problem) for problem in piece.problems]})


def from_line(line: str | bytes) -> Piece:
    """What :func:`to_line` wrote down."""
    parts = json.loads(line)
    if isinstance(parts, dict):
        if "of" in parts:
            return WorkbookMeta(**parts["of"])
        meta = WorkbookMeta(**parts["meta"]) if parts["meta"] else None
        return WorkbookReading(meta, (), tuple(map(_problem, parts["problems"])))
    (sheet, section, columns), keys, lines, values, passed, total = parts
    typed = [_typed(field, column) for field, column in zip(columns, values, strict=True)]
    return Block(_table(sheet, section, tuple(columns.items())), keys, lines, typed, passed, total)


@lru_cache(maxsize=64)
def _table(sheet: str, section: str, columns: tuple[tuple[str, int], ...]) -> Table:
    """One table for all blocks of a sheet: whoever groups rows by their table compares 20,000 of them."""
    return Table(sheet, section, dict(columns))


def _problem(parts: dict[str, Any]) -> Problem:
    return Problem(**parts | {"severity": Severity(parts["severity"])})


def _tagged(value: Any) -> list[str]:
    """What JSON does not know."""
    if value is UNREAD:
        return []
    return [_DECIMAL, str(value)] if isinstance(value, Decimal) else [_DATE, value.isoformat()]


def _typed(field: str, column: list[Any]) -> list[Any]:
    if list in set(map(type, column)):
        column = [_untagged(value) if type(value) is list else value for value in column]
    if field == "completion_basis":
        column = [value if value is UNREAD else CompletionBasis(value) for value in column]
    return column


def _untagged(tagged: list[str]) -> Any:
    match tagged:
        case [kind, text]:
            return Decimal(text) if kind == _DECIMAL else date.fromisoformat(text)
        case _:
            return UNREAD
