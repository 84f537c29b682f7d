"""The dates of a plan: inside its period, and in order."""

from collections.abc import Iterator

from app.domain.crossfoot.finding import Sureness
from app.domain.plan_audit.comparison import HOLDS, Comparison, disagreement
from app.domain.plan_document import PlanDocument
from app.domain.roc_calendar import format_roc

#: The stages of a case in their order; what stands on one line happens at no fixed order.
STAGES = (("受理",), ("資格審查",), ("核定",), ("簽約",), ("期中",), ("期末", "結案", "驗收"))


def dates(document: PlanDocument) -> Iterator[Comparison]:
    """Every promise falls due inside the plan, and catching up comes after the promise."""
    for row in (row for row in document.checkpoints if row.is_in_force):
        place = f"查核點 {row.key} 預定完成日"
        if document.starts_on <= row.due_on <= document.ends_on:
            yield HOLDS
        else:
            period = f"{format_roc(document.starts_on)} 至 {format_roc(document.ends_on)}"
            yield disagreement(document, place, "計畫期間", format_roc(row.due_on), period, "預定完成日須在計畫期間內")
        if row.catch_up_on is not None and row.catch_up_on < row.due_on:
            yield disagreement(
                document,
                f"查核點 {row.key} 預定趕上日期",
                place,
                format_roc(row.catch_up_on),
                f"{format_roc(row.due_on)} 之後",
                "預定趕上日期須晚於預定完成日",
            )


def order_of_work(document: PlanDocument) -> Iterator[Comparison]:
    """A later stage of the same work is not done before any earlier one: nothing closes before it was approved."""
    for sub_plan in document.sub_plans:
        done = [
            (stage, row)
            for row in document.checkpoints
            if row.sub_plan == sub_plan.key and row.completed_on and (stage := _stage(row.description)) is not None
        ]
        for stage, row in done:
            earlier = [one for before, one in done if before < stage]
            if not earlier:
                continue
            first = min(earlier, key=lambda one: one.completed_on or document.ends_on)
            assert row.completed_on is not None
            assert first.completed_on is not None
            if row.completed_on >= first.completed_on:
                yield HOLDS
                continue
            yield disagreement(
                document,
                f"查核點 {row.key} 實際完成日",
                f"查核點 {first.key} 實際完成日",
                format_roc(row.completed_on),
                f"{format_roc(first.completed_on)} 以後",
                "後階段工作不會早於前階段完成",
                sureness=Sureness.MEDIUM,
            )


def _stage(description: str) -> int | None:
    """The stage of a case's way that a checkpoint speaks of, from 受理 to 結案 (field-notes 6, R16)."""
    found = [number for number, words in enumerate(STAGES) if any(word in description for word in words)]
    return max(found, default=None)
