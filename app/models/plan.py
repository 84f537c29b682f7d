"""A plan and its parts."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.agency import Agency, Contractor
from app.models.base import Base, OfAgency, PlanRow
from app.models.types import ScaledDecimal


class Plan(OfAgency, Base):
    """A commissioned plan of one year (計畫). Money is whole 元.

    The tables hold only the accepted truth; ``revision`` counts how often it changed.
    """

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("id", "agency_id"),  # what the plan's rows refer to
        ForeignKeyConstraint(["budget_line_id", "agency_id"], ["budget_line.id", "budget_line.agency_id"]),
        CheckConstraint("year_index BETWEEN 1 AND years_total", name="year_of_the_run"),
        CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),
        CheckConstraint("government_budget >= 0 AND self_fund >= 0", name="money_not_negative"),
        CheckConstraint("revision >= 1", name="revision_counts_from_one"),
        # Where plans lie, for what a list can be narrowed by.
        Index(
            "ix_plan_shelf",
            *("roc_year", "agency_id", "division", "contractor_id", "budget_line_id", "starts_on", "ends_on"),
        ),
        Index(None, "agency_id", "name"),  # the years of a plan have its name
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # "SMEITA-107"
    name: Mapped[str]
    roc_year: Mapped[int] = mapped_column(index=True)
    year_index: Mapped[int]
    years_total: Mapped[int]
    division: Mapped[str]
    contractor_id: Mapped[int] = mapped_column(ForeignKey("contractor.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    government_budget: Mapped[int]
    self_fund: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    is_demo: Mapped[bool] = mapped_column(default=False)
    budget_line_id: Mapped[int | None] = mapped_column(index=True)  # which line of its agency's budget pays for it

    agency: Mapped[Agency] = relationship()
    contractor: Mapped[Contractor] = relationship()

    @property
    def full_name(self) -> str:
        """The name with the year of the run: 中小企業即時技術輔導計畫(2/4)."""
        return f"{self.name}({self.year_index}/{self.years_total})"


class SubPlan(PlanRow, Base):
    """A part of the plan (分項計畫); ``key`` is its letter."""

    __tablename__ = "sub_plan"
    constraints = (
        CheckConstraint("weight_pct > 0 AND weight_pct <= 10000", name="weight_pct_range"),  # hundredths of a percent
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    weight_pct: Mapped[Decimal] = mapped_column(ScaledDecimal(2))


class WorkItem(PlanRow, Base):
    """A piece of work inside a sub-plan (工作項目)."""

    __tablename__ = "work_item"
    constraints = (UniqueConstraint("sub_plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sub_plan_id: Mapped[int] = mapped_column(ForeignKey("sub_plan.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    name: Mapped[str]
    actual_work: Mapped[str | None]  # 實際執行內容
    variance_note: Mapped[str | None]  # 差異分析
