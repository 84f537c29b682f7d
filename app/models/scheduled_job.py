"""What an administrator has decided about a scheduled job."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import User
from app.models.base import Base


class ScheduledJob(Base):
    """Differences from how a job is declared (排程設定); no row: it runs as declared."""

    __tablename__ = "scheduled_job"
    __table_args__ = (CheckConstraint("(run_asked_at IS NULL) = (run_asked_by_id IS NULL)", name="asked_by_somebody"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    cron: Mapped[str | None]  # none: as declared
    is_paused: Mapped[bool] = mapped_column(default=False)
    effective_from: Mapped[datetime | None]  # moments up to it are not due: the schedule was another, or paused
    changed_at: Mapped[datetime | None]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    run_asked_at: Mapped[datetime | None]
    run_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    changed_by: Mapped[User | None] = relationship(foreign_keys=[changed_by_id])
    run_asked_by: Mapped[User | None] = relationship(foreign_keys=[run_asked_by_id])
