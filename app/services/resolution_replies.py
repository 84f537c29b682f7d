"""辦理情形 of 立法院決議: what was recorded, and recording more. What counts is the newest; nothing is rewritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.audit_trail import Entry, Subject
from app.domain.errors import ReplyRefused, WrongState
from app.domain.resolution_reply import STILL_OPEN, Reply, faults_of
from app.domain.roc_calendar import format_roc
from app.domain.roles import Permission
from app.models import Resolution, ResolutionReply, User
from app.services import audit_trail, resolutions
from app.services.permissions import may_in_agency
from app.services.resolutions import ResolutionLine
from app.services.transaction import transaction


@dataclass(frozen=True, slots=True)
class ResolutionPage:
    """A resolution on a day, with all that was recorded of it, newest first."""

    line: ResolutionLine
    replies: Sequence[ResolutionReply]
    may_answer: bool

    @property
    def newest(self) -> int | None:
        """Number of the reply that counts."""
        return self.replies[0].id if self.replies else None


def show(session: Session, resolution_id: int, *, viewer: User, on: date) -> ResolutionPage:
    """One resolution as a person reads it.

    :raises PermissionDenied: if ``viewer`` may read no budget at all.
    :raises NotFound: if there is no such resolution, or not for this person.
    """
    row = resolutions.get(session, resolution_id, viewer=viewer)
    may_answer = may_in_agency(viewer, Permission.ANSWER_RESOLUTIONS, row.agency_id)
    return ResolutionPage(resolutions.line_of(row, on), of(session, row), may_answer)


def of(session: Session, resolution: Resolution) -> Sequence[ResolutionReply]:
    """All that was recorded of a resolution, newest first. A step: the caller has asked who reads."""
    rows = select(ResolutionReply).where(ResolutionReply.resolution_id == resolution.id)
    return session.scalars(rows.options(joinedload(ResolutionReply.made_by)).order_by(ResolutionReply.id.desc())).all()


def record(
    session: Session, resolution_id: int, reply: Reply, *, after: int | None, by: User, on: date, at: datetime
) -> Resolution:
    """Add to what was done about a resolution; from then on its state, its light and its reminders follow this.

    :param after: the newest that was shown when this was written, ``None`` where there was none.
    :raises PermissionDenied: if ``by`` may do so for no agency.
    :raises NotFound: if there is no such resolution where ``by`` may.
    :raises WrongState: if somebody has recorded something since.
    :raises ReplyRefused: if it does not say what it must.
    """
    resolutions.get(session, resolution_id, viewer=by, permission=Permission.ANSWER_RESOLUTIONS)
    with transaction(session):
        row = session.get_one(Resolution, resolution_id, with_for_update=True, populate_existing=True)
        newest = next(iter(of(session, row)), None)
        if after != (newest.id if newest else None):
            raise WrongState("這項決議在您填寫期間已有新的辦理情形，請核對下方紀錄後再登錄。")
        before = _said(newest) if newest else None
        if faults := [*faults_of(reply, roc_year=row.roc_year, on=on), *_repeated(before, reply)]:
            raise ReplyRefused(faults)
        _add(session, row, reply, by, at)
        told = Entry(Subject.RESOLUTION, _name(row), _told(before), _told(reply), label=row.subject)
        audit_trail.record(session, [told], by=by, at=at, agency_id=row.agency_id)
    return row


def _add(session: Session, row: Resolution, reply: Reply, by: User, at: datetime) -> None:
    said = {"answer": reply.answer, "letter_no": reply.letter_no, "answered_on": reply.answered_on}
    new = ResolutionReply(resolution_id=row.id, agency_id=row.agency_id, text=reply.text, **said)
    new.made_by, new.made_at = by, at
    session.add(new)
    for field, value in said.items():
        setattr(row, field, value)


def _said(row: ResolutionReply) -> Reply:
    return Reply(row.answer, row.text, row.letter_no, row.answered_on)


def _repeated(before: Reply | None, reply: Reply) -> list[tuple[str, str]]:
    return [("text", "與目前的紀錄相同，沒有需要登錄的內容。")] if reply == before else []


def _name(row: Resolution) -> str:
    return f"{row.roc_year}/{row.section}/{row.item}"


def _told(reply: Reply | None) -> dict[str, str] | None:
    """For the trail, in the words of the page."""
    if reply is None:
        return None
    said = {
        "辦理結果": str(reply.answer or STILL_OPEN),
        "辦理情形": reply.text,
        "函復文號": reply.letter_no,
        "函復日期": format_roc(reply.answered_on) if reply.answered_on else None,
    }
    return {name: value for name, value in said.items() if value is not None}
