"""What was said of the calendar of the offices."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.workdays import DaySource
from app.models.account import User
from app.models.agency import Agency
from app.models.base import Base
from app.models.types import named


class CalendarDay(Base):
    """A day that is not what the published calendar says (停班、補班、更正): nationwide, or in one agency.

    What was typed and what was uploaded stand side by side, so that taking the one back uncovers the other.
    """

    __tablename__ = "calendar_day"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name_says_something"),
        CheckConstraint("source <> 'LAW'", name="somebody_said_it"),
        Index(
            "uq_calendar_day_nationwide",
            "day",
            "source",
            unique=True,
            sqlite_where=text("agency_id IS NULL"),
            postgresql_where=text("agency_id IS NULL"),
        ),
        Index(
            "uq_calendar_day_agency",
            "agency_id",
            "day",
            "source",
            unique=True,
            sqlite_where=text("agency_id IS NOT NULL"),
            postgresql_where=text("agency_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))  # None: nationwide
    day: Mapped[date]
    is_workday: Mapped[bool]
    name: Mapped[str]
    source: Mapped[DaySource] = mapped_column(named(DaySource))
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime]

    agency: Mapped[Agency | None] = relationship()
    set_by: Mapped[User] = relationship()


class CalendarYear(Base):
    """A year's calendar (辦公日曆表) that was uploaded: from then on its days are no forecast. Rows are only added."""

    __tablename__ = "calendar_year"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)  # None: nationwide
    roc_year: Mapped[int]
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    taken_at: Mapped[datetime]

    taken_by: Mapped[User] = relationship()
