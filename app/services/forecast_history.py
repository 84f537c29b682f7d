"""The past on which forecasts stand: checkpoints whose day has come, indicators of plans that are over.

Steps: they neither ask for permission nor commit. The past of one agency stays in that agency, and plans that are
labelled 示範 say nothing about real ones.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from app import clock
from app.domain.forecast import Indication, Reading, Work
from app.domain.forecast.work_kinds import work_kind
from app.domain.plan_document import Checkpoint as CheckpointRow
from app.domain.plan_document import Indicator as IndicatorRow
from app.domain.units import RATIO_UNITS, UnitError, unit_kind, unit_scale
from app.domain.variance import Variance
from app.models import AuditEvent, Checkpoint, Indicator, Plan

#: How much of the past is read: the latest of the contractor, and of the whole agency. More would be older, not better.
OF_CONTRACTOR, OF_AGENCY = 300, 500

#: The order in which plans that share a past come one after the other.
ALIKE = (Plan.agency_id, Plan.is_demo, Plan.contractor_id, Plan.id)

Readings: TypeAlias = Mapping[tuple[int, str, str], tuple[Reading, ...]]  # by plan, section and key

_WORK = (Plan.id, Plan.code, Plan.contractor_id, Plan.starts_on, Plan.ends_on, Plan.is_demo)
_CHECKPOINT = (
    *(Checkpoint.key, Checkpoint.original_due_on, Checkpoint.completed_on, Checkpoint.target, Checkpoint.actual),
    *(Checkpoint.target_qualifier, Checkpoint.description),
)
_INDICATOR = (*(Indicator.key, Indicator.target, Indicator.actual, Indicator.unit, Indicator.places),)


@dataclass(frozen=True, slots=True)
class History:
    """What a forecast may look back at."""

    works: tuple[Work, ...]
    indications: tuple[Indication, ...]


class Past:
    """The past as of a day, for one plan after the other: what plans of a contractor or an agency share is read once.

    Only the rings of the last plan are kept, so whoever asks for many asks in the order of :data:`ALIKE`.
    """

    def __init__(self, session: Session, *, on: date) -> None:
        self._session, self._on = session, on
        self._of_contractor = _Shared(OF_CONTRACTOR)
        self._of_agency = _Shared(OF_AGENCY)

    def before(self, plan: Plan) -> History:
        """What can be compared with a plan: its own, then the latest of its contractor and of its agency, each once.

        Chosen by deadline, never by outcome, so that what is late and open is among it.
        """
        alike: ColumnElement[bool] = true() if plan.is_demo else Plan.is_demo.is_(False)
        of_agency, place = (Plan.agency_id == plan.agency_id) & alike, (plan.agency_id, plan.is_demo)
        of_contractor = of_agency & (Plan.contractor_id == plan.contractor_id)
        rings = (
            self._ring(Plan.id == plan.id, None),
            self._of_contractor.get((*place, plan.contractor_id), partial(self._ring, of_contractor)),
            self._of_agency.get(place, partial(self._ring, of_agency)),
        )
        return History(
            tuple({key: one for ring in rings for key, one in ring.works.items()}.values()),
            tuple({key: one for ring in rings for key, one in ring.indications.items()}.values()),
        )

    def _ring(self, chosen: ColumnElement[bool], limit: int | None) -> "_Ring":
        passed = select(*_WORK, *_CHECKPOINT).join(Plan, Plan.id == Checkpoint.plan_id).where(chosen)
        passed = passed.where(Checkpoint.original_due_on <= self._on, Checkpoint.disposition.is_(None))
        over = select(*_WORK, *_INDICATOR).join(Plan, Plan.id == Indicator.plan_id).where(chosen)
        over = over.where(Plan.ends_on <= self._on, Indicator.actual.is_not(None))
        works = self._session.execute(
            passed.order_by(Checkpoint.original_due_on.desc(), Checkpoint.id).limit(limit)
        ).all()
        ended = self._session.execute(over.order_by(Plan.ends_on.desc(), Indicator.id).limit(limit)).all()
        told = readings_of(self._session, {row.id for row in (*works, *ended)})
        return _Ring(
            {(row.id, row.key): _work(row, told) for row in works},
            {(row.id, row.key): _indication(row, told) for row in ended},
        )


@dataclass(frozen=True, slots=True)
class _Ring:
    """The past of some plans, by plan and key."""

    works: Mapping[tuple[int, str], Work]
    indications: Mapping[tuple[int, str], Indication]


class _Shared:
    """A ring that the last plan stood in, with the place that it belongs to."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._place: tuple[object, ...] = ()
        self._ring = _Ring({}, {})

    def get(self, place: tuple[object, ...], read: Callable[[int], _Ring]) -> _Ring:
        if place != self._place:
            self._place, self._ring = place, read(self._limit)
        return self._ring


def readings_of(session: Session, plan_ids: Iterable[int]) -> Readings:
    """Every amount that was ever accepted for checkpoints and indicators, from the audit trail.

    A reading is of the day on which it was accepted; of several on a day the last one stands.
    """
    query = select(AuditEvent.plan_id, AuditEvent.section, AuditEvent.row_key, AuditEvent.at, AuditEvent.after).where(
        AuditEvent.plan_id.in_(sorted(plan_ids)),
        AuditEvent.section.in_(("checkpoints", "indicators")),
        AuditEvent.field == "actual",
    )
    found: dict[tuple[int, str, str], dict[date, Decimal | None]] = {}
    for plan_id, section, key, at, after in session.execute(query.order_by(AuditEvent.number)):
        value = None if after is None else Decimal(json.loads(after))
        if plan_id is not None and section is not None:
            found.setdefault((plan_id, section, key), {})[clock.day_of(at)] = value
    return {
        place: tuple(Reading(on, value) for on, value in sorted(days.items()) if value is not None)
        for place, days in found.items()
    }


def work_of(plan: Plan, row: CheckpointRow, told: Readings) -> Work:
    """A checkpoint of the plan's own document."""
    return Work(
        plan=plan.code,
        key=row.key,
        contractor=str(plan.contractor_id),
        kind=work_kind(row.description),
        starts_on=plan.starts_on,
        due_on=row.original_due_on,
        finished_on=finished_on(row),
        target=_steps_target(row),
        readings=told.get((plan.id, "checkpoints", row.key), ()),
        is_constructed=plan.is_demo,
    )


def indication_of(plan: Plan, row: IndicatorRow, told: Readings) -> Indication:
    """An indicator of the plan's own document; of a plan that runs, nothing is final."""
    return Indication(
        plan=plan.code,
        key=row.key,
        contractor=str(plan.contractor_id),
        kind=_kind(row.unit),
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        is_level=_kind(row.unit) in RATIO_UNITS,
        step=_step(row.unit, row.places),
        target=row.target,
        readings=told.get((plan.id, "indicators", row.key), ()),
        is_constructed=plan.is_demo,
    )


def _work(row: Any, told: Readings) -> Work:
    return Work(
        plan=row.code,
        key=row.key,
        contractor=str(row.contractor_id),
        kind=work_kind(row.description),
        starts_on=row.starts_on,
        due_on=row.original_due_on,
        finished_on=finished_on(row),
        target=_steps_target(row),
        readings=told.get((row.id, "checkpoints", row.key), ()),
        is_constructed=row.is_demo,
    )


def _indication(row: Any, told: Readings) -> Indication:
    readings = told.get((row.id, "indicators", row.key), ())
    return Indication(
        plan=row.code,
        key=row.key,
        contractor=str(row.contractor_id),
        kind=_kind(row.unit),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        is_level=_kind(row.unit) in RATIO_UNITS,
        step=_step(row.unit, row.places),
        target=row.target,
        final=row.actual,
        final_on=max([row.ends_on, *(one.on for one in readings)]),
        readings=readings,
        is_constructed=row.is_demo,
    )


def finished_on(row: Any) -> date | None:
    """A day of completion with less than the amount promised is not the end of it."""
    kept = Variance(row.target, row.actual, qualifier=row.target_qualifier).is_met
    completed_on: date | None = row.completed_on
    return None if kept is False else completed_on


def _steps_target(row: Any) -> Decimal | None:
    """The amount that is reached step by step; under a ceiling there is none."""
    target: Decimal | None = row.target
    return None if row.target_qualifier in {"<", "<="} else target


def _step(unit: str, places: int) -> Decimal:
    """The smallest amount that is printed: 0.01 億元 is 1,000,000 元."""
    try:
        return unit_scale(unit)[1].scaleb(-places)
    except UnitError:
        return Decimal(1).scaleb(-places)


def _kind(unit: str) -> str:
    try:
        return unit_kind(unit)
    except UnitError:
        return unit
