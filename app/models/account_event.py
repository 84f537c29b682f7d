"""What happened to accounts. The database refuses to change or delete a line (migration of this table)."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import User
from app.models.base import Base


class AccountEvent(Base):
    """One thing that happened to an account, or was tried on it (帳號事件): append-only."""

    __tablename__ = "account_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    # The name of an AccountEventKind. The database does not check it: a new kind must not mean rebuilding the table.
    kind: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)  # None: no such account
    email: Mapped[str] = mapped_column(info={"personal": "email"})  # the account's at the time, or what was typed
    address: Mapped[str] = mapped_column(info={"personal": "network"})
    browser: Mapped[str] = mapped_column(info={"personal": "network"})
    detail: Mapped[str] = mapped_column(info={"personal": "text"})  # what else there is to say; never a secret

    user: Mapped[User | None] = relationship()
