"""The page of a year's budget: from the agency down to the plans that it pays for, and what it is spent on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session, joinedload

from app.domain.budget import Account, BudgetLevel, Line, Sums, sums_of
from app.models import BudgetLine, Plan, User
from app.services import budget
from app.services.permissions import visible_plans


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A line of the budget, or a plan under it. Whole 元.

    ``depth`` counts from 0 for the agency. ``is_rest`` is what a 分支計畫 has beyond the plans that it lists.
    """

    depth: int
    level: str
    code: str
    name: str
    amount: int | None
    change: int | None = None
    divisions: str | None = None
    plan: Plan | None = None
    is_rest: bool = False
    branch_id: int | None = None  # of a 分支計畫, by which the list of plans can be narrowed


@dataclass(frozen=True, slots=True)
class AgencyBudget:
    """An agency's budget of a year. ``accounts`` are summed over all 分支計畫, in the order of their codes."""

    agency: str
    total: int
    rows: tuple[BudgetRow, ...]
    accounts: tuple[Account, ...]
    plans: int
    commissioned: int  # what its plans cost, whole 元


def of_year(session: Session, roc_year: int, *, viewer: User) -> tuple[AgencyBudget, ...]:
    """The budgets of a year that a person may read; a plan is named only to whom it may be shown.

    :raises PermissionDenied: if ``viewer`` may read no budget at all.
    """
    lines = budget.of_year(session, roc_year, viewer=viewer)
    plans = _plans(session, lines, viewer)
    accounts = _accounts(session, lines)
    return tuple(
        _agency_budget(list(of_agency), plans, accounts) for _, of_agency in groupby(lines, lambda line: line.agency_id)
    )


def _agency_budget(
    lines: Sequence[BudgetLine], plans: Mapping[int, list[Plan]], accounts: Mapping[int, list[Account]]
) -> AgencyBudget:
    rows = tuple(_rows(lines, plans))
    shown = [row.plan for row in rows if row.plan is not None]
    summed: dict[tuple[str, str], int] = {}
    for line in lines:
        for one in accounts.get(line.id, []):
            summed[one.code, one.name] = summed.get((one.code, one.name), 0) + one.amount
    return AgencyBudget(
        agency=lines[0].name,
        total=lines[0].amount or 0,
        rows=rows,
        accounts=tuple(Account("", code, name, amount) for (code, name), amount in sorted(summed.items())),
        plans=len(shown),
        commissioned=sum(plan.government_budget for plan in shown),
    )


def _rows(lines: Sequence[BudgetLine], plans: Mapping[int, list[Plan]]) -> Iterator[BudgetRow]:
    code_of = {line.id: line.code for line in lines}
    sums = sums_of(
        Line(line.code, code_of.get(line.parent_id or 0), line.level, line.name, line.amount) for line in lines
    )
    depths: dict[int, int] = {}
    rests: list[tuple[int, BudgetRow]] = []
    for line in lines:
        depth = depths[line.id] = depths[line.parent_id] + 1 if line.parent_id else 0
        while rests and rests[-1][0] >= depth:
            yield rests.pop()[1]
        yield BudgetRow(
            *(depth, line.level.value, line.code, line.name, sums[line.code].amount, line.change, line.divisions),
            branch_id=line.id if line.level is BudgetLevel.BRANCH else None,
        )
        for plan in plans.get(line.id, []):
            yield BudgetRow(depth + 1, "委辦計畫", plan.code, plan.name, plan.government_budget, plan=plan)
        rests += _rest(line, sums[line.code], depth)
    yield from (row for _, row in reversed(rests))


def _rest(line: BudgetLine, sums: Sums, depth: int) -> list[tuple[int, BudgetRow]]:
    if line.level is not BudgetLevel.BRANCH or not sums.unlisted:
        return []
    name = "其他未逐項列出之經費"
    return [(depth, BudgetRow(depth + 1, "其他", f"{line.code}-", name, sums.unlisted, is_rest=True))]


def _plans(session: Session, lines: Sequence[BudgetLine], viewer: User) -> Mapping[int, list[Plan]]:
    wanted = visible_plans(viewer).where(Plan.budget_line_id.in_([line.id for line in lines]))
    found: dict[int, list[Plan]] = {}
    for plan in session.scalars(wanted.options(joinedload(Plan.contractor))):
        found.setdefault(plan.budget_line_id or 0, []).append(plan)
    return found


def _accounts(session: Session, lines: Sequence[BudgetLine]) -> Mapping[int, list[Account]]:
    found: dict[int, list[Account]] = {}
    for row in budget.accounts_of(session, lines):
        found.setdefault(row.budget_line_id, []).append(Account("", row.code, row.name, row.amount))
    return found
