"""What does not add up inside a plan: money, weights, cases, dates, and what the texts say of the figures.

The same findings as for printed tables (``crossfoot``), over the plan document, so that a report is recomputed before
a person signs it. Each rule yields every comparison it makes; those that hold are only counted.
"""

from collections.abc import Callable, Iterator

from app.domain.crossfoot.finding import AuditResult
from app.domain.plan_audit.calendar import dates, order_of_work
from app.domain.plan_audit.comparison import Comparison
from app.domain.plan_audit.figures import cases, finance, weights
from app.domain.plan_audit.history import cumulative_figures, nothing_vanished, targets
from app.domain.plan_audit.narratives import (
    impossible_dates,
    texts_and_fields,
    texts_and_indicators,
    work_items_and_checkpoints,
)
from app.domain.plan_document import PlanDocument

RULES: tuple[Callable[[PlanDocument], Iterator[Comparison]], ...] = (
    weights,
    finance,
    cases,
    dates,
    order_of_work,
    texts_and_fields,
    texts_and_indicators,
    work_items_and_checkpoints,
    impossible_dates,
)
HISTORY: tuple[Callable[[PlanDocument, PlanDocument], Iterator[Comparison]], ...] = (
    cumulative_figures,
    targets,
    nothing_vanished,
)


def audit_plan(document: PlanDocument, before: PlanDocument | None = None) -> AuditResult:
    """Recompute all that a plan says of itself.

    :param before: the plan as it was accepted last; what must not fall or move is held against it.
    """
    made = [one for rule in RULES for one in rule(document)]
    if before is not None:
        made += [one for rule in HISTORY for one in rule(document, before)]
    return AuditResult(1, len(made), tuple(one.finding for one in made if one.finding is not None))
