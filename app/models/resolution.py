"""What the 立法院 asks of an agency when it passes the budget."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.budget import ResolutionAnswer
from app.models.agency import Agency
from app.models.base import Base, OfAgency
from app.models.types import named


class Resolution(OfAgency, Base):
    """A resolution (立法院決議) on the budget of a year, and the agency's answer.

    ``due_on`` is ``None`` where no deadline was set, ``answered_on`` where no letter tells the day. The answer is that
    of the newest ``ResolutionReply``: lists and reminders need not look for it.
    """

    __tablename__ = "resolution"
    __table_args__ = (
        UniqueConstraint("agency_id", "roc_year", "section", "item"),
        CheckConstraint("answered_on IS NULL OR answer IS NOT NULL", name="day_of_an_answer"),
        CheckConstraint("subject <> ''", name="subject_says_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roc_year: Mapped[int]  # of the budget that it was passed with
    section: Mapped[str]  # 通案決議, 審查決議
    item: Mapped[str]  # 項次 as printed: 十三
    position: Mapped[int]
    subject: Mapped[str]
    due_on: Mapped[date | None]
    answer: Mapped[ResolutionAnswer | None] = mapped_column(named(ResolutionAnswer))
    answered_on: Mapped[date | None]
    letter_no: Mapped[str | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    agency: Mapped[Agency] = relationship()
