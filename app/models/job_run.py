"""The ledger of scheduled work."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.types import named


class RunStatus(StrEnum):
    """How a run ended, or that it has not yet."""

    RUNNING = "執行中"
    DONE = "完成"
    FAILED = "失敗"


class JobRun(Base):
    """One run of one job for one due moment; the unique key is what makes it run once."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "due_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str]
    due_key: Mapped[str]  # the day it was due for: "2018-07-31"
    status: Mapped[RunStatus] = mapped_column(named(RunStatus))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str | None]  # what it did, or what went wrong
