"""Who may work at what only one may work at."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Lease(Base):
    """The right to do something alone, for a short time at once (decision 0018).

    ``token`` is one higher with each holder; who still has a lower one has lost the right, whatever it believes.
    """

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str | None]  # the process; none: given back
    token: Mapped[int]
    held_since: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]  # when any holder last renewed it
    expires_at: Mapped[datetime]
