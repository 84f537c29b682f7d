"""What people decided of firms that look alike."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.firms.verdict import FirmVerdict
from app.models.account import User
from app.models.base import Base
from app.models.case import Firm
from app.models.types import named

_IN_FORCE = text("undone_at IS NULL")


class FirmDecision(Base):
    """Whether two entries are one firm (歸戶判定): one decision in force for a pair, and those that were undone.

    ``lower`` and ``higher`` are the two in the order of their ids, so that a pair is a pair either way round.
    """

    __tablename__ = "firm_decision"
    __table_args__ = (
        CheckConstraint("lower_id < higher_id", name="pair_in_order"),
        CheckConstraint("(verdict = 'SAME') = (kept_id IS NOT NULL)", name="one_of_the_same_is_kept"),
        CheckConstraint("kept_id IN (lower_id, higher_id)", name="kept_is_of_the_pair"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_by_somebody"),
        Index(
            "uq_firm_decision_in_force",
            *("lower_id", "higher_id"),
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lower_id: Mapped[int] = mapped_column(ForeignKey("firm.id"))
    higher_id: Mapped[int] = mapped_column(ForeignKey("firm.id"), index=True)
    verdict: Mapped[FirmVerdict] = mapped_column(named(FirmVerdict))
    kept_id: Mapped[int | None] = mapped_column(ForeignKey("firm.id"))  # under which the other is shown from now on
    reason: Mapped[str]  # "" where the pair speaks for itself
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    undone_at: Mapped[datetime | None]

    lower: Mapped[Firm] = relationship(foreign_keys=lower_id)
    higher: Mapped[Firm] = relationship(foreign_keys=higher_id)
    kept: Mapped[Firm | None] = relationship(foreign_keys=kept_id)
    decided_by: Mapped[User] = relationship(foreign_keys=decided_by_id)
    undone_by: Mapped[User | None] = relationship(foreign_keys=undone_by_id)

    @property
    def merged(self) -> Firm:
        """The one that is shown under the other; of two that are different, the later entry."""
        return self.lower if self.kept_id == self.higher_id else self.higher
