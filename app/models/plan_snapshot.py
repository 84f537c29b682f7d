"""How every plan stood, day by day. The database refuses to change a day once a later one is kept."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, InPlan
from app.models.types import ScaledDecimal

_STANDING = ("revision", "inputs", "light", "urgency", "difference_pp", "worst_days", "contracted", "executed", "cases")


class PlanSnapshot(InPlan, Base):
    """One plan on one day (每日紀錄): what lists show, what trends draw, and the key figures behind them.

    ``inputs`` names all that the light was made from; a list shows the row only while it still says the same
    (``app.services.standings``).
    """

    __tablename__ = "plan_snapshot"
    constraints = (
        UniqueConstraint("plan_id", "on_day"),
        # All that lists choose, sort and add up by: the wide rows themselves are read for one page only.
        Index("ix_plan_snapshot_standing", "on_day", "plan_id", *_STANDING),
        Index("ix_plan_snapshot_urgency", "on_day", "urgency", "plan_id"),
        Index(
            "ix_plan_snapshot_turned",
            "on_day",
            sqlite_where=text("light_before IS NOT NULL"),
            postgresql_where=text("light_before IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    on_day: Mapped[date]
    taken_at: Mapped[datetime]
    is_afterwards: Mapped[bool]  # 事後回算: the day was over, and only what has a date of its own is in it
    revision: Mapped[int]  # of the plan
    document_sha256: Mapped[str]  # of that revision
    inputs: Mapped[str]
    light: Mapped[str]
    light_word: Mapped[str]
    light_before: Mapped[str | None]  # of the last day kept before, if it was another; None: it did not turn
    why: Mapped[str] = mapped_column(Text)  # the sentence of the rule
    planned_pct: Mapped[Decimal | None] = mapped_column(ScaledDecimal(2))  # as printed
    actual_pct: Mapped[Decimal | None] = mapped_column(ScaledDecimal(2))
    difference_pp: Mapped[Decimal | None] = mapped_column(ScaledDecimal(2))
    # app.domain.portfolio.urgency_of, by which lists sort; None: kept before there was one
    urgency: Mapped[int | None] = mapped_column(BigInteger)
    checkpoints_total: Mapped[int]
    checkpoints_done: Mapped[int]
    checkpoints_overdue: Mapped[int]
    checkpoints_due_soon: Mapped[int]
    next_due_key: Mapped[str | None]
    next_due_on: Mapped[date | None]
    alerts_notice: Mapped[int]  # 即將到期; open after the last scan
    alerts_behind: Mapped[int]
    alerts_severe: Mapped[int]  # 紅燈
    worst_kind: Mapped[str | None]  # of the worst open alert, with its key: "checkpoint", "A-4"
    worst_key: Mapped[str | None]
    worst_state: Mapped[str | None]
    worst_days: Mapped[int | None]
    worst_rule: Mapped[str | None] = mapped_column(Text)
    acts: Mapped[str | None]  # who answers for it
    contracted: Mapped[int]  # 簽約數, 元
    executed: Mapped[int | None]  # 執行數, 元
    cases: Mapped[int]
    output_sum: Mapped[int | None]  # 增加產值, 元
    saving_sum: Mapped[int | None]  # 降低成本, 元
    figures: Mapped[str] = mapped_column(Text, deferred=True)  # canonical JSON of app.domain.plan_figures
    figures_sha256: Mapped[str]
