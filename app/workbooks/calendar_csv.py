"""The bytes of a yearly calendar (辦公日曆表, CSV) to what it says: UTF-8 as handed out today, or Big5 as before."""

import csv
from io import StringIO

from app.domain.calendar_file import SHEET, CalendarFile, read_rows
from app.domain.findings import Problem, Severity

LARGEST = 200_000  # bytes; a year takes about 10 KB
_ENCODINGS = ("utf-8-sig", "cp950")


def read(content: bytes) -> CalendarFile:
    """What the file says; that it cannot be read is one of its problems."""
    text = _text(content) if len(content) <= LARGEST else None
    if text is None or "\0" in text:
        message = "這不是辦公日曆表的 CSV 檔；請上傳人事行政總處公布的 CSV 原檔，不要先用 Excel 另存成活頁簿。"
        return CalendarFile({}, (Problem(SHEET, None, Severity.ERROR, "file_unreadable", message),))
    return read_rows(csv.reader(StringIO(text, newline="")))


def _text(content: bytes) -> str | None:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
