"""What cells of an .xlsx have around them: input messages, drop-downs, and the part that is printed."""

from typing import Any

from app.workbooks.grid import Frame, Grid, Hint, cell_name

_CHOICES_LENGTH = 255  # Excel holds no longer list inside a validation
_HINT_TITLE, _HINT_LENGTH = 32, 255
_LISTS_NAME = "_lists"


class LongLists:
    """Code lists that no validation can hold, each under a name of its own in a hidden sheet."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._names: dict[tuple[str, ...], str] = {}

    def source(self, choices: tuple[str, ...]) -> list[str] | str:
        """What a validation offers: the choices, or the name under which they stand in the hidden sheet."""
        if len(",".join(choices)) <= _CHOICES_LENGTH and not any("," in choice for choice in choices):
            return list(choices)
        name = self._names.setdefault(choices, f"choices_{len(self._names) + 1}")
        return f"={name}"

    def write(self) -> None:
        """Write the lists that were asked for, each in a column."""
        if not self._names:
            return
        sheet = self._workbook.add_worksheet(_LISTS_NAME)
        for column, (choices, name) in enumerate(self._names.items()):
            sheet.write_column(0, column, choices)
            first, last = (cell_name(row, column, pinned=True) for row in (0, len(choices) - 1))
            self._workbook.define_name(name, f"={_LISTS_NAME}!{first}:{last}")
        sheet.protect()
        sheet.very_hidden()


def validation(hint: Hint, lists: LongLists) -> dict[str, Any]:
    """A list warns and lets other texts through: the checker knows more spellings than the list."""
    title = hint.title[:_HINT_TITLE]
    words: dict[str, Any] = {"input_title": title, "input_message": hint.message[:_HINT_LENGTH], "error_title": title}
    if hint.must:
        return {"validate": "custom", "value": f"={hint.must}", "error_message": hint.refusal, **words}
    if hint.choices:
        refusal = "不在選項內，上傳檢核時可能退回。仍要保留嗎？"
        offer = {"validate": "list", "source": lists.source(hint.choices)}
        return {**offer, "error_type": "warning", "error_message": refusal, **words}
    return {"validate": "any", **words}


def print_only_filled(workbook: Any, grid: Grid, frame: Frame) -> None:
    """Leave the blank rows of a growing sheet out of print: Excel prints whatever has a colour or a border.

    The print area is a name for a formula. LibreOffice passes over it; by itself it leaves out more than 84 blank
    rows in a run, and prints fewer.
    """
    sheet = f"'{grid.name}'!"
    top, right = frame.header_row, frame.last_column - 1  # the last column holds the hidden keys
    used = f"{sheet}{cell_name(top, 0, pinned=True)}:{cell_name(frame.last_row, right, pinned=True)}"
    ends = f"{sheet}{cell_name(top, right, pinned=True)}:{cell_name(frame.last_row, right, pinned=True)}"
    last = f'SUMPRODUCT(MAX(({used}<>"")*(ROW({used})-{top})))'
    name = f"列印範圍_{grid.name}"
    workbook.define_name(name, f"={sheet}$A$1:INDEX({ends},{last})")
    # Through a name of its own: some programs cannot take a print area that is itself a formula.
    workbook.define_name(f"{grid.name}!_xlnm.Print_Area", f"={name}")
