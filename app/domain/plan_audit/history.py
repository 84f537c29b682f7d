"""A plan beside what was accepted of it before: what must not fall, and what only a change request may move."""

from collections.abc import Iterator
from decimal import Decimal

from app.domain.plan_audit.comparison import HOLDS, Comparison, disagreement
from app.domain.plan_document import REPORTED_SECTIONS, PlanDocument
from app.domain.quantity import format_quantity


def cumulative_figures(document: PlanDocument, before: PlanDocument) -> Iterator[Comparison]:
    """What is counted from the start of the plan never falls."""
    for indicator in before.indicators:
        now = next((row for row in document.indicators if row.key == indicator.key), None)
        if now is None or indicator.actual is None:
            continue
        is_fallen = "累計" in indicator.subject and now.actual is not None and now.actual < indicator.actual
        yield (
            HOLDS
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
            HOLDS
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


def nothing_vanished(document: PlanDocument, before: PlanDocument) -> Iterator[Comparison]:
    """A checkpoint, indicator, account or case that was accepted once is withdrawn by decision, never left out."""
    for section, name in REPORTED_SECTIONS.items():
        keys = {row.key for row in document.rows(section)}
        for row in before.rows(section):
            yield (
                HOLDS
                if row.key in keys
                else disagreement(
                    document, f"{name} {row.key}", "前次核定資料", "（無）", "前次已有", "前次核定的項目不可消失"
                )
            )
