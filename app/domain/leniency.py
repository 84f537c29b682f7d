"""Errors that do not block: of a rule that is only tried out (試行), or that was waived for one submission (豁免).

Only rules of the field can be either. What could not be read, or could not be kept, blocks whatever anybody wishes.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from app.domain.findings import Finding, Problem, Severity
from app.domain.rule_catalogue import CATALOGUE

FoundT = TypeVar("FoundT", Finding, Problem)


class RuleMode(StrEnum):
    """Whether what a rule finds blocks."""

    IN_FORCE = "生效"
    TRIAL = "試行"  # an error is told as a warning, so that people see a new rule before it blocks


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule that does not block one submission, by its code; ``key`` is the row, ``None`` for all rows."""

    code: str
    key: str | None
    reason: str

    def covers(self, found: Finding | Problem) -> bool:
        """Whether this is what was waived."""
        return self.code == found.code and self.key in (None, found.key)


def is_lenient(code: str) -> bool:
    """Whether the rule can be tried out or waived at all."""
    return code in CATALOGUE and CATALOGUE[code].waivable


def judge(
    found: Iterable[FoundT], *, trials: Collection[str] = (), waivers: Collection[Waiver] = ()
) -> tuple[FoundT, ...]:
    """``found`` with the errors that do not block turned into warnings that say why.

    :param trials: codes of the rules that are tried out.
    """
    return tuple(_judged(one, trials, waivers) for one in found)


def _judged(one: FoundT, trials: Collection[str], waivers: Collection[Waiver]) -> FoundT:
    if one.severity is not Severity.ERROR or not is_lenient(one.code):
        return one
    waiver = next((waiver for waiver in waivers if waiver.covers(one)), None)
    if waiver is not None:
        return replace(one, severity=Severity.WARNING, message=f"{one.message}（已豁免：{waiver.reason}）")
    if one.code in trials:
        return replace(one, severity=Severity.WARNING, message=f"{one.message}（試行）")
    return one
