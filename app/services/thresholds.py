"""The thresholds in force: the default, what the agency set, what the plan set; the nearest wins."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Protocol, TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.errors import BadThreshold
from app.domain.thresholds import Thresholds
from app.models import Plan, ThresholdOverride


class InAgency(Protocol):
    """A plan, or a row that names one."""

    @property
    def id(self) -> int: ...
    @property
    def agency_id(self) -> int: ...


def everywhere(session: Session) -> dict[tuple[int, int | None], Thresholds]:
    """What holds wherever something was set, by agency and plan (``None``: the agency's other plans), in one query.

    :raises BadThreshold: if what is set for one of them cannot be used.
    """
    chosen: dict[tuple[int, int | None], dict[str, str]] = defaultdict(dict)
    for row in session.scalars(select(ThresholdOverride)):
        chosen[row.agency_id, row.plan_id][row.name] = row.value
    return {
        (agency_id, plan_id): Thresholds.from_mapping(chosen.get((agency_id, None), {}) | own)
        for (agency_id, plan_id), own in chosen.items()
    }


PlanT = TypeVar("PlanT", bound=InAgency)


def in_force(session: Session, plans: Iterable[InAgency]) -> dict[int, Thresholds]:
    """The thresholds of each plan by the plan's id, in one query.

    :raises BadThreshold: if what is set for one of them cannot be used.
    """
    found, refused = of_each(session, list(plans))
    for _plan, refusal in refused:
        raise refusal
    return found


def of_each(session: Session, plans: Sequence[PlanT]) -> tuple[dict[int, Thresholds], list[tuple[PlanT, BadThreshold]]]:
    """The same for the night shift: one plan's bad setting must not spoil the others, and is handed back beside it."""
    overrides: dict[tuple[int, int | None], list[tuple[str, str]]] = defaultdict(list)
    query = select(ThresholdOverride).where(
        ThresholdOverride.agency_id.in_({plan.agency_id for plan in plans}),
        or_(ThresholdOverride.plan_id.is_(None), ThresholdOverride.plan_id.in_({plan.id for plan in plans})),
    )
    for row in session.scalars(query.order_by(ThresholdOverride.name)):
        overrides[row.agency_id, row.plan_id].append((row.name, row.value))

    @cache  # most plans share theirs
    def made(*chosen: tuple[str, str]) -> Thresholds:
        return Thresholds.from_mapping(dict(chosen))

    found: dict[int, Thresholds] = {}
    refused: list[tuple[PlanT, BadThreshold]] = []
    for plan in plans:
        try:
            # The plan's own come last, and so win.
            found[plan.id] = made(*overrides[plan.agency_id, None], *overrides[plan.agency_id, plan.id])
        except BadThreshold as refusal:
            refused.append((plan, refusal))
    return found, refused


def of_plan(session: Session, plan: Plan) -> Thresholds:
    """The thresholds of one plan."""
    return in_force(session, [plan])[plan.id]
