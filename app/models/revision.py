"""The history of the accepted truth."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import User
from app.models.base import Base, InPlan


class PlanRevision(InPlan, Base):
    """A plan as it stood after one accepted change (修訂).

    Workbooks name the revision they were exported from: it is the *base* of the three-way merge.
    """

    __tablename__ = "plan_revision"
    constraints = (UniqueConstraint("plan_id", "number"), CheckConstraint("number >= 1", name="number_from_one"))

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    document: Mapped[str] = mapped_column(Text)  # canonical JSON
    sha256: Mapped[str]
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    cause: Mapped[str]  # 建立計畫, or the submission that was accepted
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]

    created_by: Mapped[User | None] = relationship()
