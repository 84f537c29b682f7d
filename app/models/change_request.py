"""Proposals to alter what a plan promises."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.change_request import ChangeStatus
from app.models.account import User
from app.models.base import Base, InPlan
from app.models.plan import Plan
from app.models.types import named


class ChangeRequest(InPlan, Base):
    """A proposed change of a plan's set-up (計畫變更). ``number`` (第 n 次) is given on approval, to no other."""

    __tablename__ = "change_request"
    constraints = (
        UniqueConstraint("plan_id", "number"),
        CheckConstraint("(status = 'APPROVED') = (number IS NOT NULL)", name="approved_has_its_number"),
        CheckConstraint("(status = 'APPROVED') = (applied_revision IS NOT NULL)", name="approved_has_its_revision"),
        CheckConstraint("(status = 'APPROVED') = (applied IS NOT NULL)", name="approved_was_applied"),
        CheckConstraint(
            "(status IN ('APPROVED', 'RETURNED')) = (reviewed_at IS NOT NULL)", name="reviewed_has_its_moment"
        ),
        CheckConstraint("(status = 'DRAFT') = (submitted_at IS NULL)", name="sent_has_its_moment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int | None]
    status: Mapped[ChangeStatus] = mapped_column(named(ChangeStatus), index=True)
    base_revision: Mapped[int]  # what its author saw
    changes: Mapped[str] = mapped_column(Text)  # canonical JSON of what is asked for
    applied: Mapped[str | None] = mapped_column(Text)  # the same of what was applied, conflicts settled
    applied_revision: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    effect: Mapped[str] = mapped_column(Text)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    on_behalf_of: Mapped[str | None]  # the contractor for whom an officer proposed it
    submitted_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reviewed_at: Mapped[datetime | None]
    review_comment: Mapped[str | None]
    approval_letter: Mapped[str | None]  # 核定文號

    plan: Mapped[Plan] = relationship()
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
    reviewed_by: Mapped[User | None] = relationship(foreign_keys=[reviewed_by_id])
