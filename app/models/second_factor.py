"""The second step of signing in."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class TotpSecret(Base):
    """The secret that an account shares with the person's authenticator (兩步驟驗證), encrypted."""

    __tablename__ = "totp_secret"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    sealed_secret: Mapped[str]
    confirmed_at: Mapped[datetime | None]  # None: shown, but no code has come back yet
    last_step: Mapped[int]  # the 30 seconds whose code was accepted last: none up to it is accepted again


class RecoveryCode(Base):
    """A code that replaces the authenticator once (備用碼); only its hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]
