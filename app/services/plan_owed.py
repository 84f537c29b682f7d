"""待補正的項目 and 待補報的個案 of a plan: what acceptances left out and nobody brought since, in one query.

A step: it neither asks for permission nor commits. What is owed is defined where it is kept
(``review_comments.owed``, ``held_rows.owed``).
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Integer,
    String,
    bindparam,
    cast,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.domain.submission_status import UNDER_REVIEW
from app.models import HeldRow, Plan, ReportingPeriod, ReviewComment, Submission, User


@dataclass(frozen=True, slots=True)
class Correction:
    """A place that a reviewer returned while the rest was accepted."""

    label: str
    text: str
    by: str
    at: datetime
    correct_by: date | None
    submission_id: int
    submission: str  # 期末 第 2 版


@dataclass(frozen=True, slots=True)
class Held:
    """A row of a file that the report was taken in without."""

    name: str  # 個案編號, or the line in the file
    label: str | None
    reasons: tuple[str, ...]
    submission_id: int
    submission: str


@dataclass(frozen=True, slots=True)
class PlanOwed:
    """Both, in the order in which they came up."""

    corrections: tuple[Correction, ...]
    held: tuple[Held, ...]


def of_plan(session: Session, plan: Plan) -> PlanOwed:
    """What is still owed of a plan."""
    corrections, held = [], []
    for row in session.execute(_statement(), {"plan_id": plan.id}):
        submission = f"{row.period} 第 {row.version} 版"
        if row.is_correction:
            corrections.append(
                Correction(row.label, row.text, row.by, row.at, row.correct_by, row.submission_id, submission)
            )
        else:
            reasons = tuple(f"{one['cell']}：{one['message']}" for one in json.loads(row.text))
            name = row.name or f"第 {row.line} 列（無編號）"
            held.append(Held(name, row.label, reasons, row.submission_id, submission))
    return PlanOwed(tuple(corrections), tuple(held))


@cache
def _statement() -> CompoundSelect[Any]:
    """Put together once: that takes longer than the database needs to answer it."""
    plan_id: BindParameter[int] = bindparam("plan_id")
    shared = (Submission.id.label("submission_id"), Submission.version, Submission.correct_by)
    period = ReportingPeriod.key.label("period")
    comments = (
        select(
            *(literal(1).label("is_correction"), ReviewComment.id.label("id"), cast(null(), Integer).label("line")),
            *(cast(null(), String).label("name"), ReviewComment.label, ReviewComment.text.label("text")),
            *(User.name.label("by"), ReviewComment.made_at.label("at"), period, *shared),
        )
        .join(User, User.id == ReviewComment.made_by_id)
        .join(Submission, Submission.id == ReviewComment.submission_id)
        .join(ReportingPeriod, ReportingPeriod.id == Submission.period_id)
        .where(ReviewComment.plan_id == plan_id, ReviewComment.returned_at.is_not(None))
        .where(ReviewComment.settled_at.is_(None), Submission.is_applied)
    )
    moment = ReviewComment.made_at.type
    held = (
        select(
            *(literal(0), HeldRow.id, HeldRow.line, HeldRow.key, HeldRow.label, cast(HeldRow.reasons, String)),
            *(cast(null(), String), cast(null(), moment), period, *shared),
        )
        .join(Submission, Submission.id == HeldRow.submission_id)
        .join(ReportingPeriod, ReportingPeriod.id == Submission.period_id)
        .where(HeldRow.plan_id == plan_id, HeldRow.settled_at.is_(None))
        .where(or_(Submission.status.in_(UNDER_REVIEW), Submission.is_applied))
    )
    both: CompoundSelect[Any] = union_all(comments, held)
    return both.order_by("is_correction", "submission_id", "line", "id")
