"""What a list of cases would change, before it is confirmed."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from app.domain.findings import Severity
from app.domain.merge import ChangeKind
from app.domain.roc_calendar import format_roc
from app.services.cases.importing import Examined, Line
from app.services.cases.trail import PERSONAL
from app.services.pages.submission_page import ProblemSheet, problem_sheets
from app.workbooks.case_sheets import CASE_COLUMNS, YES_NO

MOST_SHOWN = 300  # rows of each kind; the counts tell of all


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that would change, as people write it."""

    column: str
    kind: ChangeKind
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """A case that the list would change or bring in; ``course`` are the steps that it would take."""

    key: str
    firm_name: str
    course: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ImportPage:
    """A list before it is confirmed."""

    plan_code: str | None
    imported: int
    updated: int
    unchanged: int
    error_count: int
    warning_count: int
    problem_sheets: tuple[ProblemSheet, ...]
    new: tuple[ChangedCase, ...]
    changed: tuple[ChangedCase, ...]
    is_accepted: bool


def show(examined: Examined) -> ImportPage:
    """What the page shows of a list that was looked through."""
    severities = Counter(problem.severity for problem in examined.problems)
    new = [line for line in examined.lines if line.is_new]
    changed = [line for line in examined.lines if not line.is_new and line.changes_something]
    return ImportPage(
        plan_code=examined.plan.code if examined.plan else None,
        **examined.counts(),
        error_count=severities[Severity.ERROR],
        warning_count=severities[Severity.WARNING],
        problem_sheets=problem_sheets(examined.problems),
        new=tuple(map(_case, new[:MOST_SHOWN])),
        changed=tuple(map(_case, changed[:MOST_SHOWN])),
        is_accepted=examined.is_accepted,
    )


def _case(line: Line) -> ChangedCase:
    before, after = line.live or {}, line.registration.changes
    steps = [move.target for move in line.registration.moves]
    return ChangedCase(
        key=line.key,
        firm_name=str(after.get("firm_name") or before.get("firm_name") or ""),
        course=" → ".join(steps),
        changes=tuple(
            Change(
                CASE_COLUMNS[name].header,
                ChangeKind.FILLED if before.get(name) is None else ChangeKind.CHANGED,
                _text(name, before.get(name)),
                _text(name, value),
            )
            for name, value in after.items()
            if name in CASE_COLUMNS and name != "key" and not line.is_new
        ),
    )


def _text(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if name in PERSONAL:
        return "（個人資料）"
    column = CASE_COLUMNS[name]
    if column.choices == YES_NO:
        return YES_NO[not value]
    if isinstance(value, int):
        return f"{value:,}"
    return format_roc(value) if hasattr(value, "isoformat") else str(value)
