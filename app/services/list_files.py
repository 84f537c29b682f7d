"""A list written as the file that was asked for: .xlsx, .ods or .csv, all three saying the same."""

import csv
from datetime import datetime
from io import BytesIO, StringIO
from typing import Literal

from app.reports.trail_report import guarded
from app.workbooks.list_book import Figure, Sheet, Value, list_book
from app.workbooks.writer import WRITERS

FileKind = Literal["xlsx", "ods", "csv"]


def written(sheet: Sheet, kind: FileKind, at: datetime) -> bytes:
    """The bytes of the file."""
    if kind == "csv":
        return _as_csv(sheet)
    out = BytesIO()
    WRITERS[kind](list_book(sheet, made_at=at.isoformat(timespec="seconds")), out)
    return out.getvalue()


def _as_csv(sheet: Sheet) -> bytes:
    """Comma-separated text: figures plain, and no text that a program would compute."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([sheet.title])
    writer.writerows([note] for note in sheet.notes)
    writer.writerow(sheet.headers)
    writer.writerows([_as_text(value) for value in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")  # Excel needs the mark


def _as_text(value: Value) -> str:
    if isinstance(value, Figure):
        return f"{value.value:.{value.places}f}"  # as many places as it has, so nothing is rounded
    return "" if value is None else guarded(value)
