"""The lights of many plans for choosing and sorting by them: read where they are kept, computed where they are not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, and_
from sqlalchemy.orm import Session

from app.domain.lights import Light
from app.models import Plan, PlanSnapshot
from app.services import plans, standings, thresholds

PORTION = 1000  # plans that are asked about at a time


def chosen(session: Session, query: Select[Plan], *, on: date, light: str, worst_first: bool) -> Sequence[int]:
    """The ids of the plans of ``query`` with this light (blank: any), in its order, or the worst first.

    Among plans of one light the one that is furthest behind comes first; those without progress come last.
    A step: the query has asked who may see them.
    """
    lights = [found for found in _lights(session, query, on) if light in ("", found.light.value)]
    if worst_first:
        lights.sort(key=lambda found: found.urgency)  # among equals the query's order stays
    return [found.plan_id for found in lights]


@dataclass(frozen=True, slots=True)
class _Lit:
    """A plan with its light, and 進度差異 in percentage points; ``None``: there is nothing to measure."""

    plan_id: int
    light: Light
    difference_pp: Decimal | None

    @property
    def urgency(self) -> tuple[int, bool, Decimal]:
        return -self.light.badness, self.difference_pp is None, self.difference_pp or Decimal(0)


def _lights(session: Session, query: Select[Plan], on: date) -> Iterator[_Lit]:
    """Each plan's light of the day as its own page says it; no plan is loaded whose row still says so."""
    of_day = and_(PlanSnapshot.plan_id == Plan.id, PlanSnapshot.on_day == on)
    read = query.with_only_columns(
        Plan.id, Plan.agency_id, Plan.revision, PlanSnapshot.light, PlanSnapshot.difference_pp, PlanSnapshot.inputs
    )
    rows = session.execute(read.outerjoin(PlanSnapshot, of_day)).all()
    for start in range(0, len(rows), PORTION):
        portion = rows[start : start + PORTION]
        wanted = standings.inputs_of(session, portion, thresholds.in_force(session, portion), on=on)
        stale = plans.of_ids(session, [row.id for row in portion if row.inputs != wanted[row.id]])
        computed = standings.live(session, stale, thresholds.in_force(session, stale), on=on)
        for row in portion:
            if (standing := computed.get(row.id)) is None:
                yield _Lit(row.id, Light(row.light), row.difference_pp)
            else:
                shown = standing.progress.shown if standing.progress else None
                difference = None if shown is None else shown.actual_pct - shown.planned_pct
                yield _Lit(row.id, standing.reading.light, difference)
