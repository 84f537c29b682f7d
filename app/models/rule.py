"""How strictly the rules of checking are taken."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.leniency import RuleMode
from app.models.account import User
from app.models.agency import Agency
from app.models.base import Base, InPlan, OfAgency
from app.models.types import named


class RuleSetting(OfAgency, Base):
    """An agency's word on a rule (檢核規則的施行). Rows are only added: the newest counts, the others are history."""

    __tablename__ = "rule_setting"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason_says_something"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]  # a code of app.domain.rule_catalogue
    mode: Mapped[RuleMode] = mapped_column(named(RuleMode))
    reason: Mapped[str]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime]

    agency: Mapped[Agency] = relationship()
    set_by: Mapped[User] = relationship()


class RuleWaiver(InPlan, Base):
    """A rule that does not block one submission (豁免), for one row or for all of them."""

    __tablename__ = "rule_waiver"
    constraints = (CheckConstraint("reason <> ''", name="reason_says_something"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    code: Mapped[str]
    key: Mapped[str | None]  # None: every row
    reason: Mapped[str]
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    granted_at: Mapped[datetime]

    granted_by: Mapped[User] = relationship()
