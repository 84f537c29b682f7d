"""Waivers as pages show them, and the errors that may still be waived."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.findings import Problem
from app.domain.rule_catalogue import CATALOGUE
from app.models import Submission
from app.services import waivers


@dataclass(frozen=True, slots=True)
class WaiverLine:
    """One waiver; ``key`` is the row, ``None`` for all rows."""

    title: str
    key: str | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WaiverChoice:
    """Something that may be waived; ``value`` is the code, with the row behind a slash if it is one row's."""

    value: str
    label: str


def of_submission(session: Session, submission: Submission) -> tuple[WaiverLine, ...]:
    """What was waived for a submission."""
    return tuple(
        WaiverLine(_title(row.code), row.key, row.reason, row.granted_by.name, row.granted_at)
        for row in waivers.of_submission(session, submission)
    )


def choices(problems: Iterable[Problem]) -> tuple[WaiverChoice, ...]:
    """Each row with an error that may be waived, and each rule that has several such rows."""
    found = waivers.waivable(problems)
    rows = dict.fromkeys((one.code, one.key, one.sheet) for one in found if one.key is not None)
    one_row = [WaiverChoice(f"{code}/{key}", f"{_title(code)}：{sheet} {key}") for code, key, sheet in rows]
    counted = Counter(code for code, _, _ in rows)
    every_row = [WaiverChoice(code, f"{_title(code)}：全部 {count} 列") for code, count in counted.items() if count > 1]
    return (*one_row, *every_row)


def _title(code: str) -> str:
    return CATALOGUE[code].title if code in CATALOGUE else code
