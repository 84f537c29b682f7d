"""Rows of a report that were left out of it because of their faults."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import User
from app.models.base import Base, InPlan
from app.models.submission import Submission


class HeldRow(InPlan, Base):
    """A row of 個案成效 that a contractor owes, because its report was taken in without it (部分受理).

    Two rows under one number are one of these, for neither was taken in.
    """

    __tablename__ = "held_row"
    constraints = (
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
        CheckConstraint("(settled_at IS NULL) = (settled_how IS NULL)", name="settled_somehow"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    key: Mapped[str | None]  # 個案編號; a row without one is named by its line alone
    line: Mapped[int]  # in the file, counted from 1 as people see it
    label: Mapped[str | None]  # 受輔導業者, if it could be read
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # the problems of the row
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    settled_how: Mapped[str | None]

    submission: Mapped[Submission] = relationship()
    settled_by: Mapped[User | None] = relationship()
