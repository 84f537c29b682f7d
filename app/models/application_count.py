"""How many applied where nobody kept the applications themselves."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, InPlan


class ApplicationCount(InPlan, Base):
    """A published number of applications (公布之申請案數) of a plan whose register holds completed cases alone.

    ``dimension`` is a field of the case by whose ``value`` they were counted; both are empty for all of them.
    """

    __tablename__ = "application_count"
    constraints = (
        UniqueConstraint("plan_id", "dimension", "value"),
        CheckConstraint("applications >= 0", name="applications_not_negative"),
        CheckConstraint("source <> ''", name="source_says_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dimension: Mapped[str]
    value: Mapped[str]
    applications: Mapped[int]
    source: Mapped[str]  # where it was published: 107 年度執行成果報告表 30
