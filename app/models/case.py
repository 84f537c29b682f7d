"""Firms and the help they receive."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, PlanRow


class Firm(Base):
    """An enterprise (企業), known by its 統一編號 over all plans and years."""

    __tablename__ = "firm"
    __table_args__ = (CheckConstraint("length(tax_id) = 8", name="tax_id_has_8_digits"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tax_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class Case(PlanRow, Base):
    """One firm guided by one adviser (個案): as reported, with the 11 benefits of 表 16 in whole 元."""

    __tablename__ = "plan_case"
    constraints = (CheckConstraint("government_grant >= 0 AND self_fund >= 0", name="money_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    firm_id: Mapped[int] = mapped_column(ForeignKey("firm.id"), index=True)
    firm_name: Mapped[str]  # as the report writes it; the firm's own row may be spelt better
    county: Mapped[str]
    group: Mapped[str] = mapped_column("industry_group")
    function: Mapped[str] = mapped_column("guidance_function")
    adviser_name: Mapped[str]
    adviser_kind: Mapped[str]
    mode: Mapped[str]
    state: Mapped[str]
    government_grant: Mapped[int | None]
    self_fund: Mapped[int | None]
    added_value: Mapped[int | None]
    new_orders: Mapped[int | None]
    staff_productivity: Mapped[int | None]
    equipment_productivity: Mapped[int | None]
    labour_cost: Mapped[int | None]
    manufacturing_cost: Mapped[int | None]
    purchasing_cost: Mapped[int | None]
    inventory_cost: Mapped[int | None]
    defect_cost: Mapped[int | None]
    research_cost: Mapped[int | None]
    maintenance_cost: Mapped[int | None]

    firm: Mapped[Firm] = relationship(lazy="joined", innerjoin=True)

    @property
    def tax_id(self) -> str:
        """統一編號 of the firm."""
        return self.firm.tax_id
