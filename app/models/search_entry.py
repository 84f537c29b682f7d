"""What is searched: a copy of the words of plans, firms, cases and files, kept in the transaction that writes them."""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.search_kinds import SearchKind
from app.models.base import Base
from app.models.types import named


class SearchEntry(Base):
    """One thing that can be found (搜尋項目). ``id`` says its kind and year (app.domain.search_kinds).

    Beside the table the database keeps an index of its characters in pairs (migrations 0038, 0046): a table of its full
    text search on SQLite, an index over a function on PostgreSQL.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        UniqueConstraint("kind", "row_id"),
        ForeignKeyConstraint(["plan_id", "agency_id"], ["plan.id", "plan.agency_id"], ondelete="CASCADE"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[SearchKind] = mapped_column(named(SearchKind))
    row_id: Mapped[int]  # in the table of its kind
    plan_id: Mapped[int | None] = mapped_column(index=True)  # None: a firm, which belongs to no plan
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    roc_year: Mapped[int]  # 0: of no year
    key: Mapped[str]  # how people name it: 計畫代號, A-4, 個案編號, 統一編號
    title: Mapped[str]
    detail: Mapped[str] = mapped_column(Text)  # whatever else is searched, a field a line
    text: Mapped[str] = mapped_column(Text)  # all of it as it is compared (app.domain.search_text)


class SearchDue(Base):
    """A row whose words were written and are not searched yet (待編入搜尋). Triggers of the tables put it here, and
    the transaction that wrote the row takes it out again before it commits."""

    __tablename__ = "search_due"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SearchKind] = mapped_column(named(SearchKind, "search_due_kind"))
    row_id: Mapped[int]
