"""What the night shift found."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, InPlan
from app.models.plan import Plan


class Alert(InPlan, Base):
    """A slippage that somebody has to answer for (警示).

    At most one alert per kind and row is open at a time, and the database keeps that, whatever runs twice or
    breaks off.
    """

    __tablename__ = "alert"
    constraints = (
        Index(
            "uq_alert_open",
            "plan_id",
            "kind",
            "row_key",
            unique=True,
            sqlite_where=text("resolved_on IS NULL"),
            postgresql_where=text("resolved_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # a SlipKind
    row_key: Mapped[str]  # "A-4"
    state: Mapped[str]  # 落後
    level: Mapped[int]  # rises when it gets worse
    light: Mapped[str]
    days: Mapped[int]
    rule: Mapped[str]  # the sentence that explains the light
    opened_on: Mapped[date]
    escalated_on: Mapped[date | None]
    evaluated_on: Mapped[date]
    resolved_on: Mapped[date | None]
    changed_at: Mapped[datetime]

    plan: Mapped[Plan] = relationship()
