"""The lights of many plans for choosing and sorting by them: read where they are kept, computed where they are not."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Select, and_
from sqlalchemy.orm import Session

from app.domain.lights import Light
from app.models import Plan, PlanSnapshot
from app.services import plans, standings, thresholds

PORTION = 1000  # plans that are asked about at a time


def chosen(session: Session, query: Select[Plan], *, on: date, light: str, worst_first: bool) -> Sequence[int]:
    """The ids of the plans of ``query`` with this light (blank: any), in its order, or the worst first.

    A step: the query has asked who may see them.
    """
    lights = [(plan_id, one) for plan_id, one in _lights(session, query, on) if light in ("", one.value)]
    if worst_first:
        lights.sort(key=lambda found: -found[1].badness)  # among equals the query's order stays
    return [plan_id for plan_id, _ in lights]


def _lights(session: Session, query: Select[Plan], on: date) -> Iterator[tuple[int, Light]]:
    """Each plan's light of the day as its own page says it; no plan is loaded whose row still says so."""
    of_day = and_(PlanSnapshot.plan_id == Plan.id, PlanSnapshot.on_day == on)
    read = query.with_only_columns(Plan.id, Plan.agency_id, Plan.revision, PlanSnapshot.light, PlanSnapshot.inputs)
    rows = session.execute(read.outerjoin(PlanSnapshot, of_day)).all()
    for start in range(0, len(rows), PORTION):
        portion = rows[start : start + PORTION]
        wanted = standings.inputs_of(session, portion, thresholds.in_force(session, portion), on=on)
        stale = plans.of_ids(session, [row.id for row in portion if row.inputs != wanted[row.id]])
        computed = standings.live(session, stale, thresholds.in_force(session, stale), on=on)
        for row in portion:
            standing = computed.get(row.id)
            yield row.id, standing.reading.light if standing else Light(row.light)
