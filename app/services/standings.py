"""How plans stand on a day: computed from what the tables say now, and what each answer was made from.

Steps: they neither ask for permission nor commit. The number of queries does not grow with the number of plans.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from app.domain import canonical
from app.domain.plan_standing import Standing, standing_of
from app.domain.thresholds import Thresholds
from app.models import Plan
from app.services import plan_tables, settled_periods, thresholds


class Revised(Protocol):
    """A plan, or a row that names one."""

    @property
    def id(self) -> int: ...
    @property
    def revision(self) -> int: ...


def inputs_of(
    session: Session, plans: Sequence[Revised], limits: Mapping[int, Thresholds], *, on: date
) -> dict[int, str]:
    """What the light of each plan is made from besides the day, in one word a plan, by the plan's id.

    That is the plan's revision, up to which period it has delivered, and its thresholds. Whoever keeps a light
    keeps this beside it; while both are the same, the light is.
    """
    settled = settled_periods.settled_to(session, [plan.id for plan in plans], on=on)
    marks: dict[Thresholds, str] = {}
    for chosen in limits.values():
        if chosen not in marks:
            marks[chosen] = _mark(chosen)
    return {plan.id: f"{plan.revision}/{settled.get(plan.id, 0)}/{marks[limits[plan.id]]}" for plan in plans}


@dataclass(frozen=True, slots=True)
class Marks:
    """What names the thresholds in the inputs of a light: the default, and what agencies and plans set instead."""

    default: str
    of_agency: Mapping[int, str]
    of_plan: Mapping[int, str]


def marks(session: Session) -> Marks:
    """The marks of all thresholds that are in force anywhere.

    :raises BadThreshold: if what is set for one of them cannot be used.
    """
    found = {place: _mark(chosen) for place, chosen in thresholds.everywhere(session).items()}
    return Marks(
        _mark(Thresholds()),
        {agency_id: mark for (agency_id, plan_id), mark in found.items() if plan_id is None},
        {plan_id: mark for (_agency_id, plan_id), mark in found.items() if plan_id is not None},
    )


def live(session: Session, plans: Sequence[Plan], limits: Mapping[int, Thresholds], *, on: date) -> dict[int, Standing]:
    """How each plan stands, by the plan's id: the same as its own page says."""
    if not plans:
        return {}
    ids = [plan.id for plan in plans]
    settled, due = (one(session, ids, on=on) for one in (settled_periods.settled_to, settled_periods.due_to))
    return {
        plan_id: standing_of(
            document,
            has_missing_report=due.get(plan_id, 0) > settled.get(plan_id, 0),
            thresholds=limits[plan_id],
            as_of=on,
        )
        for plan_id, document in plan_tables.with_sections(session, plans, "checkpoints").items()
    }


def _mark(chosen: Thresholds) -> str:
    return hashlib.sha256(canonical.as_text({"thresholds": canonical.encode(chosen)}).encode()).hexdigest()[:16]
