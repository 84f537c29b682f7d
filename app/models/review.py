"""The review of a report: its course, what reviewers said of it, and how an agency reviews."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.submission_status import Action, SubmissionStatus
from app.models.account import User
from app.models.base import Base, InPlan, OfAgency
from app.models.plan import Plan
from app.models.submission import Submission
from app.models.types import named


class SubmissionEvent(InPlan, Base):
    """A step in the course of a submission (辦理歷程). Rows are only added."""

    __tablename__ = "submission_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    action: Mapped[Action] = mapped_column(named(Action))
    # None: it is new.
    from_status: Mapped[SubmissionStatus | None] = mapped_column(named(SubmissionStatus, "submission_status_from"))
    to_status: Mapped[SubmissionStatus] = mapped_column(named(SubmissionStatus))
    remark: Mapped[str | None]
    correct_by: Mapped[date | None]  # 補正期限 that was set with it
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(index=True)

    made_by: Mapped[User] = relationship()


class ReviewComment(InPlan, Base):
    """What a reviewer said of a submission (審查意見): of a cell, of a row (no field), or of the whole (no section).

    The words are kept for ever. One that ``asks`` wants the place corrected: an acceptance leaves the place out
    (``returned_at``), and it is owed until a later submission brings it or a reviewer lets it go.
    """

    __tablename__ = "review_comment"
    constraints = (
        CheckConstraint("text <> ''", name="text_says_something"),
        CheckConstraint("(section IS NULL) = (key IS NULL)", name="row_has_section_and_key"),
        CheckConstraint("field IS NULL OR key IS NOT NULL", name="cell_is_in_a_row"),
        CheckConstraint("NOT asks OR section IS NOT NULL", name="only_a_place_is_returned"),
        CheckConstraint("returned_at IS NULL OR asks", name="returned_was_asked_for"),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
        CheckConstraint("(settled_at IS NULL) = (settled_how IS NULL)", name="settled_somehow"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    section: Mapped[str | None]
    key: Mapped[str | None]
    field: Mapped[str | None]
    label: Mapped[str]  # how people called the place at the time
    text: Mapped[str]
    asks: Mapped[bool]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]
    returned_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    settled_how: Mapped[str | None]

    submission: Mapped[Submission] = relationship()
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])
    settled_by: Mapped[User | None] = relationship(foreign_keys=[settled_by_id])

    @property
    def place(self) -> str | None:
        """What it is about as differences name it: checkpoints/A-4/actual, or cases/107-0005."""
        return "/".join(part for part in (self.section, self.key, self.field) if part) or None


class ReviewSetting(OfAgency, Base):
    """How reports are reviewed (審查方式) in an agency, or of one plan. Rows are only added: the newest counts."""

    __tablename__ = "review_setting"
    __table_args__ = (
        ForeignKeyConstraint(["plan_id", "agency_id"], ["plan.id", "plan.agency_id"], ondelete="CASCADE"),
        CheckConstraint("reviewers IN (1, 2)", name="one_reviewer_or_two"),
        CheckConstraint("correction_days BETWEEN 1 AND 365", name="correction_days_range"),
        CheckConstraint("reason <> ''", name="reason_says_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int | None] = mapped_column(index=True)  # None: the whole agency
    reviewers: Mapped[int]
    correction_days: Mapped[int]  # proposed for the 補正期限
    reason: Mapped[str]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime]

    plan: Mapped[Plan | None] = relationship(viewonly=True)
    set_by: Mapped[User] = relationship()
