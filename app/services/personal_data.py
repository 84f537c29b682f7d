"""Personal data as a person may see them, and the trace that stays when they leave the system."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import personal_data
from app.domain.audit_trail import Entry, Subject
from app.domain.personal_data import PersonalKind, Purpose
from app.models import Plan, User
from app.services import audit_entries, audit_trail
from app.services.permissions import in_force
from app.services.transaction import transaction


def shown(text: str, kind: PersonalKind, purpose: Purpose, *, viewer: User) -> str:
    """What the viewer sees of somebody's datum: their own, and what one of their roles needs, in full."""
    if text in (viewer.name, viewer.email):
        return text
    return personal_data.shown(text, kind, {grant.role for grant in in_force(viewer)}, purpose)


def tell_export(
    session: Session, what: str, *, people: int, rows: int, by: User, at: datetime, plan: Plan | None = None
) -> None:
    """Write down in the audit trail that personal data leave the system; before the file is handed over.

    :param session: one that may write; an export itself only reads.
    :param people: how many persons the file tells of; of none there is nothing to tell.
    :param rows: how many lines it has.
    """
    if not people:
        return
    entry = Entry(Subject.PERSONAL_DATA, what, None, {"匯出": what, "人數": people, "筆數": rows}, label=f"匯出{what}")
    agency_id = None if plan else audit_entries.agency_of(by)
    with transaction(session):
        audit_trail.record(session, [entry], by=by, at=at, plan=plan, agency_id=agency_id)
