"""What is wrong with a sheet, gathered while its cells are read column by column, and told row by row."""

from __future__ import annotations

from operator import itemgetter

from app.domain.findings import Problem, Severity
from app.workbooks.grid import cell_name


class SheetProblems:
    """``all`` is complete, and in the order of the rows, whenever a block has been closed."""

    def __init__(self, sheet: str) -> None:
        self.all: list[Problem] = []
        self._sheet = sheet
        self._of_block: list[tuple[int, Problem]] = []  # by line

    def report(
        self,
        code: str,
        message: str,
        line: int | None = None,
        column: int | None = None,
        key: str | None = None,
        *,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note a problem of a cell, or of the whole sheet."""
        if line is None or column is None:
            self.all.append(Problem(self._sheet, None, severity, code, message, key))
            return
        problem = Problem(self._sheet, cell_name(line, column), severity, code, message, key)
        self._of_block.append((line, problem))

    def close_block(self) -> None:
        """Put what was noted of the cells of a block into the order of their lines."""
        self.all += (problem for _, problem in sorted(self._of_block, key=itemgetter(0)))
        self._of_block.clear()
