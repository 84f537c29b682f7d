"""立法院決議: what was asked, until when, and how it was answered; followed like a checkpoint."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.audit_trail import Entry, Subject
from app.domain.budget import (
    DEALT_WITH,
    ResolutionAnswer,
    ResolutionState,
    resolution_light,
    resolution_state,
)
from app.domain.errors import NotFound
from app.domain.lights import LightReading
from app.domain.roles import Permission
from app.domain.thresholds import Thresholds
from app.models import Agency, Resolution, ResolutionReply, User
from app.services import audit_trail
from app.services.budget import may_read
from app.services.permissions import may_in_agency, require_anywhere

LIMITS = Thresholds()  # an agency's own word is about plans; a resolution belongs to none


@dataclass(frozen=True, slots=True)
class NewResolution:
    """A resolution with its answer, if there is one."""

    section: str
    item: str
    subject: str
    answer: ResolutionAnswer | None
    answered_on: date | None = None
    letter_no: str | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ResolutionLine:
    """A resolution on a day; ``days`` is days after its deadline, ``None`` where it is answered or has none."""

    resolution: Resolution
    state: ResolutionState
    days: int | None
    reading: LightReading

    @property
    def is_dealt_with(self) -> bool:
        """Whether it was answered."""
        return self.state in DEALT_WITH

    @property
    def who(self) -> str | None:
        """誰處理: the roles that are told of it, ``None`` once it is answered."""
        if self.is_dealt_with:
            return None
        return "計畫辦公室、主管" if self.state is ResolutionState.OVERDUE else "計畫辦公室"


def listed(session: Session, *, viewer: User, on: date) -> Sequence[ResolutionLine]:
    """The resolutions that a person may read, as they stand on a day.

    What is still to be answered comes first, the earliest deadline on top and those without one last; then what was
    answered, the newest budget first.

    :raises PermissionDenied: if ``viewer`` may read no budget at all.
    """
    rows = session.scalars(
        select(Resolution)
        .where(may_read(viewer, Resolution))
        .options(joinedload(Resolution.agency))
        .order_by(Resolution.roc_year.desc(), Resolution.agency_id, Resolution.position)
    )
    return sorted((line_of(row, on) for row in rows), key=_by_turn)


def get(
    session: Session, resolution_id: int, *, viewer: User, permission: Permission = Permission.READ_BUDGET
) -> Resolution:
    """One of the resolutions for which a person has ``permission``.

    :raises PermissionDenied: if the person has it in no agency.
    :raises NotFound: if there is no such resolution, or the person does not have it in that agency.
    """
    require_anywhere(viewer, permission)
    row = session.get(Resolution, resolution_id)
    if row is None or not may_in_agency(viewer, permission, row.agency_id):
        raise NotFound("找不到這項立法院決議，或不在您的權限內。")
    return row


def _by_turn(line: ResolutionLine) -> tuple[bool, date]:
    due = date.max if line.is_dealt_with or line.resolution.due_on is None else line.resolution.due_on
    return line.is_dealt_with, due


def line_of(row: Resolution, on: date) -> ResolutionLine:
    """One as it stands on a day. A step: does not ask who reads."""
    state = resolution_state(row.due_on, row.answer, row.answered_on, as_of=on, due_soon_days=LIMITS.due_soon_days)
    reading = resolution_light(
        state,
        row.due_on,
        as_of=on,
        severe_overdue_days=LIMITS.severe_overdue_days,
        due_soon_days=LIMITS.due_soon_days,
    )
    is_open = state not in DEALT_WITH and row.due_on is not None
    return ResolutionLine(row, state, (on - row.due_on).days if is_open and row.due_on else None, reading)


def put(
    session: Session,
    agency: Agency,
    roc_year: int,
    new: Iterable[NewResolution],
    *,
    is_demo: bool,
    by: User | None,
    at: datetime,
) -> None:
    """Keep the resolutions on a year's budget. A step: the caller has asked whether ``by`` may, and commits."""
    told = []
    for position, one in enumerate(new):
        row = Resolution(agency_id=agency.id, roc_year=roc_year, position=position, is_demo=is_demo, **asdict(one))
        session.add(row)
        if one.answer is not None:
            session.add(_printed_reply(row, agency, one))
        name = f"{roc_year}/{one.section}/{one.item}"
        told.append(Entry(Subject.RESOLUTION, name, None, one, label=one.subject))
    audit_trail.record(session, told, by=by, at=at, agency_id=agency.id)


def _printed_reply(row: Resolution, agency: Agency, one: NewResolution) -> ResolutionReply:
    """The answer that came with a resolution begins its history; nobody here recorded it."""
    return ResolutionReply(
        resolution=row,
        agency_id=agency.id,
        answer=one.answer,
        letter_no=one.letter_no,
        answered_on=one.answered_on,
    )
