"""Thresholds are data."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OfAgency


class ThresholdOverride(OfAgency, Base):
    """A threshold that an agency, or one plan, sets differently from the default (design section 4)."""

    __tablename__ = "threshold_override"
    __table_args__ = (
        Index(
            "uq_threshold_override_agency",
            "agency_id",
            "name",
            unique=True,
            sqlite_where=text("plan_id IS NULL"),
            postgresql_where=text("plan_id IS NULL"),
        ),
        Index(
            "uq_threshold_override_plan",
            "plan_id",
            "name",
            unique=True,
            sqlite_where=text("plan_id IS NOT NULL"),
            postgresql_where=text("plan_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    name: Mapped[str]  # a field of app.domain.thresholds.Thresholds
    value: Mapped[str]  # as exact text
