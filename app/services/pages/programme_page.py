"""The page of the rules of the programme: each figure with its sentence, what was set and why, who is closed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session

from app.domain.eligibility import LABELS, Violation
from app.domain.eligibility.limits import QUOTES, UNITS
from app.domain.roles import Permission
from app.models import AdviserAbnormality, Agency, ProgrammeLimit, User
from app.services import permissions, programme_limits, programme_rules


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One figure in the year that is looked at; ``history`` holds what the agency set, newest first."""

    name: str
    label: str
    unit: str
    value: int
    history: tuple[ProgrammeLimit, ...]


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A sentence of the rules, and the figures in it."""

    quote: str
    limits: tuple[LimitLine, ...]


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """What the page shows of one agency and year."""

    rules: tuple[RuleCard, ...]
    abnormalities: Sequence[AdviserAbnormality]
    violations: tuple[Violation, ...]


def page(session: Session, agency: Agency, roc_year: int, *, viewer: User) -> ProgrammePage:
    """The rules in force in a year, and the cases of all years that break one."""
    limits = programme_limits.limits_of(session, agency.id)(roc_year)
    said = programme_limits.history(session, agency.id)
    lines = [
        LimitLine(name, label, UNITS[name], getattr(limits, name), tuple(row for row in said if row.name == name))
        for name, label in LABELS.items()
    ]
    cards = tuple(RuleCard(quote, tuple(of_rule)) for quote, of_rule in groupby(lines, lambda line: QUOTES[line.name]))
    visible = permissions.visible_plans(viewer, Permission.VIEW)
    plans = [plan for plan in session.scalars(visible) if plan.agency_id == agency.id]
    return ProgrammePage(
        cards, programme_limits.abnormalities(session, agency.id), programme_rules.check(session, plans)
    )
