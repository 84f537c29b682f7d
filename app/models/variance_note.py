"""差異分析 that people wrote over the draft. The database refuses to alter what was written (migration 0038)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.explanation import DelayCause, Responsibility
from app.models.account import User
from app.models.base import Base, InPlan
from app.models.types import named


class VarianceNote(InPlan, Base):
    """What somebody wrote of the difference in one row of a plan (decision 0030). Rows are only added.

    The newest that was adopted (採用) counts. ``target`` and ``actual`` are the figures that were before the writer,
    so that words are never shown for figures that they do not speak of. ``draft`` is what the system proposed.
    """

    __tablename__ = "variance_note"
    constraints = (
        CheckConstraint("section IN ('indicators', 'checkpoints', 'finance_lines', 'staffing')", name="section_known"),
        CheckConstraint("sentence <> ''", name="sentence_says_something"),
        CheckConstraint("(adopted_at IS NULL) = (adopted_by_id IS NULL)", name="adopted_by_somebody"),
        Index(None, "plan_id", "section", "row_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section: Mapped[str]
    row_key: Mapped[str]
    sentence: Mapped[str] = mapped_column(Text)
    draft: Mapped[str] = mapped_column(Text)
    cause: Mapped[DelayCause | None] = mapped_column(named(DelayCause))
    reason: Mapped[str | None] = mapped_column(Text)
    remedy: Mapped[str | None] = mapped_column(Text)
    catch_up_on: Mapped[date | None]
    responsibility: Mapped[Responsibility | None] = mapped_column(named(Responsibility))
    target: Mapped[Decimal | None]
    actual: Mapped[Decimal | None]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]
    adopted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    adopted_at: Mapped[datetime | None]

    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])
    adopted_by: Mapped[User | None] = relationship(foreign_keys=[adopted_by_id])
