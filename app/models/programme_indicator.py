"""What a whole programme (施政計畫) of several plans and agencies is measured by."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OfAgency
from app.models.types import ScaledDecimal


class ProgrammeIndicator(OfAgency, Base):
    """A figure of a programme in a year, as its progress report prints it.

    ``target`` and ``actual`` stand in ``unit`` as printed (1718 億元), exact; ``printed_pct`` is the percentage that
    the report prints beside them, kept to be compared with our own.
    """

    __tablename__ = "programme_indicator"
    __table_args__ = (
        UniqueConstraint("agency_id", "roc_year", "position"),
        CheckConstraint("target IS NOT NULL OR actual IS NOT NULL", name="says_something"),
        CheckConstraint("target IS NULL OR target >= 0", name="target_not_negative"),
        CheckConstraint("actual IS NULL OR actual >= 0", name="actual_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roc_year: Mapped[int]
    programme: Mapped[str]  # 中小微企業多元振興發展計畫
    group_name: Mapped[str]  # 願景, 年度KPI, 策略, 配套 …
    area: Mapped[str | None]  # which 策略 or 配套
    position: Mapped[int]  # as the report lists them
    item: Mapped[str]
    unit: Mapped[str]
    target: Mapped[Decimal | None]
    actual: Mapped[Decimal | None]
    printed_pct: Mapped[Decimal | None] = mapped_column(ScaledDecimal(1))
    period: Mapped[str | None]  # of what years or days the figures are, as printed
