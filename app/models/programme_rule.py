"""The rules of the programme: what an agency set, whom it found wanting, and where it decided otherwise."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import User
from app.models.base import Base, InPlan, OfAgency


class ProgrammeLimit(OfAgency, Base):
    """A figure in a rule that the agency sets from one year on (輔導規定).

    Rows are only added: of the same year the newest counts, the others are history.
    """

    __tablename__ = "programme_limit"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason_says_something"),
        CheckConstraint("value >= 1", name="value_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # a field of app.domain.eligibility.Limits
    from_roc_year: Mapped[int]
    value: Mapped[int]
    reason: Mapped[str]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime]

    set_by: Mapped[User] = relationship()


class AdviserAbnormality(OfAgency, Base):
    """A serious abnormality of an adviser in one round (輔導單位重大異常, R22)."""

    __tablename__ = "adviser_abnormality"
    __table_args__ = (
        UniqueConstraint("agency_id", "adviser_name", "roc_year", "round_no"),
        CheckConstraint("description <> ''", name="description_says_something"),
        CheckConstraint("round_no >= 1", name="rounds_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    adviser_name: Mapped[str]
    roc_year: Mapped[int]
    round_no: Mapped[int]
    decided_on: Mapped[date]
    description: Mapped[str]
    told_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    told_at: Mapped[datetime]

    told_by: Mapped[User] = relationship()


class RuleExemption(InPlan, Base):
    """A case that may stand although a rule that is a principle (以…為原則) speaks against it (R2)."""

    __tablename__ = "rule_exemption"
    constraints = (
        UniqueConstraint("case_id", "rule"),
        CheckConstraint("reason <> ''", name="reason_says_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("plan_case.id", ondelete="CASCADE"), index=True)
    rule: Mapped[str]  # a Rule's number
    reason: Mapped[str]
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    granted_at: Mapped[datetime]

    granted_by: Mapped[User] = relationship()
