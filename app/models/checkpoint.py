"""The dated promises of a plan."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.checkpoint_state import Disposition
from app.domain.plan_document import CompletionBasis
from app.models.base import Base, PlanRow
from app.models.types import ScaledDecimal, named


class Checkpoint(PlanRow, Base):
    """A dated promise inside a sub-plan (查核點): what will be done, and by when."""

    __tablename__ = "checkpoint"
    constraints = (
        UniqueConstraint("sub_plan_id", "number"),
        CheckConstraint("weight_pct > 0 AND weight_pct <= 10000", name="weight_pct_range"),  # hundredths of a percent
        CheckConstraint("(target IS NULL) = (unit IS NULL)", name="target_has_its_unit"),
        CheckConstraint("target_qualifier IN ('=', '>=', '>', '<=', '<')", name="target_qualifier"),
        CheckConstraint("(disposition IS NULL) = (disposition_on IS NULL)", name="disposition_has_its_day"),
        CheckConstraint("(disposition IS NULL) = (disposition_reason IS NULL)", name="disposition_has_its_reason"),
        CheckConstraint("actual IS NULL OR actual >= 0", name="actual_not_negative"),
        Index(None, "agency_id", "original_due_on"),  # the latest past of an agency, for forecasts
        Index(  # those that 差異分析 counts and sorts, with all that it needs for that
            "ix_checkpoint_variance",
            *("plan_id", "due_on", "target", "actual", "target_qualifier", "position", "id"),
            sqlite_where=text("unit IS NOT NULL AND disposition IS NULL"),
            postgresql_where=text("unit IS NOT NULL AND disposition IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sub_plan_id: Mapped[int] = mapped_column(ForeignKey("sub_plan.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    original_due_on: Mapped[date]  # never rewritten; an approved extension moves due_on
    due_on: Mapped[date] = mapped_column(index=True)
    description: Mapped[str]
    weight_pct: Mapped[Decimal] = mapped_column(ScaledDecimal(2))  # a plan's weights total exactly 100.00
    measure: Mapped[str | None]  # how the variance sentence names the quantity
    target_qualifier: Mapped[str]
    target: Mapped[Decimal | None]
    unit: Mapped[str | None]
    disposition: Mapped[Disposition | None] = mapped_column(named(Disposition))  # out of the plan by an approved change
    disposition_on: Mapped[date | None]
    disposition_reason: Mapped[str | None]
    case_source: Mapped[str | None]  # the cases that the quantity counts
    completed_on: Mapped[date | None]
    completion_basis: Mapped[CompletionBasis] = mapped_column(named(CompletionBasis), default=CompletionBasis.EXACT)
    actual: Mapped[Decimal | None]
    achievement: Mapped[str | None]  # 達成情形
    delay_reason: Mapped[str | None]  # 落後原因
    remedy: Mapped[str | None]  # 改善對策
    catch_up_on: Mapped[date | None]  # 預定趕上日期
