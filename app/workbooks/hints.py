"""What a person is told, and offered, in the open cells of a declared sheet."""

from collections.abc import Iterator

from app.workbooks.grid import Hint, column_letters
from app.workbooks.layout import Column, Sheet


def hints(sheet: Sheet, first: int, rows: int, last: int) -> Iterator[Hint]:
    """The hints of a sheet whose ``rows`` exported rows start at ``first``; ``last`` may lie below them (0-based)."""
    if last < first:
        return
    for index, column in enumerate(sheet.columns):
        if sheet.is_open(column):
            yield Hint(index, first, last, _title(column), _message(column), column.choices)
        elif sheet.growing and column is sheet.key_column:
            yield _guarded(sheet, index, column, first, last)


def _guarded(sheet: Sheet, index: int, column: Column, first: int, last: int) -> Hint:
    """Keys of exported rows are unlocked, or Excel would not sort; so they are held fast by what they must equal."""
    typed, exported = f"${column_letters(index)}{first + 1}", f"${column_letters(len(sheet.columns))}{first + 1}"
    return Hint(
        index,
        first,
        last,
        _title(column),
        _message(column),
        must=f'OR({exported}="",{typed}={exported})',
        refusal=f"這一列的{column.header}由系統帶出，不可更改；新增請填在空白列。",
    )


def _title(column: Column) -> str:
    return column.header + ("（必填）" if column.required else "")


def _message(column: Column) -> str:
    return column.help or (f"請由下拉選單選取{column.header}。" if column.choices else "")
