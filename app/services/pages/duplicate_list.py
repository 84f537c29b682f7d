"""疑似重複: the firms that may be one, a page at a time, and the decisions that were taken last."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Permission
from app.models import FirmDecision, User
from app.services.firms.duplicates import Duplicate, duplicates
from app.services.pages.paging import Page, paged
from app.services.permissions import may_anywhere, require_anywhere

RECENT = 20


@dataclass(frozen=True, slots=True)
class DuplicateList:
    """``open`` wait for a decision; ``written`` are firms of one 統一編號 under several names: nothing to decide."""

    open: tuple[Duplicate, ...]
    page: Page
    written: tuple[Duplicate, ...]
    recent: tuple[FirmDecision, ...]
    may_decide: bool


def show(session: Session, number: int, *, viewer: User) -> DuplicateList:
    """All that may be one firm.

    :raises PermissionDenied: if the viewer may not see every firm.
    """
    require_anywhere(viewer, Permission.READ_FIRMS)
    found = duplicates(session)
    waiting = paged([one for one in found if len(one.tax_ids) > 1], number)
    recent = select(FirmDecision).order_by(FirmDecision.decided_at.desc(), FirmDecision.id.desc()).limit(RECENT)
    return DuplicateList(
        waiting.rows,
        waiting.page,
        tuple(one for one in found if len(one.tax_ids) == 1),
        tuple(session.scalars(recent)),
        may_anywhere(viewer, Permission.MANAGE_FIRMS),
    )
