"""The past on which forecasts stand: checkpoints whose day has come, indicators of plans that are over.

Steps: they neither ask for permission nor commit. The past of one agency stays in that agency, and plans that are
labelled 示範 say nothing about real ones.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, CompoundSelect, Select, desc, literal, select, true, union_all
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
    """What a forecast may look back at; ``told``: every amount that was ever accepted for rows of the plan itself."""

    works: tuple[Work, ...]
    indications: tuple[Indication, ...]
    told: Readings


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which plans make up a ring, and how many rows of their past are read. What has the same ``place`` is the same."""

    place: tuple[object, ...]
    chosen: ColumnElement[bool]
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class _Ring:
    """The past of some plans, by plan and key."""

    works: Mapping[tuple[int, str], Work]
    indications: Mapping[tuple[int, str], Indication]


class Past:
    """The past as of a day, for one plan after the other: what plans of a contractor or an agency share is read once.

    Only what the last plan needed is kept, so whoever asks for many asks in the order of :data:`ALIKE`.
    """

    def __init__(self, session: Session, *, on: date) -> None:
        self._session, self._on = session, on
        self._kept: dict[tuple[object, ...], _Ring] = {}
        self._told: Readings = {}

    def before(self, plan: Plan) -> History:
        """What can be compared with a plan: its own, then the latest of its contractor and of its agency, each once.

        Chosen by deadline, never by outcome, so that what is late and open is among it.
        """
        wanted = _wanted(plan)
        missing = [one for one in wanted if one.place not in self._kept]
        if missing:  # the plan's own among them
            read, told = self._read(plan, missing)
            have = self._kept | read
            self._kept, self._told = {one.place: have[one.place] for one in wanted}, told
        rings = [self._kept[one.place] for one in wanted]
        return History(
            tuple({key: one for ring in rings for key, one in ring.works.items()}.values()),
            tuple({key: one for ring in rings for key, one in ring.indications.items()}.values()),
            self._told,
        )

    def _read(self, plan: Plan, wanted: Sequence[_Wanted]) -> tuple[dict[tuple[object, ...], _Ring], Readings]:
        """Several rings at once, and the readings of all that is in them and of the plan: three queries."""
        works = self._session.execute(_in_order(_passed(one, place, self._on) for place, one in enumerate(wanted)))
        ended = self._session.execute(_in_order(_over(one, place, self._on) for place, one in enumerate(wanted)))
        rows = (works.all(), ended.all())
        told = readings_of(self._session, {plan.id, *(row.id for found in rows for row in found)})
        read = {
            one.place: _Ring(
                {(row.id, row.key): _work(row, told) for row in rows[0] if row.ring == number},
                {(row.id, row.key): _indication(row, told) for row in rows[1] if row.ring == number},
            )
            for number, one in enumerate(wanted)
        }
        return read, told


def _wanted(plan: Plan) -> tuple[_Wanted, ...]:
    """The rings of a plan, the nearest first."""
    alike: ColumnElement[bool] = true() if plan.is_demo else Plan.is_demo.is_(False)
    of_agency, place = (Plan.agency_id == plan.agency_id) & alike, (plan.agency_id, plan.is_demo)
    of_contractor = of_agency & (Plan.contractor_id == plan.contractor_id)
    return (
        _Wanted(("plan", plan.id), Plan.id == plan.id),
        _Wanted(("contractor", *place, plan.contractor_id), of_contractor, OF_CONTRACTOR),
        _Wanted(("agency", *place), of_agency, OF_AGENCY),
    )


def _passed(wanted: _Wanted, ring: int, on: date) -> Select[*tuple[Any, ...]]:
    """The checkpoints of a ring whose day has come, the latest first."""
    columns = (literal(ring).label("ring"), Checkpoint.original_due_on.label("day"), Checkpoint.id.label("row_id"))
    found = select(*columns, *_WORK, *_CHECKPOINT).join(Plan, Plan.id == Checkpoint.plan_id).where(wanted.chosen)
    found = found.where(Checkpoint.original_due_on <= on, Checkpoint.disposition.is_(None))
    return found.order_by(Checkpoint.original_due_on.desc(), Checkpoint.id).limit(wanted.limit)


def _over(wanted: _Wanted, ring: int, on: date) -> Select[*tuple[Any, ...]]:
    """The indicators of a ring whose plans have ended, the latest first."""
    columns = (literal(ring).label("ring"), Plan.ends_on.label("day"), Indicator.id.label("row_id"))
    found = select(*columns, *_WORK, *_INDICATOR).join(Plan, Plan.id == Indicator.plan_id).where(wanted.chosen)
    found = found.where(Plan.ends_on <= on, Indicator.actual.is_not(None))
    return found.order_by(Plan.ends_on.desc(), Indicator.id).limit(wanted.limit)


def _in_order(rings: Iterable[Select[*tuple[Any, ...]]]) -> CompoundSelect[*tuple[Any, ...]]:
    """The rows of several rings as one query, in the order that each ring has: a union alone promises none."""
    together = union_all(*(select(ring.subquery()) for ring in rings))
    return together.order_by("ring", desc("day"), "row_id")


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
