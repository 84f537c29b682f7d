"""What is typed into a grid and not yet sent."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import User
from app.models.base import Base


class GridDraft(Base):
    """What a person has typed into one grid (表格草稿), kept while they type. Nobody else sees what it says."""

    __tablename__ = "grid_draft"
    __table_args__ = (
        UniqueConstraint("user_id", "place"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("changed >= 0", name="changed_is_a_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    plan_id: Mapped[int | None] = mapped_column(
        ForeignKey("plan.id", ondelete="CASCADE"), index=True
    )  # None: a new one
    place: Mapped[str]  # which grid: "SMEITA-107/periods/期末/checkpoints"
    revision: Mapped[int]  # of the plan that the person was looking at; 0 where there is no plan yet
    number: Mapped[int]  # counts how often it was kept, so that two windows do not overwrite each other unseen
    rows: Mapped[str] = mapped_column(Text)  # JSON of the rows in which something is typed
    changed: Mapped[int]  # cells
    saved_at: Mapped[datetime]

    user: Mapped[User] = relationship()
