"""What became of the people who were trained."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import User
from app.models.base import Base, InPlan


class FollowUp(InPlan, Base):
    """One follow-up (追蹤) of a firm's trainees, or of one trainee, after they had finished (結訓).

    Counts are persons; ``None`` is "not asked". It has been made when ``done_on`` is there.
    """

    __tablename__ = "follow_up"
    constraints = (
        UniqueConstraint("plan_id", "key"),
        CheckConstraint("trainees >= 1", name="somebody_was_trained"),
        CheckConstraint("firm_name IS NOT NULL OR trainee_name IS NOT NULL", name="of_somebody"),
        CheckConstraint("trainee_name IS NULL OR trainees = 1", name="a_trainee_is_one"),
        CheckConstraint("(done_on IS NULL) = (answered IS NULL)", name="answered_when_done"),
        CheckConstraint("answered BETWEEN 0 AND trainees", name="answered_by_trainees"),
        *(
            CheckConstraint(
                f"{field} IS NULL OR (answered IS NOT NULL AND {field} BETWEEN 0 AND answered)",
                name=f"{field}_of_answered",
            )
            for field in ("raised", "promoted", "employed", "retained")
        ),
        CheckConstraint("raise_sum >= 0", name="raise_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    course: Mapped[str]  # 訓練課程
    firm_name: Mapped[str | None]
    tax_id: Mapped[str | None]  # of the firm, by which it is known over all plans
    trainee_name: Mapped[str | None] = mapped_column(info={"personal": "name"})
    finished_on: Mapped[date | None]  # 結訓日
    planned_on: Mapped[date]
    done_on: Mapped[date | None]
    trainees: Mapped[int]
    answered: Mapped[int | None]
    raised: Mapped[int | None]
    promoted: Mapped[int | None]
    employed: Mapped[int | None]
    retained: Mapped[int | None]
    raise_sum: Mapped[int | None]  # 每月加薪合計 of those who were raised, 元
    note: Mapped[str | None]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    changed_at: Mapped[datetime]

    changed_by: Mapped[User | None] = relationship()
