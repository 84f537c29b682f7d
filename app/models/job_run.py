"""The ledger of scheduled work."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.job_course import RunCause, RunStatus
from app.models.account import User
from app.models.base import Base
from app.models.types import named


class JobRun(Base):
    """One run of one job (排程執行紀錄); the unique key is what makes it run once for each moment it is due."""

    __tablename__ = "job_run"
    __table_args__ = (
        UniqueConstraint("job", "cause", "due_at"),
        CheckConstraint("attempts > 0", name="began"),
        Index("ix_job_run_job_started_at", "job", "started_at"),  # the newest of many thousands
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str]
    cause: Mapped[RunCause] = mapped_column(named(RunCause))
    due_at: Mapped[datetime]  # by the schedule; of a run that was asked for, when that was
    day: Mapped[date]  # in Taipei, which it worked for
    status: Mapped[RunStatus] = mapped_column(named(RunStatus))
    attempts: Mapped[int]
    token: Mapped[int | None]  # of the lease under which it runs; none: a command, which holds no lease
    started_at: Mapped[datetime]  # of the last attempt
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str | None]  # what it did
    error: Mapped[str | None]  # what went wrong the last time, even if it went well afterwards
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    asked_by: Mapped[User | None] = relationship()
