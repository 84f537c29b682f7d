"""What is marked where: the problems of a file, gathered by cell, and what a mark says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from app.domain.findings import Problem, Severity
from app.workbooks.refusal import Limits
from app.workbooks.showing import clean_text

Place: TypeAlias = tuple[int, int]  # row and column, counted from 0
Span: TypeAlias = tuple[int, int, int, int]  # first row, first column, last row, last column of merged cells

#: Stands in the formula of every colour of ours, by which it is known again after other programs saved the file.
MARKER = "檢核標示"
FORMULA = f'LEN("{MARKER}")>0'  # always true

AUTHOR = "檢核系統"
HEADING = f"{AUTHOR}："  # opens what we add to a comment; each line below it begins with a severity

FILLS = {Severity.ERROR: "FFC7CE", Severity.WARNING: "FFD966", Severity.REMARK: "BDD7EE"}
MOST_COMMENTS = 2_000  # cells of a file; a program that draws more of them hardly opens the file
_MOST_LINES, _LONGEST_LINE = 10, 1_000  # of one comment
_LONGEST_MESSAGE = 8_000  # characters of a cell; Excel calls a file with more than 32,767 damaged

_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_READ = Limits()  # a mark beyond would keep the file from being read
_STARTS = "|".join(f"【{severity}】" for severity in Severity)
_BREAK = r"(?:\r?\n|\r|&#1[03];|&#x[aAdD];|_x000[aAdD]_)"
_OURS = re.compile(rf"{_BREAK}?{HEADING}(?:{_BREAK}(?:{_STARTS})(?:(?!{_BREAK})[^<])*)+")


def place_of(cell: str | None) -> Place | None:
    """Where the cell of that name is; ``None`` if no file that we read has one."""
    match = _CELL.fullmatch(cell or "")
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    place = int(match[2]) - 1, column - 1
    return place if place[0] < _READ.rows and place[1] < _READ.columns else None


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Errors first, otherwise as they came."""
    return sorted(problems, key=lambda problem: problem.severity is not Severity.ERROR)


def by_sheet(problems: Iterable[Problem]) -> dict[str, list[tuple[Place, Problem]]]:
    """The problems that stand in a cell, by sheet."""
    found: dict[str, list[tuple[Place, Problem]]] = {}
    for problem in in_order(problems):
        if place := place_of(problem.cell):
            found.setdefault(problem.sheet, []).append((place, problem))
    return found


def by_cell(placed: Iterable[tuple[Place, Problem]], spans: Sequence[Span] = ()) -> dict[Place, list[Problem]]:
    """The problems of a sheet by the cell that shows them: of merged cells only the first is seen."""
    found: dict[Place, list[Problem]] = {}
    for place, problem in placed:
        found.setdefault(_seen(place, spans), []).append(problem)
    return found


def by_colour(cells: Mapping[Place, Sequence[Problem]]) -> dict[Severity, list[Place]]:
    """The cells to be coloured; one with an error and a warning has the colour of the error."""
    found: dict[Severity, list[Place]] = {}
    for place, problems in sorted(cells.items()):
        found.setdefault(in_order(problems)[0].severity, []).append(place)
    return found


def runs(places: Iterable[Place]) -> Iterator[tuple[Place, Place]]:
    """The cells as the first and the last of those that stand below each other."""
    first = last = None
    for column, row in sorted((column, row) for row, column in places):
        place = row, column
        if last == (row - 1, column):
            last = place
            continue
        if first and last:
            yield first, last
        first = last = place
    if first and last:
        yield first, last


def comment_lines(problems: Sequence[Problem]) -> Iterator[str]:
    """What is said at a cell, below the heading; each line begins with its severity."""
    for problem in problems[:_MOST_LINES]:
        yield f"【{problem.severity}】{_cut(' '.join(clean_text(problem.message).split()), _LONGEST_LINE)}"
    if len(problems) > _MOST_LINES:
        yield f"【{problems[0].severity}】另有 {len(problems) - _MOST_LINES} 項，請見工作表「檢核結果」。"


def comment(problems: Sequence[Problem]) -> str:
    """The heading and all lines."""
    return "\n".join([HEADING, *comment_lines(problems)])


def without_ours(written: Sequence[str]) -> list[str]:
    """The pieces of a comment's text, as its XML writes them, without what we added; everybody else's lines stay.

    Programs cut a text into pieces where its font changes, and LibreOffice between Chinese and Latin letters.
    """
    spans = [match.span() for match in _OURS.finditer("".join(written))]
    left, start = [], 0
    for piece in written:
        end = start + len(piece)
        ours = [(max(first - start, 0), min(last - start, len(piece))) for first, last in spans]
        for first, last in reversed([(first, last) for first, last in ours if first < last]):
            piece = piece[:first] + piece[last:]
        left.append(piece)
        start = end
    return left


def shown(message: str) -> str:
    """A text that any cell can hold."""
    return _cut(clean_text(message), _LONGEST_MESSAGE)


def _cut(message: str, longest: int) -> str:
    return message if len(message) <= longest else f"{message[:longest]}…（以下省略）"


def _seen(place: Place, spans: Sequence[Span]) -> Place:
    row, column = place
    for first_row, first_column, last_row, last_column in spans:
        if first_row <= row <= last_row and first_column <= column <= last_column:
            return first_row, first_column
    return place
