"""Rows of 個案成效 that block a file, told apart from everything else that does (部分受理)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.domain.findings import Problem, Severity, has_errors
from app.workbooks.reading import WorkbookReading
from app.workbooks.sheets import sheet_of

SECTION = "cases"
_Name = str | int  # a row's key, or the line of a row without one


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A row with errors, or two rows of one number. ``line`` counts from 1, as people see it."""

    key: str | None
    line: int
    label: str | None
    problems: tuple[Problem, ...]


def can_be_left_out(problems: Iterable[Problem]) -> bool:
    """Whether there are errors, and each of them is one of a row of 個案成效."""
    errors = [one for one in problems if one.severity is Severity.ERROR]
    return bool(errors) and all(_name(one) is not None for one in errors)


def faulty_rows(reading: WorkbookReading, problems: tuple[Problem, ...]) -> tuple[FaultyRow, ...]:
    """The rows to leave out, in the order of the file; none if anything else blocks."""
    if not can_be_left_out(problems):
        return ()
    by_row: dict[_Name, list[Problem]] = {}
    for problem in problems:
        if (name := _name(problem)) is not None:
            by_row.setdefault(name, []).append(problem)
    rows = (_row(reading, name, tuple(found)) for name, found in by_row.items() if has_errors(tuple(found)))
    return tuple(sorted(rows, key=lambda row: row.line))


def without(reading: WorkbookReading, rows: tuple[FaultyRow, ...]) -> WorkbookReading:
    """What the file says without these rows, and without their problems."""
    keys = {row.key for row in rows if row.key is not None}
    names = keys | {row.line for row in rows if row.key is None}
    return replace(
        reading,
        rows=tuple(row for row in reading.rows if row.section != SECTION or row.key not in keys),
        problems=tuple(one for one in reading.problems if _name(one) not in names),
    )


def is_left_out(problem: Problem, rows: tuple[FaultyRow, ...]) -> bool:
    """Whether a problem only says that the file lacks one of these rows, which it does not."""
    is_of_cases = problem.sheet == sheet_of(SECTION).name
    return is_of_cases and problem.code == "row_missing" and problem.key in {row.key for row in rows}


def _name(problem: Problem) -> _Name | None:
    if problem.sheet != sheet_of(SECTION).name or problem.cell is None:
        return None
    return problem.key if problem.key is not None else _line(problem.cell)


def _row(reading: WorkbookReading, name: _Name, problems: tuple[Problem, ...]) -> FaultyRow:
    if isinstance(name, int):
        return FaultyRow(None, name, None, problems)
    read = reading.by_key.get((SECTION, name))
    values: Mapping[str, object] = read.values if read else {}
    label = values.get("firm_name")
    line = read.line + 1 if read else _line(problems[0].cell or "")
    return FaultyRow(name, line, str(label) if label else None, problems)


def _line(cell: str) -> int:
    found = re.search(r"\d+", cell)
    assert found is not None
    return int(found[0])
