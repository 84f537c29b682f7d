"""Money and people of a plan."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.plan_document import FundSource
from app.models.base import Base, PlanRow
from app.models.types import ScaledDecimal, named


class FinanceLine(PlanRow, Base):
    """Money of one account from one source (經費), whole 元."""

    __tablename__ = "finance_line"
    constraints = (
        UniqueConstraint("plan_id", "account", "source"),
        CheckConstraint("contracted >= 0 AND (executed IS NULL OR executed >= 0)", name="money_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str]  # 會計科目
    source: Mapped[FundSource] = mapped_column(named(FundSource))
    contracted: Mapped[int]  # 簽約數
    executed: Mapped[int | None]  # 執行數
    note: Mapped[str | None]


class Staffing(PlanRow, Base):
    """Person-months of one grade (人力); ``key`` is the grade."""

    __tablename__ = "staffing"
    constraints = (
        CheckConstraint(
            "planned_months >= 0 AND (actual_months IS NULL OR actual_months >= 0)", name="months_not_negative"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    planned_months: Mapped[Decimal] = mapped_column(ScaledDecimal(2))
    actual_months: Mapped[Decimal | None] = mapped_column(ScaledDecimal(2))
