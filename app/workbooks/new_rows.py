"""Rows that only the file has, as rows of the plan document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import Field, fields
from itertools import repeat
from typing import Any

from app.domain.plan_document import ROW_TYPES, Row, reported_fields
from app.workbooks.reading import UNREAD, Table


def new_rows(table: Table, keys: Sequence[str], values: Sequence[Sequence[Any]]) -> dict[str, Row]:
    """The rows by their keys. A cell that is blank or could not be read leaves its field unreported.

    :param values: column by column, one for each of the table's fields.
    """
    row_type = ROW_TYPES[table.section]
    found = dict(zip(table.columns, values, strict=True))
    columns = (keys if one.name == "key" else _column(table, one, found.get(one.name)) for one in fields(row_type))
    return dict(zip(keys, map(row_type, *columns), strict=False))


def _column(table: Table, field: Field[Any], found: Sequence[Any] | None) -> Iterable[Any]:
    if found is None or field.name not in reported_fields(table.section):
        return repeat(field.default)
    return [field.default if value is None or value is UNREAD else value for value in found]
