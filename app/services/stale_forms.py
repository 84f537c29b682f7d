"""Two people at once: what was filled in on an older state of a plan is brought up to the present one.

A cell that only one of them changed merges by itself; one that both changed to different values is shown with all
three values, and the one who comes second chooses. Nothing is kept before that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.domain.merge import Merge, Side, apply, merge, settle
from app.domain.plan_document import PlanDocument
from app.models import Plan
from app.services import plan_tables, plans


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose of the cells that both changed, by the cell's id, and the revision that they were shown."""

    seen: int | None = None
    sides: Mapping[str, Side] = field(default_factory=dict)


NONE = Choices()


@dataclass(frozen=True, slots=True)
class Stale:
    """What both changed since the form was opened on revision ``opened``: to be chosen, on the plan at ``revision``."""

    plan: Plan
    opened: int
    revision: int
    merge: Merge
    now: PlanDocument


@dataclass(frozen=True, slots=True)
class Current:
    """What the plan would say with what was filled in, beside what it says now."""

    now: PlanDocument
    document: PlanDocument


def bring_up(
    session: Session, plan: Plan, base: PlanDocument, filled: PlanDocument, *, opened: int, choices: Choices
) -> Current | Stale:
    """What was filled in, laid over the plan as it stands. A step: it holds the plan until the transaction ends.

    :param base: the plan at revision ``opened``, as the person had it before them.
    :param filled: the same with what the person filled in.
    :param choices: those made on another revision than the present one count for nothing.
    """
    plans.lock(session, plan)
    now = base if plan.revision == opened else plan_tables.document_of(session, plan)
    found = merge(base, filled, now)
    settled = settle(found, choices.sides if choices.seen == plan.revision else {})
    if settled.conflicts:
        return Stale(plan, opened, plan.revision, found, now)
    return Current(now, apply(now, settled))
