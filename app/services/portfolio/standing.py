"""How many plans stand on a day, as the database can sort them and add them up.

Rows of 每日紀錄 say it where they still hold (``app.services.standings``); the few plans whose row does not are
computed, and take its place in the query. Where there are too many of those, before the night has kept the day or after
a threshold was changed for all, the newest rows sort and add up, and ``outdated`` tells how many plans that concerns.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    column,
    func,
    literal,
    not_,
    or_,
    select,
    values,
)
from sqlalchemy.orm import Session, aliased

from app import clock
from app.domain.lights import Light
from app.domain.submission_status import SubmissionStatus
from app.models import Plan, PlanSnapshot, SubmissionEvent
from app.models.types import ScaledDecimal
from app.services import plans, snapshots, standings, thresholds

MOST_COMPUTED = 200  # plans that a list computes by the way: about a second
_LIVE: dict[str, Any] = {
    "plan_id": Integer(),
    "light": String(),
    "urgency": Integer(),
    "difference_pp": ScaledDecimal(2),
    "worst_days": Integer(),
    "contracted": Integer(),
    "executed": Integer(),
    "cases": Integer(),
}
Kept = aliased(PlanSnapshot, name="kept")


@dataclass(frozen=True, slots=True)
class StandingsOfDay:
    """Where the standing of each plan is read.

    :ivar day: the day of the rows; earlier than the day asked about where that is not kept yet.
    :ivar computed: the plans that stand otherwise than their row says, as rows of the day that are not kept.
    :ivar outdated: plans whose row no longer holds, and that are too many to be computed.
    """

    day: date
    computed: Mapping[int, PlanSnapshot] = field(default_factory=dict)
    live: CTE | None = None
    outdated: int = 0

    def joined(self, query: Select[Any]) -> Select[Any]:
        """A query of plans beside their standings."""
        query = query.outerjoin(Kept, and_(Kept.plan_id == Plan.id, Kept.on_day == self.day))
        return query if self.live is None else query.outerjoin(self.live, self.live.c.plan_id == Plan.id)

    def column(self, name: str) -> ColumnElement[Any]:
        """A figure of the standing, under its name in 每日紀錄."""
        kept: ColumnElement[Any] = getattr(Kept, name)
        if self.live is None:
            return kept
        return case((self.live.c.plan_id.is_not(None), self.live.c[name]), else_=kept)

    @property
    def light(self) -> ColumnElement[str]:
        """The light; 灰 of a plan that was never kept."""
        return func.coalesce(self.column("light"), Light.GREY.value)


def is_stale(session: Session, on: date) -> ColumnElement[bool]:
    """Whether a plan may have no row of the day that still says what its own page says, as a condition beside its row.

    :raises BadThreshold: if the thresholds of some plan cannot be used.
    """
    # A report that was opened again changes no revision, and yet what the plan has delivered.
    began = datetime.combine(on, time(), clock.TAIPEI)
    event, undone = SubmissionEvent, (SubmissionStatus.APPROVED, SubmissionStatus.REOPENED)
    moved = select(event.plan_id).where(
        event.made_at >= began, or_(event.from_status.in_(undone), event.to_status == SubmissionStatus.REOPENED)
    )
    return or_(
        Kept.id.is_(None),
        Kept.on_day != on,
        Kept.revision != Plan.revision,
        not_(_has_mark(standings.marks(session))),
        Plan.id.in_(moved),
    )


def computed(session: Session, query: Select[Plan], stale: ColumnElement[bool], *, on: date) -> StandingsOfDay:
    """The standings of a day where some rows no longer hold, these computed now. A step: the query has asked who sees.

    :raises BadThreshold: if the thresholds of one of them cannot be used.
    """
    beside = StandingsOfDay(on).joined(query.order_by(None)).where(stale).order_by(Plan.id)
    rows = session.execute(beside.with_only_columns(Plan.id, Plan.agency_id, Plan.revision, Kept.inputs)).all()
    limits = thresholds.in_force(session, rows)
    wanted = standings.inputs_of(session, rows, limits, on=on)
    chosen = plans.of_ids(session, [row.id for row in rows if row.inputs != wanted[row.id]])
    found = snapshots.unkept(session, chosen, limits, on=on)
    return StandingsOfDay(on, found, _as_rows(found) if found else None)


def last_kept(session: Session, *, on: date) -> date:
    """The newest day until then of which anything is kept; the day itself, if nothing is."""
    return session.scalar(select(func.max(PlanSnapshot.on_day)).where(PlanSnapshot.on_day <= on)) or on


def _has_mark(marks: standings.Marks) -> ColumnElement[bool]:
    """Whether a row was made with the thresholds in force: its inputs end in their mark."""
    chosen: ColumnElement[str] = literal(marks.default)
    nearest = [(Plan.id == number, literal(mark)) for number, mark in marks.of_plan.items()]
    nearest += [(Plan.agency_id == number, literal(mark)) for number, mark in marks.of_agency.items()]
    if nearest:
        chosen = case(*nearest, else_=chosen)
    return func.substr(Kept.inputs, func.length(Kept.inputs) - len(marks.default) + 1) == chosen


def _as_rows(computed: Mapping[int, PlanSnapshot]) -> CTE:
    rows = [tuple(getattr(row, name) for name in _LIVE) for row in computed.values()]
    return values(*(column(name, kind) for name, kind in _LIVE.items())).data(rows).cte("live")
