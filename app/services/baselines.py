"""原訂與歷次變更 of a plan: the first promise is kept for ever beside the present one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.domain import canonical, change_request
from app.domain.baseline import ApprovedChange
from app.domain.change_request import ChangeStatus
from app.domain.errors import NotFound
from app.domain.plan_document import PlanDocument
from app.models import ChangeRequest, Plan
from app.services import revisions


def baseline_of(session: Session, plan: Plan) -> PlanDocument:
    """The plan as it was set up: the document of its first revision.

    :raises NotFound: if the history does not begin with it.
    """
    first = revisions.find(session, plan, 1)
    if first is None:
        raise NotFound(f"查無計畫 {plan.code} 的第 1 次修訂，無法與原訂內容對照；請洽系統管理者。")
    return canonical.from_json(first.document)


def approved_changes(session: Session, plan: Plan) -> tuple[ApprovedChange, ...]:
    """The plan's approved changes, first to last, as they were applied."""
    query = select(ChangeRequest.number, ChangeRequest.reviewed_at, ChangeRequest.applied)
    rows = session.execute(
        query.where(ChangeRequest.plan_id == plan.id, ChangeRequest.status == ChangeStatus.APPROVED).order_by(
            ChangeRequest.number
        )
    )
    return tuple(
        ApprovedChange(number, clock.day_of(reviewed_at), change_request.from_json(applied))
        for number, reviewed_at, applied in rows
        if number is not None and reviewed_at is not None and applied is not None
    )
