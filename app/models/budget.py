"""The budget of an agency: what is granted for what."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.budget import BudgetLevel
from app.models.base import Base, OfAgency
from app.models.types import named


class BudgetLine(OfAgency, Base):
    """A line of a year's budget (科目), under the line that it is a part of. Money is whole 元.

    ``amount`` is as printed; ``None`` where only the parts have one. ``change`` is 比較增減 against the year before.
    """

    __tablename__ = "budget_line"
    __table_args__ = (
        UniqueConstraint("id", "agency_id"),  # what plans refer to
        UniqueConstraint("id", "agency_id", "roc_year"),  # what the parts refer to
        UniqueConstraint("agency_id", "roc_year", "code"),
        ForeignKeyConstraint(
            ["parent_id", "agency_id", "roc_year"], ["budget_line.id", "budget_line.agency_id", "budget_line.roc_year"]
        ),
        CheckConstraint("(level = 'AGENCY') = (parent_id IS NULL)", name="only_the_agency_is_on_top"),
        CheckConstraint("amount IS NOT NULL OR level = 'ITEM'", name="only_an_item_has_no_amount"),
        CheckConstraint("amount IS NULL OR amount >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roc_year: Mapped[int]
    code: Mapped[str]  # 工作計畫 5226752000, its 分支計畫 5226752000-01, and what that lists: 5226752000-01-12-4
    name: Mapped[str]
    level: Mapped[BudgetLevel] = mapped_column(named(BudgetLevel))
    parent_id: Mapped[int | None] = mapped_column(index=True)
    position: Mapped[int]  # as the budget lists them: every line after the one above it
    amount: Mapped[int | None]
    change: Mapped[int | None]
    divisions: Mapped[str | None]  # 承辦單位


class BudgetAccount(OfAgency, Base):
    """Money of a 分支計畫 by 用途別科目, whole 元.

    An account is known by its code and the scheme that the code is of: the codes were renumbered in 109
    (field-notes 1.8), so ``scheme_year`` is the year of the budget that printed it.
    """

    __tablename__ = "budget_account"
    __table_args__ = (
        UniqueConstraint("budget_line_id", "scheme_year", "code"),
        ForeignKeyConstraint(
            ["budget_line_id", "agency_id"], ["budget_line.id", "budget_line.agency_id"], ondelete="CASCADE"
        ),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    budget_line_id: Mapped[int] = mapped_column(index=True)
    scheme_year: Mapped[int]
    code: Mapped[str]  # 0200 is a 一級科目, 0251 a 二級科目 of it
    name: Mapped[str]
    amount: Mapped[int]
