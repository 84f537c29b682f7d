"""What contractors report, before and after it is accepted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, Text, UniqueConstraint, and_, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.submission_status import ACCEPTED, SubmissionSource, SubmissionStatus
from app.models.account import User
from app.models.base import Base, InPlan, PlanRow
from app.models.plan import Plan
from app.models.reversal import SubmissionReversal
from app.models.types import named

#: As an index and the query that is to find it must both write it.
WAITS_FOR_REVIEW = "status IN ('SUBMITTED', 'IN_REVIEW', 'PASSED_FIRST')"


class ReportingPeriod(PlanRow, Base):
    """A reporting period (期別); ``key`` is its name, ``ordinal`` its place in the year."""

    __tablename__ = "reporting_period"
    constraints = (
        UniqueConstraint("plan_id", "ordinal"),
        CheckConstraint("opens_on <= due_on", name="opens_before_it_is_due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ordinal: Mapped[int]
    opens_on: Mapped[date]
    due_on: Mapped[date] = mapped_column(index=True)


class Submission(InPlan, Base):
    """A proposed change-set (期報): the file as it came, the document it proposes, and what became of it.

    Once it is accepted, triggers refuse every change but re-opening (migration 0017).
    """

    __tablename__ = "submission"
    constraints = (
        UniqueConstraint("period_id", "version"),
        Index("ix_submission_created_by_id_status", "created_by_id", "status"),
        Index(
            "ix_submission_waiting",
            *("plan_id", "status", "first_reviewed_by_id"),
            sqlite_where=text(WAITS_FOR_REVIEW),
            postgresql_where=text(WAITS_FOR_REVIEW),
        ),
        CheckConstraint("(source = 'WORKBOOK') = (file_sha256 IS NOT NULL)", name="workbook_has_its_file"),
        CheckConstraint(
            "(status IN ('APPROVED', 'REOPENED', 'RETURNED')) = (reviewed_at IS NOT NULL)",
            name="reviewed_has_its_moment",
        ),
        CheckConstraint(
            "(status IN ('APPROVED', 'REOPENED')) = (applied_revision IS NOT NULL)", name="approved_has_its_revision"
        ),
        CheckConstraint("status <> 'IN_REVIEW' OR taken_by_id IS NOT NULL", name="review_has_its_reviewer"),
        CheckConstraint("status <> 'PASSED_FIRST' OR first_reviewed_by_id IS NOT NULL", name="first_has_its_reviewer"),
        CheckConstraint(
            "first_reviewed_by_id IS NULL OR reviewed_by_id IS NULL OR first_reviewed_by_id <> reviewed_by_id",
            name="two_reviewers_are_two_people",
        ),
        CheckConstraint("(status = 'REJECTED') = (document IS NULL)", name="rejected_proposes_nothing"),
        CheckConstraint("status <> 'REJECTED' OR rejected_at IS NOT NULL", name="rejected_has_its_moment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("reporting_period.id"), index=True)
    version: Mapped[int]
    source: Mapped[SubmissionSource] = mapped_column(named(SubmissionSource))
    status: Mapped[SubmissionStatus] = mapped_column(named(SubmissionStatus), index=True)
    base_revision: Mapped[int]  # the revision that the file was exported from
    document: Mapped[str | None] = mapped_column(Text)  # canonical JSON of what it proposes; a rejected file: nothing
    differences: Mapped[int]  # cells and rows that it would change; once accepted, those that it changed
    problems: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list
    )  # as last found; errors only while rejected
    file_name: Mapped[str | None]
    file_sha256: Mapped[str | None] = mapped_column(index=True)
    # Where each changed row stands in the file (app.workbooks.file_cells); long, and only needed on acceptance.
    cells: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    on_behalf_of: Mapped[str | None]  # the contractor for whom an officer filed it
    rejected_at: Mapped[datetime | None]  # when its errors were last found; it may have passed since
    submitted_at: Mapped[datetime | None]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))  # 審查人, while it is reviewed
    first_reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))  # 初審, where two review
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reviewed_at: Mapped[datetime | None]
    review_comment: Mapped[str | None]
    correct_by: Mapped[date | None]  # 補正期限 of what was returned, whole or in part, or asked for anew
    applied_revision: Mapped[int | None]

    plan: Mapped[Plan] = relationship()
    period: Mapped[ReportingPeriod] = relationship()
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
    taken_by: Mapped[User | None] = relationship(foreign_keys=[taken_by_id])
    first_reviewed_by: Mapped[User | None] = relationship(foreign_keys=[first_reviewed_by_id])
    reviewed_by: Mapped[User | None] = relationship(foreign_keys=[reviewed_by_id])
    reversal: Mapped[SubmissionReversal | None] = relationship()

    @hybrid_property
    def is_in_force(self) -> bool:
        """Whether it was accepted, and not taken back since: what counts as delivered."""
        return self.status is SubmissionStatus.APPROVED and self.reversal is None

    @is_in_force.inplace.expression
    @classmethod
    def _is_in_force(cls) -> ColumnElement[bool]:
        return and_(cls.status == SubmissionStatus.APPROVED, ~cls.reversal.has())

    @hybrid_property
    def is_applied(self) -> bool:
        """Whether its figures stand in the plan: accepted, also if it was opened again, and not taken back since."""
        return self.status in ACCEPTED and self.reversal is None

    @is_applied.inplace.expression
    @classmethod
    def _is_applied(cls) -> ColumnElement[bool]:
        return and_(cls.status.in_(ACCEPTED), ~cls.reversal.has())
