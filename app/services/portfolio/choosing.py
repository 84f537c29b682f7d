"""Which plans are meant, whatever their lights; and what there is to choose from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.domain.roles import Permission
from app.domain.slippage import Level
from app.models import Agency, Alert, Contractor, Plan, User
from app.services.permissions import visible_plans
from app.services.portfolio.asking import Wanted
from app.services.portfolio.branches import branches, lines_under


@dataclass(frozen=True, slots=True)
class Choices:
    """What a list can be narrowed by: numbers with their names, each once, by name."""

    years: Sequence[int]  # newest first
    divisions: Sequence[str]
    branches: Sequence[tuple[int, str]]
    contractors: Sequence[tuple[int, str]]
    agencies: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Shelves:
    """Where the plans of a person lie: year, agency, division, 受委託單位 and 分支計畫, each combination once."""

    rows: Sequence[Any]

    @property
    def years(self) -> Sequence[int]:
        """The years in which the person has plans, newest first."""
        return sorted({row.roc_year for row in self.rows}, reverse=True)

    @property
    def year(self) -> int | None:
        """The year to begin with: the newest in which a plan runs today; where none runs, the newest."""
        alive = [row.roc_year for row in self.rows if row.runs]
        return max(alive or self.years, default=None)

    def choices(self, roc_year: int | None) -> Choices:
        """What the plans of a year (``None``: of all years) can be narrowed by."""
        rows = [row for row in self.rows if roc_year in (None, row.roc_year)]
        return Choices(
            self.years,
            sorted({row.division for row in rows}),
            _by_name((row.branch_id, row.branch) for row in rows if row.branch_id),
            _by_name((row.contractor_id, row.contractor) for row in rows),
            _by_name((row.agency_id, row.agency) for row in rows),
        )


def shelves(session: Session, viewer: User, *, on: date) -> Shelves:
    """Where the plans lie that a person may see, in one query."""
    runs = case((and_(Plan.starts_on <= on, Plan.ends_on >= on), 1), else_=0)
    kinds = (Plan.roc_year, Plan.agency_id, Plan.division, Plan.contractor_id, Plan.budget_line_id)
    seen = visible_plans(viewer).order_by(None).with_only_columns(*kinds, func.max(runs).label("runs"))
    found = seen.group_by(*kinds).subquery()
    of_line = branches(viewer)
    named = (
        select(
            *(found.c.roc_year, found.c.agency_id, found.c.division, found.c.contractor_id, found.c.runs),
            Agency.name.label("agency"),
            Contractor.name.label("contractor"),
            of_line.c.branch_id,
            of_line.c.name.label("branch"),
        )
        .join(Agency, Agency.id == found.c.agency_id)
        .join(Contractor, Contractor.id == found.c.contractor_id)
        .outerjoin(of_line, of_line.c.line_id == found.c.budget_line_id)
    )
    return Shelves(session.execute(named).all())


def matching(viewer: User, asked: Wanted, permission: Permission = Permission.VIEW) -> Select[Plan]:
    """The plans asked for, as far as the person has the permission for them, whatever their lights."""
    return visible_plans(viewer, permission).where(*_conditions(viewer, asked))


def _conditions(viewer: User, asked: Wanted) -> list[ColumnElement[bool]]:
    chosen = {
        Plan.roc_year: asked.roc_year,
        Plan.division: asked.division or None,
        Plan.contractor_id: asked.contractor,
        Plan.agency_id: asked.agency,
    }
    conditions: list[ColumnElement[bool]] = [column == value for column, value in chosen.items() if value is not None]
    if asked.branch is not None:
        conditions.append(lines_under(asked.branch, viewer))
    if asked.has_alerts:
        slips = select(Alert.id).where(Alert.plan_id == Plan.id, Alert.resolved_on.is_(None))
        conditions.append(slips.where(Alert.level >= int(Level.BEHIND)).exists())
    if asked.words:
        of_contractor = select(Contractor.id).where(Contractor.name.icontains(asked.words, autoescape=True))
        searched = (Plan.code + " " + Plan.name).icontains(asked.words, autoescape=True)
        conditions.append(or_(searched, Plan.contractor_id.in_(of_contractor)))
    return conditions


def _by_name(pairs: Iterable[tuple[int, str]]) -> Sequence[tuple[int, str]]:
    return sorted(set(pairs), key=lambda pair: (pair[1], pair[0]))
