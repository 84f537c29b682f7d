"""What the reader would find in a cell that came back as it went out; all else has been changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from operator import attrgetter
from typing import Any

from app.domain.plan_document import PlanDocument, Row
from app.domain.tax_id import plain_tax_id
from app.workbooks.layout import Column, Kind, Sheet
from app.workbooks.parsing import choice_of
from app.workbooks.showing import clean_text, sub_plan_text

_WRITTEN_AS_TEXT = frozenset({Kind.TEXT, Kind.TAX_ID, Kind.SUB_PLAN, Kind.CHOICE})


def as_kept(fields: Collection[str], rows: Sequence[Row]) -> Iterator[tuple[Any, ...]]:
    """The rows as the document keeps them, with blank texts as the reader gives them.

    A row that was read as this is untouched for certain: what a reader gives needs no cleaning. Others may be.
    """
    if not rows:
        return iter(())
    columns = zip(*map(attrgetter("key", *fields), rows), strict=True)
    next(columns)  # the key keeps the columns from being a single one, which would come bare
    return zip(
        *([None if value == "" else value for value in column] if "" in column else column for column in columns),
        strict=True,
    )


def as_exported(
    sheet: Sheet, fields: Collection[str], rows: Sequence[Row], document: PlanDocument
) -> dict[str, tuple[Any, ...]]:
    """By key, what the reader would find in each row as it was exported, in the order of ``fields`` (at least one)."""
    if not rows:
        return {}
    of_row = attrgetter("key", *fields)
    keys, *columns = zip(*map(of_row, rows), strict=True)
    read = [_as_read(sheet.column_of(field), values, document) for field, values in zip(fields, columns, strict=True)]
    return dict(zip(keys, zip(*read, strict=True), strict=True))


def _as_read(column: Column | None, values: Sequence[Any], document: PlanDocument) -> Sequence[Any]:
    if column is None or column.kind not in _WRITTEN_AS_TEXT:
        return values
    # Texts are cleaned on their way out, and most of them stand in many rows.
    read = {value: _text_as_read(column, value, document) for value in set(values)}
    return list(map(read.__getitem__, values))


def _text_as_read(column: Column, value: Any, document: PlanDocument) -> str | None:
    if value is None or value == "":
        return None
    match column.kind:
        case Kind.SUB_PLAN:
            return sub_plan_text(value, document)
        case Kind.TAX_ID:
            return plain_tax_id(clean_text(value)) or None
        case Kind.CHOICE:
            return choice_of(column, clean_text(value)) or None
        case _:
            return clean_text(str(value)) or None
