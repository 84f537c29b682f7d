"""Mail on its way out."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.outbox import LetterStatus
from app.models.account import User
from app.models.base import Base
from app.models.types import named


class OutboxLetter(Base):
    """A mail that was written in the transaction that marks its news as mailed, and leaves afterwards (寄件匣).

    ``key`` says which mail it is (of a person, a day), so that it is never written twice; ``message_id`` stays the
    same over all attempts, so that a receiver can tell a repetition.
    """

    __tablename__ = "outbox_letter"
    __table_args__ = (
        CheckConstraint("(status = 'SENT') = (sent_at IS NOT NULL)", name="sent_has_its_moment"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        Index(
            "ix_outbox_letter_waiting",
            "send_after",
            sqlite_where=sql("status = 'WAITING'"),
            postgresql_where=sql("status = 'WAITING'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(unique=True)  # "digest/5/2018-07-31"
    message_id: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str] = mapped_column(info={"personal": "email"})
    subject: Mapped[str] = mapped_column(info={"personal": "text"})
    text: Mapped[str] = mapped_column(Text, info={"personal": "text"})
    html: Mapped[str] = mapped_column(Text, info={"personal": "text"})
    made_at: Mapped[datetime]
    status: Mapped[LetterStatus] = mapped_column(named(LetterStatus))
    send_after: Mapped[datetime]  # not before; while it is being handed over, until when nobody else may try
    attempts: Mapped[int]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text, info={"personal": "text"})  # may repeat the address

    user: Mapped[User] = relationship()
