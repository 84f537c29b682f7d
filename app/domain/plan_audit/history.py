"""A plan beside what was accepted of it before: what must not fall, and what only a change request may move."""

from collections.abc import Iterator
from decimal import Decimal

from app.domain.plan_audit.comparison import HOLDS, Comparison, disagreement
from app.domain.plan_document import REPORTED_SECTIONS, Indicator, PlanDocument
from app.domain.quantity import format_quantity


def cumulative_figures(document: PlanDocument, before: PlanDocument) -> Iterator[Comparison]:
    """What is counted from the start of the plan never falls."""
    for was, now in _indicators_of_both(document, before):
        if was.actual is None:
            continue
        is_fallen = "累計" in was.subject and now.actual is not None and now.actual < was.actual
        yield (
            _moved(document, now, "實際達成值", now.actual, was.actual, "累計值不可較前次減少") if is_fallen else HOLDS
        )


def targets(document: PlanDocument, before: PlanDocument) -> Iterator[Comparison]:
    """A target moves by a change request, never by a report."""
    for was, now in _indicators_of_both(document, before):
        if was.target is None:
            continue
        is_kept = now.target == was.target
        yield HOLDS if is_kept else _moved(document, now, "目標值", now.target, was.target, "目標值變更須提計畫變更")


def _indicators_of_both(document: PlanDocument, before: PlanDocument) -> Iterator[tuple[Indicator, Indicator]]:
    known = {row.key: row for row in before.indicators}
    return ((known[row.key], row) for row in document.indicators if row.key in known)


def _moved(
    document: PlanDocument, row: Indicator, field: str, now: Decimal | None, was: Decimal, formula: str
) -> Comparison:
    """A figure of an indicator beside the one that was accepted before; a figure that is gone reads 未填報."""
    said = "未填報" if now is None else format_quantity(now, row.unit, places=row.places)
    accepted = format_quantity(was, row.unit, places=row.places)
    return disagreement(document, f"績效指標 {row.key}「{row.subject}」{field}", "前次核定值", said, accepted, formula)


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
