"""Surveys of a plan, their questions, and what came back."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import User
from app.models.base import Base, InPlan


class Survey(InPlan, Base):
    """A satisfaction survey (滿意度調查); ``sent`` is how many questionnaires went out (發出份數)."""

    __tablename__ = "survey"
    constraints = (UniqueConstraint("plan_id", "key"), CheckConstraint("sent >= 1", name="something_was_sent"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]  # in addresses: S1
    title: Mapped[str]
    sent: Mapped[int]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]

    created_by: Mapped[User | None] = relationship()
    questions: Mapped[list["SurveyQuestion"]] = relationship(order_by="SurveyQuestion.ordinal")


class SurveyQuestion(Base):
    """One question. It does not change once the survey is there: answers were given to these words."""

    __tablename__ = "survey_question"
    __table_args__ = (
        UniqueConstraint("survey_id", "key"),
        CheckConstraint("kind IN ('量表', '單選', '複選', '開放')", name="of_a_kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    ordinal: Mapped[int]
    key: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
    options: Mapped[list[str]] = mapped_column(JSON)


class SurveyResponse(Base):
    """One questionnaire that came back (答卷); nobody's name is in it but what they wrote themselves.

    The answers are read together or not at all, by header of their column (:mod:`app.domain.surveys.answers`).
    """

    __tablename__ = "survey_response"
    __table_args__ = (UniqueConstraint("survey_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    number: Mapped[str]  # 問卷編號
    group: Mapped[str | None] = mapped_column("group_name")
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, info={"personal": "text"})
    changed_at: Mapped[datetime]
