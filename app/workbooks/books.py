"""The workbooks that we read, by name: a name is all that the reading process is told of what to look for."""

from importlib import import_module
from typing import Literal, TypeAlias

from app.workbooks.layout import Sheet
from app.workbooks.sheets import SHEETS

BookName: TypeAlias = Literal["report", "setup", "cases", "follow_ups", "questions", "answers"]


def sheets_of(book: BookName) -> tuple[Sheet, ...]:
    """The declared sheets of a workbook. Those of ``cases`` and ``answers`` are known by what the file holds."""
    if book == "report":
        return SHEETS
    # Only who needs other declarations than those of the 期報 pays for them.
    module, name = _OTHERS[book]
    declared = getattr(import_module(f"app.workbooks.{module}"), name)
    return (declared,) if isinstance(declared, Sheet) else tuple(declared)


_OTHERS = {
    "setup": ("setup_sheets", "SETUP_SHEETS"),
    "follow_ups": ("follow_up_sheet", "FOLLOW_UPS"),
    "questions": ("survey_sheets", "QUESTIONS"),
}
