"""The floor of all reading: python-calamine, every sheet, and nothing done with what it gives."""

from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook


def bare_read(data: bytes) -> list[Any]:
    """All cells of all sheets."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(data))
    return [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]
