"""What an agency did about a 立法院決議, as it was recorded. The database refuses to alter or remove it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.budget import ResolutionAnswer
from app.models.account import User
from app.models.base import Base, OfAgency
from app.models.resolution import Resolution
from app.models.types import named


class ResolutionReply(OfAgency, Base):
    """辦理情形 of a resolution; the newest counts, and a correction is a new one.

    ``answer`` is ``None`` while nothing was answered. ``text``, ``made_by`` and ``made_at`` are missing where the
    answer came with the published resolution.
    """

    __tablename__ = "resolution_reply"
    __table_args__ = (
        CheckConstraint("text <> ''", name="text_says_something"),
        CheckConstraint(
            "answer IS NOT NULL OR (answered_on IS NULL AND letter_no IS NULL)", name="letter_of_an_answer"
        ),
        CheckConstraint("answer IS NOT NULL OR text IS NOT NULL", name="says_something"),
        CheckConstraint(
            "(made_by_id IS NULL) = (made_at IS NULL) AND (made_by_id IS NULL) = (text IS NULL)",
            name="recorded_by_somebody",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), index=True)
    answer: Mapped[ResolutionAnswer | None] = mapped_column(named(ResolutionAnswer))
    text: Mapped[str | None] = mapped_column(Text)
    letter_no: Mapped[str | None]
    answered_on: Mapped[date | None]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime | None]

    resolution: Mapped[Resolution] = relationship()
    made_by: Mapped[User | None] = relationship()
