"""施政計畫指標: what a whole programme is measured by, its percentages computed by our own rule."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit_trail import Entry, Subject
from app.domain.figures import round_half_up
from app.domain.variance import Variance
from app.models import Agency, ProgrammeIndicator, User
from app.services import audit_trail
from app.services.budget import may_read


@dataclass(frozen=True, slots=True)
class NewProgrammeIndicator:
    """A figure as a programme's progress report prints it, in the printed unit."""

    programme: str
    group_name: str
    area: str | None
    item: str
    unit: str
    target: Decimal | None
    actual: Decimal | None
    printed_pct: Decimal | None
    period: str | None


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A figure with our 達成率 (a ratio, never clamped) beside what the report prints."""

    row: ProgrammeIndicator

    @property
    def rate(self) -> Decimal | None:
        """Actual over target; ``None`` without one of them."""
        return Variance(self.row.target, self.row.actual).rate

    @property
    def agrees(self) -> bool | None:
        """Whether our rate, rounded half-up as printed, is the printed one; ``None`` where one is missing."""
        if self.rate is None or self.row.printed_pct is None:
            return None
        return round_half_up(self.rate * 100, 1) == self.row.printed_pct


def of_year(session: Session, roc_year: int, *, viewer: User) -> Sequence[ProgrammeLine]:
    """The figures of a year's programmes, as their reports list them.

    :raises PermissionDenied: if ``viewer`` may read no budget at all.
    """
    rows = session.scalars(
        select(ProgrammeIndicator)
        .where(ProgrammeIndicator.roc_year == roc_year, may_read(viewer, ProgrammeIndicator))
        .order_by(ProgrammeIndicator.agency_id, ProgrammeIndicator.position)
    )
    return [ProgrammeLine(row) for row in rows]


def years(session: Session, *, viewer: User) -> Sequence[int]:
    """The years of which a person may read figures, newest first."""
    found = select(ProgrammeIndicator.roc_year).where(may_read(viewer, ProgrammeIndicator)).distinct()
    return session.scalars(found.order_by(ProgrammeIndicator.roc_year.desc())).all()


def put(
    session: Session,
    agency: Agency,
    roc_year: int,
    new: Iterable[NewProgrammeIndicator],
    *,
    by: User | None,
    at: datetime,
) -> None:
    """Keep the figures of a year. A step: the caller has asked whether ``by`` may, and commits."""
    told = []
    for position, one in enumerate(new):
        session.add(ProgrammeIndicator(agency_id=agency.id, roc_year=roc_year, position=position, **asdict(one)))
        told.append(Entry(Subject.PROGRAMME, f"{roc_year}/{position}", None, one, label=one.item, unit=one.unit))
    audit_trail.record(session, told, by=by, at=at, agency_id=agency.id)
