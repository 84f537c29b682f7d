"""Cells that two people changed at once, as the one who comes second is shown them."""

from sqlalchemy.orm import Session

from app.services import settlements
from app.services.pages import differences
from app.services.pages.differences import Conflict
from app.services.stale_forms import Stale


def lines(session: Session, stale: Stale) -> tuple[Conflict, ...]:
    """Each cell: as it was when the form was opened, as it stands now and by whose change, and as it was filled in."""
    latest = settlements.latest_changes(session, stale.plan, stale.merge.conflicts, since=stale.opened)
    return differences.conflicts(stale.merge, stale.now, latest)
