"""A reading as JSON, for the way from the reading process to ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.findings import Problem, Severity
from app.domain.plan_document import CompletionBasis
from app.workbooks.layout import Sheet
from app.workbooks.meta import WorkbookMeta
from app.workbooks.reading import ReadRow, WorkbookReading

_DATE, _DECIMAL = "date", "decimal"  # the first of two parts; other values are what JSON knows


def reading_to_json(reading: WorkbookReading) -> dict[str, Any]:
    """The reading in lists, texts and numbers. The places of the columns stand once for each sheet."""
    return {
        "meta": asdict(reading.meta) if reading.meta else None,
        "columns": {row.section: dict(row.columns) for row in reading.rows},
        "rows": [[row.section, row.key, row.line, _encoded(row.values)] for row in reading.rows],
        "problems": [asdict(problem) for problem in reading.problems],
    }


def reading_from_json(data: dict[str, Any], book: Sequence[Sheet]) -> WorkbookReading:
    """The reading that :func:`reading_to_json` wrote down, of a file that holds the sheets of ``book``."""
    names = {sheet.section: sheet.name for sheet in book}
    columns: dict[str, dict[str, int]] = data["columns"]
    return WorkbookReading(
        meta=WorkbookMeta(**data["meta"]) if data["meta"] else None,
        rows=tuple(
            ReadRow(names[section], section, key, line, _decoded(values), columns[section])
            for section, key, line, values in data["rows"]
        ),
        problems=tuple(
            Problem(**problem | {"severity": Severity(problem["severity"])}) for problem in data["problems"]
        ),
    )


def _encoded(values: Mapping[str, Any]) -> dict[str, Any]:
    return {field: _plain(value) for field, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return [_DECIMAL, str(value)]
    return [_DATE, value.isoformat()] if isinstance(value, date) else value


def _decoded(values: dict[str, Any]) -> dict[str, Any]:
    found = {field: _typed(value) for field, value in values.items()}
    if "completion_basis" in found:
        found["completion_basis"] = CompletionBasis(found["completion_basis"])
    return found


def _typed(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    kind, text = value
    return Decimal(text) if kind == _DECIMAL else date.fromisoformat(text)
