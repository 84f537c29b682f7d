"""What the night shift found, what happened to it, and what people answered.

The database refuses to change or delete a line of what happened and of what was answered (migration of these tables).
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.alert_life import Addressee, AlertState, Happened, Life, state_of
from app.domain.explanation import DelayCause, Responsibility
from app.domain.slippage import Level
from app.models.account import User
from app.models.base import Base, InPlan
from app.models.plan import Plan
from app.models.types import named


class Alert(InPlan, Base):
    """A slippage that somebody has to answer for (警示).

    At most one alert per kind and row is open at a time, and the database keeps that, whatever runs twice or
    breaks off.
    """

    __tablename__ = "alert"
    constraints = (
        Index(
            "uq_alert_open",
            "plan_id",
            "kind",
            "row_key",
            unique=True,
            sqlite_where=text("resolved_on IS NULL"),
            postgresql_where=text("resolved_on IS NULL"),
        ),
        Index(
            "ix_alert_open",
            "agency_id",
            "plan_id",
            sqlite_where=text("resolved_on IS NULL"),
            postgresql_where=text("resolved_on IS NULL"),
        ),
        Index(
            "ix_alert_asked",
            "addressed",
            "answer_due_on",
            sqlite_where=text("answer_due_on IS NOT NULL"),
            postgresql_where=text("answer_due_on IS NOT NULL"),
        ),
        CheckConstraint("answer_due_on IS NULL OR NOT is_explained", name="asked_or_explained"),
        CheckConstraint("answer_due_on IS NULL OR resolved_on IS NULL", name="asked_while_open"),
        CheckConstraint("promised_on IS NULL OR is_explained", name="promise_is_explained"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # a SlipKind: checkpoint, follow_up, submission …
    row_key: Mapped[str]  # "A-4"
    state: Mapped[str]  # 落後
    level: Mapped[int]  # rises when it gets worse
    light: Mapped[str]
    days: Mapped[int]
    rule: Mapped[str]  # the sentence that explains the light
    signals: Mapped[str] = mapped_column(Text)  # canonical JSON of every rule that holds, as last evaluated
    first_signals: Mapped[str] = mapped_column(Text)  # the same as it was opened
    opened_on: Mapped[date]
    escalated_on: Mapped[date | None]  # when the level last rose
    evaluated_on: Mapped[date]
    resolved_on: Mapped[date | None]
    changed_at: Mapped[datetime]
    addressed: Mapped[Addressee] = mapped_column(named(Addressee))  # whose turn it is
    answer_due_on: Mapped[date | None] = mapped_column(index=True)  # None: nothing is asked, or it was answered
    is_explained: Mapped[bool]  # the newest explanation stands
    promised_on: Mapped[date | None]  # 預定趕上日期 of the explanation that stands
    seen_at: Mapped[datetime | None]  # by whom it is addressed to, the first time
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)

    plan: Mapped[Plan] = relationship()
    assigned_to: Mapped[User | None] = relationship()

    @property
    def life(self) -> Life:
        """Where it stands, as the rules look at it."""
        return Life(Level(self.level), self.addressed, self.answer_due_on, self.is_explained, self.promised_on)

    @property
    def answer_state(self) -> AlertState:
        """How far the answer has come."""
        return state_of(
            self.life,
            is_resolved=self.resolved_on is not None,
            is_seen=self.seen_at is not None,
            is_assigned=self.assigned_to_id is not None,
        )


class AlertEvent(InPlan, Base):
    """A thing that happened to an alert (警示歷程): append-only."""

    __tablename__ = "alert_event"
    constraints = (
        Index(
            "uq_alert_event_once",
            "alert_id",
            "happened",
            unique=True,
            sqlite_where=text("happened IN ('OPENED', 'RESOLVED')"),
            postgresql_where=text("happened IN ('OPENED', 'RESOLVED')"),
        ),
        Index(
            "uq_alert_event_once_a_level",
            "alert_id",
            "addressed",
            unique=True,
            sqlite_where=text("happened = 'ESCALATED'"),
            postgresql_where=text("happened = 'ESCALATED'"),
        ),
        CheckConstraint("(happened = 'ASSIGNED') = (assignee_id IS NOT NULL)", name="assigned_to_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), index=True)
    happened: Mapped[Happened] = mapped_column(named(Happened))
    level: Mapped[int]  # how bad it was then
    addressed: Mapped[Addressee] = mapped_column(named(Addressee))  # whose turn it was from then on
    on_day: Mapped[date]  # the day it happened as of; a night may be caught up later
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))  # None: the night
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    note: Mapped[str]  # why

    alert: Mapped[Alert] = relationship()
    by: Mapped[User | None] = relationship(foreign_keys=by_id)
    assignee: Mapped[User | None] = relationship(foreign_keys=assignee_id)


class AlertExplanation(InPlan, Base):
    """What somebody answered to an alert (落後說明): append-only; the newest counts."""

    __tablename__ = "alert_explanation"
    constraints = (CheckConstraint("reason <> ''", name="reason_says_something"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), index=True)
    level: Mapped[int]  # how bad it was when it was answered
    reason: Mapped[str] = mapped_column(Text)
    cause: Mapped[DelayCause | None] = mapped_column(named(DelayCause))
    remedy: Mapped[str | None] = mapped_column(Text)
    catch_up_on: Mapped[date | None]
    responsibility: Mapped[Responsibility | None] = mapped_column(named(Responsibility))
    follow_up_by: Mapped[str | None] = mapped_column(info={"personal": "name"})
    coordination: Mapped[str | None] = mapped_column(Text)
    on_day: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(index=True)
    on_behalf_of: Mapped[str | None]  # the contractor for whom an officer answered

    made_by: Mapped[User] = relationship()
