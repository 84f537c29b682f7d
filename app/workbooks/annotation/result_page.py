"""What the sheet 檢核結果 says: the page that a contractor sees first. Neither file format is known here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from app.domain.findings import Problem, Severity
from app.workbooks import looks
from app.workbooks.annotation.marks import FILLS, MOST_COMMENTS, in_order, place_of, shown
from app.workbooks.grid import lines_needed
from app.workbooks.looks import INTEGER, Align, Style

NAME = "檢核結果"
#: In the hidden column of the first two rows: our sheet is known by the first, and the second says which sheet was
#: in front before.
SIGN = "檢核系統產生"

HEADERS = ("編號", "工作表", "儲存格", "列", "嚴重程度", "說明")
WIDTHS = (7, 16, 13, 18, 11, 90)
SIGN_COLUMN = len(HEADERS)
_LINE_POINTS, _PADDING, _HIGHEST = 16.0, 6.0, 409.0

TITLE = Style(looks.TITLE)
NOTE = Style(looks.NOTE)
HEADER = Style(looks.HEADER_LOCKED, align=Align.CENTER)
NUMBER = Style(looks.COVER_VALUE, INTEGER, Align.CENTER)
WORDS = Style(looks.COVER_VALUE)
MIDDLE = Style(looks.COVER_VALUE, align=Align.CENTER)
LINK = Style(replace(looks.COVER_VALUE, colour="0563C1", bold=True), align=Align.CENTER)
SEVERITIES = {
    severity: Style(replace(looks.COVER_VALUE, fill=fill, bold=True), align=Align.CENTER)
    for severity, fill in FILLS.items()
}
HIDDEN = Style(looks.HIDDEN)
STYLES = (TITLE, NOTE, HEADER, NUMBER, WORDS, MIDDLE, LINK, *SEVERITIES.values(), HIDDEN)

_HOW_TO = (
    "點選「儲存格」可跳到該格，該格的註解也寫有說明。修正後存檔，直接上傳本檔案即可；"
    "本表與標示會在重新檢核時更新，請勿在本表填寫。"
)


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One problem. ``target`` is the sheet and cell that the link leads to."""

    number: int
    severity: Severity
    sheet: str
    cell: str
    target: tuple[str, str] | None
    key: str
    message: str

    @property
    def cells(self) -> tuple[tuple[str | int, Style], ...]:
        """What stands in the row, from the left."""
        return (
            (self.number, NUMBER),
            (self.sheet, WORDS),
            (self.cell, LINK if self.target else MIDDLE),
            (self.key, WORDS),
            (self.severity.value, SEVERITIES[self.severity]),
            (self.message, WORDS),
        )

    @property
    def height(self) -> float:
        """In points; all of the row's texts are seen."""
        needed = (lines_needed(str(value), width) for (value, _), width in zip(self.cells, WIDTHS, strict=True))
        return min(max(needed) * _LINE_POINTS + _PADDING, _HIGHEST)


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The whole sheet: a title, lines about the file, and a table. Rows count from 0."""

    lines: tuple[str, ...]
    rows: tuple[ResultRow, ...]

    @property
    def header_row(self) -> int:
        """Where the table begins: below the title and the lines."""
        return 1 + len(self.lines)

    @property
    def last_row(self) -> int:
        """Where the table ends."""
        return self.header_row + len(self.rows)


def result_page(problems: Sequence[Problem], sheets: Collection[str], summary: Sequence[str]) -> ResultPage:
    """The page of these problems, errors first.

    :param sheets: what a link can lead to; a problem of any other sheet has none.
    """
    targets = {name.strip(): name for name in sheets}
    rows = tuple(_row(number, problem, targets) for number, problem in enumerate(in_order(problems), 1))
    lines = (*map(_one_line, summary), *_own_lines(problems))
    return ResultPage(lines, rows)


def _row(number: int, problem: Problem, targets: dict[str, str]) -> ResultRow:
    place, target = place_of(problem.cell), targets.get(problem.sheet)
    cell = problem.cell if place and problem.cell else ""
    return ResultRow(
        number,
        problem.severity,
        shown(problem.sheet) or "整個檔案",
        cell or ("整張工作表" if target else "—"),
        (target, cell or "A1") if target else None,
        shown(problem.key or "") or "—",
        shown(problem.message),
    )


def _own_lines(problems: Sequence[Problem]) -> list[str]:
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    remarks = sum(problem.severity is Severity.REMARK for problem in problems)
    warnings = len(problems) - errors - remarks
    said = f"審查意見 {remarks:,} 項（藍色，請依意見補正）、" if remarks else ""
    if not problems:
        return ["檢核完成，沒有發現問題。"]
    lines = [
        f"{said}錯誤 {errors:,} 項（紅色，必須修正）、警示 {warnings:,} 項（黃色，請確認）。",
        _HOW_TO,
    ]
    marked = {(problem.sheet, place) for problem in problems if (place := place_of(problem.cell))}
    if len(marked) > MOST_COMMENTS:
        lines.append(
            f"有問題的儲存格共 {len(marked):,} 格，僅前 {MOST_COMMENTS:,} 格加上註解；全部問題仍逐項列於下表。"
        )
    return lines


def _one_line(line: str) -> str:
    return " ".join(shown(line).split())
