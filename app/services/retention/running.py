"""Letting go of what is old, or saying what would go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app import clock
from app.services.retention import persons, traces
from app.services.retention.rule import Rule
from config import Settings


@dataclass(frozen=True, slots=True)
class Outcome:
    """How much of something goes or went."""

    key: str
    what: str
    kept: str
    source: str
    count: int


def preview(session: Session, settings: Settings, *, at: datetime) -> Sequence[Outcome]:
    """What would go now; nothing does."""
    return [_told(rule, rule.count(session, at)) for rule in _rules(settings)]


def forget(session: Session, settings: Settings, *, at: datetime) -> Sequence[Outcome]:
    """Let go of what is old, and say how much that was."""
    return [_told(rule, rule.forget(session, at)) for rule in _rules(settings)]


def work(session: Session, _on: date, *, settings: Settings) -> str:
    """The job of the night."""
    gone = [one for one in forget(session, settings, at=clock.now()) if one.count]
    return "逾保存期限：" + "、".join(f"{one.what} {one.count} 筆" for one in gone) if gone else "沒有逾保存期限的資料"


def _rules(settings: Settings) -> tuple[Rule, ...]:
    return (*traces.rules(settings), *persons.rules(settings.retention))


def _told(rule: Rule, count: int) -> Outcome:
    return Outcome(rule.key, rule.what, rule.kept, rule.source, count)
