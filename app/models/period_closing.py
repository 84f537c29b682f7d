"""Periods that are closed, with the figures they were closed with. The database refuses to change or delete a line."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import User
from app.models.base import Base, InPlan


class PeriodClosing(InPlan, Base):
    """One closing of a reporting period (關閉期別), or its opening again: append-only; the last line holds.

    A closing keeps the figures for ever; an opening keeps the reason, and has none.
    """

    __tablename__ = "period_closing"
    constraints = (
        UniqueConstraint("period_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("is_closed OR length(trim(reason)) > 0", name="opening_gives_its_reason"),
        CheckConstraint("number = 1 OR length(trim(reason)) > 0", name="closing_again_gives_its_reason"),
        CheckConstraint(
            "is_closed = (figures IS NOT NULL) AND is_closed = (sha256 IS NOT NULL)", name="closing_has_its_figures"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("reporting_period.id"), index=True)
    number: Mapped[int]  # 1, 2, 3 … of the period
    is_closed: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int]  # of the plan, whose figures these are
    as_of: Mapped[date]  # the day of which they are
    figures: Mapped[str | None] = mapped_column(Text)  # canonical JSON of app.domain.plan_figures
    sha256: Mapped[str | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]

    by: Mapped[User] = relationship()
