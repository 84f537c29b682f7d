"""The ledger of changes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class AuditEvent(Base):
    """One change of a figure, a permission or a setting (稽核軌跡).

    Rows are only added: triggers refuse everything else, and each row carries the hash of the one before
    (``app.domain.hash_chain``). It refers to other tables by number without foreign keys, and keeps names as they
    were: the ledger outlives what it speaks of.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_from_one"),
        Index("ix_audit_event_cell", "plan_id", "section", "row_key", "number"),
        Index("ix_audit_event_plan_id_number", "plan_id", "number"),
        Index("ix_audit_event_actor_id_number", "actor_id", "number"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1, 2, 3 … without a gap
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None]  # None: the owner of the machine, or the night shift
    actor: Mapped[str] = mapped_column(info={"personal": "name"})  # the name at the time
    # who reported the figure, when somebody else accepted it
    reporter: Mapped[str | None] = mapped_column(info={"personal": "name"})
    origin: Mapped[str]  # an OriginKind's value
    door: Mapped[str]  # method and path of the page, the command, or the job
    address: Mapped[str | None] = mapped_column(info={"personal": "network"})
    file_name: Mapped[str | None]
    file_sha256: Mapped[str | None]
    cell: Mapped[str | None]  # 「績效指標!I5」
    agency_id: Mapped[int | None]
    plan_id: Mapped[int | None]
    plan_code: Mapped[str | None]
    submission_id: Mapped[int | None]
    revision: Mapped[int | None]  # of the plan, that the change made
    subject: Mapped[str]  # a Subject's value
    section: Mapped[str | None]
    row_key: Mapped[str] = mapped_column(info={"personal": "text"})  # of an account, its e-mail
    field: Mapped[str | None]
    label: Mapped[str] = mapped_column(Text, info={"personal": "text"})
    unit: Mapped[str | None]
    # canonical JSON, exact figures; None: there was nothing
    before: Mapped[str | None] = mapped_column(Text, info={"personal": "text"})
    after: Mapped[str | None] = mapped_column(Text, info={"personal": "text"})
    previous_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
