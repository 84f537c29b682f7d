"""News for people, and how each wants to have them."""

from datetime import datetime

from sqlalchemy import Enum, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.notices import Channel, NoticeKind
from app.models.account import User
from app.models.base import Base
from app.models.plan import Plan
from app.models.types import named

# The database does not check the kind: a new one must not mean rebuilding the tables.
KIND = Enum(NoticeKind, native_enum=False, create_constraint=False, length=32)


class Notice(Base):
    """A piece of news in a person's inbox (通知). ``key`` says which; nobody is told the same twice."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_notice_user_id_at", "user_id", "at"),
        Index(
            "ix_notice_unread",
            "user_id",
            sqlite_where=sql("read_at IS NULL"),
            postgresql_where=sql("read_at IS NULL"),
        ),
        Index(
            "ix_notice_to_mail",
            "channel",
            sqlite_where=sql("letter_key IS NULL AND read_at IS NULL"),
            postgresql_where=sql("letter_key IS NULL AND read_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    key: Mapped[str]  # "submission_event/17"
    kind: Mapped[NoticeKind] = mapped_column(KIND)
    channel: Mapped[Channel] = mapped_column(named(Channel))  # as the person had chosen when it was told
    subject: Mapped[str] = mapped_column(info={"personal": "text"})
    text: Mapped[str] = mapped_column(Text, info={"personal": "text"})
    path: Mapped[str]  # of the page that it is about: "/plans/SMEITA-107"
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]  # when it happened
    read_at: Mapped[datetime | None]
    letter_key: Mapped[str | None]  # of the mail that tells it; not a foreign key, for mails are thrown away earlier

    user: Mapped[User] = relationship()
    plan: Mapped[Plan | None] = relationship()


class NoticeChoice(Base):
    """By which way a person wants news of a kind; without a row the default counts."""

    __tablename__ = "notice_choice"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[NoticeKind] = mapped_column(KIND, primary_key=True)
    channel: Mapped[Channel] = mapped_column(named(Channel))


class ToldSource(Base):
    """A row of another table that was made into news; what has no row here is still to be told."""

    __tablename__ = "told_source"

    source: Mapped[str] = mapped_column(primary_key=True)  # "submission_event"
    row_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
