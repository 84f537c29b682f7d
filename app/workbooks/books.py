"""The workbooks that we read, by name: a name is all that the reading process is told of what to look for."""

from importlib import import_module
from typing import Literal, TypeAlias

from app.workbooks.layout import Sheet
from app.workbooks.sheets import SHEETS

BookName: TypeAlias = Literal["report", "setup", "cases"]


def sheets_of(book: BookName) -> tuple[Sheet, ...]:
    """The declared sheets of a workbook: of the 期報, or of the set-up of a plan."""
    if book == "report":
        return SHEETS
    # Only who sets a plan up pays for its declarations.
    sheets: tuple[Sheet, ...] = import_module("app.workbooks.setup_sheets").SETUP_SHEETS
    return sheets
