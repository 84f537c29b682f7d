"""Files that show that what was reported is so."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.evidence import EvidenceKind, ScanResult
from app.models.account import User
from app.models.base import Base, InPlan
from app.models.plan import Plan
from app.models.types import named

_STANDING = text("withdrawn_at IS NULL")


class EvidenceFile(InPlan, Base):
    """A file that supports one 查核點 or 個案 (佐證資料). Withdrawn when it was wrong, and never deleted.

    It names its row as people do, so it stays when the row leaves the plan.
    """

    __tablename__ = "evidence_file"
    constraints = (
        CheckConstraint("section IN ('checkpoints', 'cases')", name="section_has_evidence"),
        CheckConstraint("length(file_sha256) = 64", name="hash_is_sha256"),
        CheckConstraint("size_bytes > 0", name="not_empty"),
        CheckConstraint("(scan_result = 'NOT_SCANNED') = (scanned_at IS NULL)", name="scanned_at_its_moment"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_for_a_reason"),
        Index(
            "uq_evidence_file_standing",  # the same bytes are evidence of a row once
            *("plan_id", "section", "key", "file_sha256"),
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section: Mapped[str]  # of the plan document: checkpoints or cases
    key: Mapped[str]  # 查核點 "A-4", or 個案編號
    title: Mapped[str]
    file_name: Mapped[str]  # as it was called where it came from
    file_sha256: Mapped[str] = mapped_column(index=True)
    size_bytes: Mapped[int]
    kind: Mapped[EvidenceKind] = mapped_column(named(EvidenceKind))
    scan_result: Mapped[ScanResult] = mapped_column(named(ScanResult))
    scanned_at: Mapped[datetime | None]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime]
    on_behalf_of: Mapped[str | None]  # the contractor for whom an officer added it
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]

    plan: Mapped[Plan] = relationship()
    uploaded_by: Mapped[User] = relationship(foreign_keys=[uploaded_by_id])
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by_id])

    @property
    def is_withdrawn(self) -> bool:
        """Whether it counts as evidence no more."""
        return self.withdrawn_at is not None
