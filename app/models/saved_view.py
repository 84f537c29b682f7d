"""Lists as people come back to them."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class SavedView(Base):
    """A filtered list under a name of a person's own (儲存的檢視). Nobody else sees it."""

    __tablename__ = "saved_view"
    __table_args__ = (
        UniqueConstraint("user_id", "page", "name"),
        CheckConstraint("length(name) BETWEEN 1 AND 60", name="name_of_a_line"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    page: Mapped[str]  # which list: "cases"
    name: Mapped[str]
    query: Mapped[str]  # of the address, without its question mark
