"""Finding our sheet in a file, whatever program has saved it since."""

from collections.abc import Sequence
from io import BytesIO

from python_calamine import CalamineWorkbook

from app.workbooks.annotation.result_page import NAME, SIGN, SIGN_COLUMN


def our_sheets(content: bytes, names: Sequence[str]) -> dict[str, str]:
    """Which of these sheets are ours, and which sheet was in front before each; a sheet of that name may be theirs."""
    likely = [name for name in names if name.startswith(NAME)]
    if not likely:
        return {}
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    tops = {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=2) for name in likely}
    return {name: _sign(top, 1) for name, top in tops.items() if _sign(top, 0) == SIGN}


def free_name(names: Sequence[str]) -> str:
    """The name of our sheet, in a file that has these."""
    taken = {name.strip().lower() for name in names}
    if NAME not in taken:
        return NAME
    return next(name for number in range(2, len(taken) + 3) if (name := f"{NAME} ({number})") not in taken)


def _sign(top: Sequence[Sequence[object]], line: int) -> str:
    return str(top[line][SIGN_COLUMN]) if len(top) > line and len(top[line]) > SIGN_COLUMN else ""
