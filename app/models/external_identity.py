"""Who people are to their agency's single sign-on."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import User
from app.models.base import Base


class ExternalIdentity(Base):
    """An account as a provider of single sign-on knows it (單一簽入身分): the pair never changes, e-mails do."""

    __tablename__ = "external_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str] = mapped_column(info={"personal": "identifier"})
    linked_at: Mapped[datetime]

    user: Mapped[User] = relationship()
