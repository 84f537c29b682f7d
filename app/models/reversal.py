"""Accepted reports that were taken back."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import User
from app.models.base import Base, InPlan


class SubmissionReversal(InPlan, Base):
    """The undoing of an accepted report (復原), once and for all; the report itself stays as it was.

    A report with one of these no longer counts as delivered.
    """

    __tablename__ = "submission_reversal"
    constraints = (CheckConstraint("length(trim(reason)) > 0", name="reason_given"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    differences: Mapped[int]  # cells and rows that went back
    revision: Mapped[int]  # of the plan, after it
    reverted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reverted_at: Mapped[datetime]

    reverted_by: Mapped[User] = relationship()
