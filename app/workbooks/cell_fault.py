"""Why a cell has no value of its own, although it is not blank."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class CellFault:
    """One reason, with a stable code; the message says what to do.

    ``shown`` is the cell whose value people see here, by row and column, where there is one.
    """

    code: str
    message: str
    shown: tuple[int, int] | None = None


NOT_CALCULATED = CellFault(
    "formula_not_calculated", "這一格的公式沒有計算結果；請用 Excel 或 LibreOffice 開啟後存檔，或直接填入數值。"
)

MERGED = CellFault("cells_merged", "這一格與相鄰的儲存格合併了，看不出是否有值；請取消合併後逐格填寫。")


def merged_below(first: tuple[int, int]) -> CellFault:
    """The fault of a cell merged with those above it in its column; ``first`` is the uppermost of them."""
    return replace(MERGED, shown=first)


def error_value(text: str) -> CellFault:
    """The fault of a cell that shows an error such as ``#DIV/0!``."""
    return CellFault("cell_error", f"這一格是錯誤值 {text}；請更正公式，或直接填入數值。")
