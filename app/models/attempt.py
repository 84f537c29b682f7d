"""Attempts in vain."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.account_events import AttemptKind
from app.models.base import Base
from app.models.types import named


class AttemptCount(Base):
    """How often something was tried in vain lately (嘗試次數); shared by all web processes.

    The subject is kept as a hash: people type passwords into the field of the e-mail.
    """

    __tablename__ = "attempt_count"
    __table_args__ = (UniqueConstraint("kind", "subject_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[AttemptKind] = mapped_column(named(AttemptKind))
    subject_hash: Mapped[str]
    attempts: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    closed_until: Mapped[datetime | None]
