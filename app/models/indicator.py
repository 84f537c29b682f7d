"""The targets a plan is measured by."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, PlanRow
from app.models.types import Words


class Indicator(PlanRow, Base):
    """A target and what came of it (績效指標), in the base unit of ``unit``."""

    __tablename__ = "indicator"
    constraints = (
        CheckConstraint("places BETWEEN 0 AND 4", name="places_range"),
        CheckConstraint("target_qualifier IN ('=', '>=', '>', '<=', '<')", name="target_qualifier"),
        # All that 差異分析 counts and sorts by, so that it reads no long texts on the way.
        Index(
            "ix_indicator_variance", "plan_id", "target", "actual", "target_qualifier", "direction", "position", "id"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listed_in: Mapped[tuple[str, ...]] = mapped_column(Words)  # the official tables in which it stands
    attribute: Mapped[str]  # 屬性
    category: Mapped[str]  # 類別
    item: Mapped[str]  # 項目
    subject: Mapped[str]  # how the variance sentence names it
    unit: Mapped[str]  # as printed: 億元
    places: Mapped[int]  # decimals as printed
    direction: Mapped[str]
    target_qualifier: Mapped[str]
    target: Mapped[Decimal | None]
    case_source: Mapped[str | None]  # 由個案計算
    actual: Mapped[Decimal | None]
    benefit_note: Mapped[str | None]  # 效益說明
    breakthrough: Mapped[str | None]  # 重大突破
