"""What all tables share: constraint names, the mark of the agency, the place in a plan."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Integer, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.schema import SchemaItem

from app.models.types import ScaledDecimal, UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Constraints name themselves, so that a migration and an error can speak of them."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime(),
        int: BigInteger().with_variant(Integer(), "sqlite"),  # SQLite numbers rows by INTEGER alone, 64 bits wide
        Decimal: ScaledDecimal(4),  # 5.01 億元 and 25.84 % alike; four places below the base unit are kept
    }


class OfAgency:
    """Belongs to one agency: the key on which permissions filter, and by which a database could be divided."""

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)


class InPlan:
    """Belongs to a plan, and so to the plan's agency: the composite key sees to that."""

    plan_id: Mapped[int] = mapped_column(index=True)
    agency_id: Mapped[int] = mapped_column(index=True)

    @declared_attr.directive
    def __table_args__(cls: type) -> tuple[SchemaItem, ...]:  # noqa: N805  declarative calls it with the class
        return (
            ForeignKeyConstraint(["plan_id", "agency_id"], ["plan.id", "plan.agency_id"], ondelete="CASCADE"),
            *((UniqueConstraint("plan_id", "key"),) if issubclass(cls, PlanRow) else ()),
            *getattr(cls, "constraints", ()),
        )


class PlanRow(InPlan):
    """A row of the plan document, in the document's order."""

    key: Mapped[str]  # how people, workbooks, alerts and addresses name the row inside its plan: "A-4"
    position: Mapped[int]
