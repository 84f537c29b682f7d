"""When people looked at their home page."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class LastLook(Base):
    """A person's looking at the home page (上次查看); a row a person, rewritten (decision 0027)."""

    __tablename__ = "last_look"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime | None]  # what happened later is new to them; None: they were never here before
    last_at: Mapped[datetime]
