"""A plan as its own dates place it on an earlier day, where nobody kept a record of that day. Pure."""

from dataclasses import replace
from datetime import date

from app.domain.plan_document import Checkpoint, PlanDocument


def dated_by(document: PlanDocument, day: date) -> PlanDocument:
    """Only what the document itself dates by ``day``: completions of checkpoints.

    Figures without a date (indicators, money spent, cases) were reported at some time, and nobody knows when; they
    are left blank rather than told of a day on which nobody knew them.
    """
    return replace(
        document,
        checkpoints=tuple(_dated(row, day) for row in document.checkpoints),
        indicators=tuple(replace(row, actual=None) for row in document.indicators),
        finance_lines=tuple(replace(row, executed=None) for row in document.finance_lines),
        cases=(),
    )


def _dated(row: Checkpoint, day: date) -> Checkpoint:
    if row.completed_on is not None and row.completed_on <= day:
        return row
    return replace(row, completed_on=None, actual=None)
