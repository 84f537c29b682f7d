"""立法院決議: what was asked, until when, and how it was answered; followed like a checkpoint."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit_trail import Entry, Subject
from app.domain.budget import ResolutionAnswer, ResolutionState, resolution_state
from app.domain.thresholds import Thresholds
from app.models import Agency, Resolution, User
from app.services import audit_trail
from app.services.budget import may_read


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


def listed(session: Session, *, viewer: User, on: date) -> Sequence[ResolutionLine]:
    """The resolutions that a person may read, newest budget first, as they stand on a day.

    :raises PermissionDenied: if ``viewer`` may read no budget at all.
    """
    rows = session.scalars(
        select(Resolution)
        .where(may_read(viewer, Resolution))
        .order_by(Resolution.roc_year.desc(), Resolution.agency_id, Resolution.position)
    )
    return [_line(row, on) for row in rows]


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
        session.add(
            Resolution(agency_id=agency.id, roc_year=roc_year, position=position, is_demo=is_demo, **asdict(one))
        )
        name = f"{roc_year}/{one.section}/{one.item}"
        told.append(Entry(Subject.RESOLUTION, name, None, one, label=one.subject))
    audit_trail.record(session, told, by=by, at=at, agency_id=agency.id)


def _line(row: Resolution, on: date) -> ResolutionLine:
    soon = Thresholds().due_soon_days  # an agency's own word is about plans; a resolution belongs to none
    state = resolution_state(row.due_on, row.answer, row.answered_on, as_of=on, due_soon_days=soon)
    is_answered = state in {ResolutionState.ANSWERED, ResolutionState.ANSWERED_LATE}
    return ResolutionLine(row, state, None if row.due_on is None or is_answered else (on - row.due_on).days)
