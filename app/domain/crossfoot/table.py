"""A table as the audit sees it, whatever file it came from."""

from dataclasses import dataclass

from app.domain.crossfoot.cells import Cell


@dataclass(frozen=True, slots=True)
class Table:
    """Headers and rows of one table.

    :param name: what people call it (表16, or the sheet or file when it has no number).
    :param headers: for each column its header levels from top to bottom.
    :param row_numbers: for each row its 1-based number in the file, so that a place can be opened in Excel.
    :param column_numbers: for each column its 0-based number in the file.
    :param unit: the unit stated for the whole table (單位：千元), or "".
    """

    file: str
    name: str
    title: str
    unit: str
    headers: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_numbers: tuple[int, ...]
    column_numbers: tuple[int, ...]
    sheet: str = ""

    def header(self, column: int) -> str:
        """The header of a column in one piece, levels joined without a blank between Chinese words."""
        return "".join(self.headers[column])

    def column(self, index: int) -> list[Cell]:
        """All cells of a column, from top to bottom."""
        return [row[index] for row in self.rows]

    def address(self, row: int, column: int) -> str:
        """The cell as Excel names it (G12)."""
        letters, rest = "", self.column_numbers[column] + 1
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(ord("A") + digit) + letters
        return f"{letters}{self.row_numbers[row]}"


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text that stands beside the tables and speaks of them."""

    file: str
    text: str
