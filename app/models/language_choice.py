"""The language in which a person reads the pages."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.language import Language
from app.models.base import Base
from app.models.types import named


class LanguageChoice(Base):
    """What a person chose; without a row the pages are in Chinese, the language of record."""

    __tablename__ = "language_choice"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[Language] = mapped_column(named(Language))
