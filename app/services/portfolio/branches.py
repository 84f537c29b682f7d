"""Which 分支計畫 of the budget pays for a plan, whatever line below it the plan hangs on."""

from sqlalchemy import CTE, ColumnElement, false, select
from sqlalchemy.orm import aliased

from app.domain.budget import BudgetLevel
from app.domain.roles import Permission
from app.models import BudgetLine, Plan, User
from app.services.budget import may_read
from app.services.permissions import may_anywhere


def branches(viewer: User) -> CTE:
    """Every line of a budget that the person may read with its 分支計畫: ``line_id``, ``branch_id``, ``name``."""
    readable: ColumnElement[bool] = (
        may_read(viewer, BudgetLine) if may_anywhere(viewer, Permission.READ_BUDGET) else false()
    )
    top = select(BudgetLine.id.label("line_id"), BudgetLine.id.label("branch_id"), BudgetLine.name.label("name"))
    above = top.where(BudgetLine.level == BudgetLevel.BRANCH, readable).cte("branch_of", recursive=True)
    part = aliased(BudgetLine)
    below = select(part.id, above.c.branch_id, above.c.name).join(above, part.parent_id == above.c.line_id)
    return above.union_all(below)


def lines_under(branch_id: int, viewer: User) -> ColumnElement[bool]:
    """Whether a plan's budget line belongs to a 分支計畫, as a condition on ``Plan.budget_line_id``."""
    found = branches(viewer)
    return Plan.budget_line_id.in_(select(found.c.line_id).where(found.c.branch_id == branch_id))
