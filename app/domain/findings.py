"""What is wrong with a report, as data: collected, never raised (house rule: findings are not refusals)."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a finding blocks or asks."""

    ERROR = "錯誤"  # the file is rejected whole
    WARNING = "警示"  # a person is asked to look
    REMARK = "審查意見"  # what a reviewer said; only in a marked file


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in one field of one row of a plan document.

    ``message`` is a sentence for the person who filled it in: what is wrong, and what to do.
    """

    section: str
    key: str
    field: str | None
    severity: Severity
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file, at the place where its author sees it."""

    sheet: str
    cell: str | None  # "H5"; None when the whole sheet or file is meant
    severity: Severity
    code: str
    message: str
    key: str | None = None  # the row's key, when the row is known


def has_errors(problems: tuple[Problem, ...] | tuple[Finding, ...]) -> bool:
    """Whether anything blocks."""
    return any(problem.severity is Severity.ERROR for problem in problems)
