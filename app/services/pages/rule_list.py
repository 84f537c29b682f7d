"""The list of checking rules of an agency: what each asks, whether it blocks, and since when and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.findings import Severity
from app.domain.leniency import RuleMode
from app.domain.rule_catalogue import GROUPS, RuleEntry
from app.models import Agency, RuleSetting
from app.services import rule_settings


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule; ``history`` holds what the agency said of it, newest first."""

    code: str
    title: str
    advice: str
    severity: Severity
    mode: RuleMode
    may_change: bool
    history: tuple[RuleSetting, ...]

    @property
    def other_mode(self) -> RuleMode:
        """What it would be changed to."""
        return RuleMode.IN_FORCE if self.mode is RuleMode.TRIAL else RuleMode.TRIAL


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules of one kind."""

    title: str
    rules: tuple[RuleLine, ...]


def groups(session: Session, agency: Agency) -> tuple[RuleGroup, ...]:
    """All rules, as the agency takes them."""
    said = rule_settings.history(session, agency)
    return tuple(RuleGroup(title, tuple(_line(entry, said) for entry in entries)) for title, entries in GROUPS)


def _line(entry: RuleEntry, said: Sequence[RuleSetting]) -> RuleLine:
    of_rule = tuple(row for row in said if row.code == entry.code)
    return RuleLine(
        code=entry.code,
        title=entry.title,
        advice=entry.advice,
        severity=entry.severity,
        mode=of_rule[0].mode if of_rule else RuleMode.IN_FORCE,
        # A rule that only ever asks has nothing to try out.
        may_change=entry.waivable and entry.severity is Severity.ERROR,
        history=of_rule,
    )
