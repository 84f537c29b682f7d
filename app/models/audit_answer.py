"""What people said of the audit's findings."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import User
from app.models.base import Base, InPlan


class AuditAnswer(InPlan, Base):
    """「已確認，因…」: a finding that somebody looked into.

    ``finding_key`` is made of the place and both figures, so the answer holds until one of them changes.
    """

    __tablename__ = "audit_answer"
    constraints = (
        UniqueConstraint("plan_id", "finding_key"),
        CheckConstraint("answer <> ''", name="answer_says_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_key: Mapped[str]
    place: Mapped[str]  # kept for the list of answers: the finding itself is computed anew each time
    answer: Mapped[str]
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime]

    answered_by: Mapped[User] = relationship()
