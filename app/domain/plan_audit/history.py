"""A plan beside what was accepted of it before: what must not fall, and what only a change request may move."""

from collections.abc import Iterator
from decimal import Decimal

from app.domain.plan_audit.comparison import Comparison, disagreement
from app.domain.plan_document import PlanDocument
from app.domain.quantity import format_quantity


def cumulative_figures(document: PlanDocument, before: PlanDocument) -> Iterator[Comparison]:
    """What is counted from the start of the plan never falls."""
    for indicator in before.indicators:
        now = next((row for row in document.indicators if row.key == indicator.key), None)
        if now is None or indicator.actual is None:
            continue
        is_fallen = "累計" in indicator.subject and now.actual is not None and now.actual < indicator.actual
        yield (
            Comparison()
            if not is_fallen
            else disagreement(
                document,
                f"績效指標 {now.key}「{now.subject}」實際達成值",
                "前次核定值",
                format_quantity(now.actual or Decimal(0), now.unit, places=now.places),
                format_quantity(indicator.actual, indicator.unit, places=indicator.places),
                "累計值不可較前次減少",
            )
        )


def targets(document: PlanDocument, before: PlanDocument) -> Iterator[Comparison]:
    """A target moves by a change request, never by a report."""
    known = {row.key: row for row in before.indicators}
    for row in document.indicators:
        was = known.get(row.key)
        if was is None or was.target is None:
            continue
        yield (
            Comparison()
            if row.target == was.target
            else disagreement(
                document,
                f"績效指標 {row.key}「{row.subject}」目標值",
                "前次核定值",
                format_quantity(row.target or Decimal(0), row.unit, places=row.places),
                format_quantity(was.target, was.unit, places=was.places),
                "目標值變更須提計畫變更",
            )
        )
