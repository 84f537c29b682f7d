"""From what a cell was read as to the fields of the plan document that it reports."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any

from app.domain.plan_document import ROW_TYPES, reported_fields
from app.workbooks.layout import Column


def reported_values(section: str, column: Column, read: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the document that a cell reports; a blank text is as blank as the document writes it."""
    blanks = _blanks(section)
    return {field: blanks[field] if read[field] is None and field in blanks else read[field] for field in column.fields}


@cache
def _blanks(section: str) -> dict[str, Any]:
    """What an unreported field of the section holds: ``None``, or an empty text."""
    reported = reported_fields(section)
    return {f.name: f.default for f in fields(ROW_TYPES[section]) if f.name in reported and f.default is not MISSING}
