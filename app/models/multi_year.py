"""Plans that several yearly budgets pay for."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, OfAgency


class MultiYearPlan(OfAgency, Base):
    """A 跨年期計畫 as the budget describes it, whole 元; the years are ROC, both inclusive."""

    __tablename__ = "multi_year_plan"
    __table_args__ = (
        UniqueConstraint("id", "agency_id"),
        UniqueConstraint("agency_id", "name"),
        CheckConstraint("start_year <= end_year", name="starts_before_it_ends"),
        CheckConstraint("need >= 0 AND (approved_total IS NULL OR approved_total >= 0)", name="money_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    start_year: Mapped[int]
    end_year: Mapped[int]
    need: Mapped[int]  # 經費需求總額
    approved_total: Mapped[int | None]  # 行政院核定總經費, where it is another figure
    approved_on: Mapped[date | None]
    approval_letter: Mapped[str | None]

    allotments: Mapped[list["Allotment"]] = relationship(order_by="Allotment.from_year")


class Allotment(OfAgency, Base):
    """What a 跨年期計畫 has in a year, or in years that the budget prints as one sum. Whole 元."""

    __tablename__ = "allotment"
    __table_args__ = (
        UniqueConstraint("multi_year_plan_id", "from_year"),
        ForeignKeyConstraint(
            ["multi_year_plan_id", "agency_id"], ["multi_year_plan.id", "multi_year_plan.agency_id"], ondelete="CASCADE"
        ),
        CheckConstraint("from_year <= to_year", name="starts_before_it_ends"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    multi_year_plan_id: Mapped[int] = mapped_column(index=True)
    from_year: Mapped[int]
    to_year: Mapped[int]
    amount: Mapped[int]
    is_estimate: Mapped[bool]  # 預估需求數, not granted yet
