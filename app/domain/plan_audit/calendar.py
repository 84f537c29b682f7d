"""The dates of a plan: inside its period, and in order."""

from collections.abc import Iterator

from app.domain.plan_audit.comparison import HOLDS, Comparison, disagreement
from app.domain.plan_document import PlanDocument
from app.domain.roc_calendar import format_roc


def dates(document: PlanDocument) -> Iterator[Comparison]:
    """Every promise falls due inside the plan, and catching up comes after the promise."""
    for row in document.checkpoints:
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
