"""A plan among the plans of the same name: one a year, and what each came to. Steps: they do not commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Row, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.domain.errors import NotFound
from app.domain.roles import Permission
from app.models import BudgetLine, Plan, PlanSnapshot, User
from app.services.permissions import may, require

MOST = 40  # years of one name


@dataclass(frozen=True, slots=True)
class PlanYear:
    """A year of the plan with the last row that was kept of it; ``None`` before the first night."""

    plan: Plan
    last: PlanSnapshot | None


@dataclass(frozen=True, slots=True)
class PlanYears:
    """The plan asked for among the years that the viewer may see, by year and code."""

    plan: Plan
    years: tuple[PlanYear, ...]
    paid_by: str | None  # 工作計畫 or 分支計畫 of the budget that pays for it, where the budget lists it

    @property
    def before(self) -> Plan | None:
        """The plan of the year before; the last of several."""
        found = [one.plan for one in self.years if one.plan.roc_year == self.plan.roc_year - 1]
        return found[-1] if found else None


def of_code(session: Session, code: str, *, viewer: User) -> PlanYears:
    """The plan of this code with those of its agency that have its name, in one query.

    :raises NotFound: if there is none.
    :raises PermissionDenied: if ``viewer`` may not see it.
    """
    rows = _rows(session, code)
    found = sorted((PlanYear(row.Plan, row.PlanSnapshot) for row in rows), key=_by_year)
    plan = next((one.plan for one in found if one.plan.code == code), None)
    if plan is None:
        raise NotFound(f"查無計畫 {code}，請確認計畫代號。")
    require(viewer, Permission.VIEW, plan)
    return PlanYears(plan, tuple(one for one in found if may(viewer, Permission.VIEW, one.plan)), rows[0].paid_by)


def _by_year(one: PlanYear) -> tuple[int, str]:
    return one.plan.roc_year, one.plan.code


def _rows(session: Session, code: str) -> Sequence[Row[Plan, PlanSnapshot, str]]:
    return session.execute(_statement(), {"code": code}).all()


@cache
def _statement() -> Select[Plan, PlanSnapshot, str]:
    """Put together once: that takes longer than the database needs to answer it."""
    asked, kept, line, branch = aliased(Plan), aliased(PlanSnapshot), aliased(BudgetLine), aliased(BudgetLine)
    newest = select(func.max(kept.on_day)).where(kept.plan_id == Plan.id).scalar_subquery()
    return (
        select(Plan, PlanSnapshot, branch.name.label("paid_by"))
        .join(asked, and_(asked.agency_id == Plan.agency_id, asked.name == Plan.name))
        .outerjoin(PlanSnapshot, and_(PlanSnapshot.plan_id == Plan.id, PlanSnapshot.on_day == newest))
        .outerjoin(line, line.id == asked.budget_line_id)
        .outerjoin(branch, branch.id == line.parent_id)
        .where(asked.code == bindparam("code"))
        .options(joinedload(Plan.agency, innerjoin=True), joinedload(Plan.contractor, innerjoin=True))
        # The plan itself first, so that it is there however many have its name.
        .order_by((Plan.id == asked.id).desc(), Plan.roc_year.desc())
        .limit(MOST)
    )
