"""What a scan looks at: the facts of one plan, as plain rows.

Where a rule needs to know what was reported, it is told on which days: a figure is judged by the day it was reported
for, and nothing that was not reported is taken for a zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.checkpoint_state import CheckpointFacts
from app.domain.variance import Variance


@dataclass(frozen=True, slots=True)
class CheckpointOnDay:
    """A checkpoint of the plan; its key is the sub-plan's letter, a dash and its number (A-4).

    ``promised_on`` is the 預定趕上日期, and ``postponed_on`` holds the days on which a change was approved that moved
    the deadline to a later one.
    """

    key: str
    facts: CheckpointFacts
    weight_pct: Decimal = Decimal(0)
    achievement: str | None = None
    delay_reason: str | None = None
    remedy: str | None = None
    promised_on: date | None = None
    postponed_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodOnDay:
    """A reporting period (期別). It is settled when its report, or a later one, has been approved by that day.

    ``correct_by`` is the 補正期限 of a report that was sent back and has not come again; one that came and waits for
    the office is ``in_review``.
    """

    key: str
    name: str
    opens_on: date
    due_on: date
    is_settled: bool
    correct_by: date | None = None
    in_review: bool = False


@dataclass(frozen=True, slots=True)
class FollowUpOnDay:
    """A follow-up (追蹤) of people who were trained that has not been made. ``label`` names course and firm."""

    key: str
    label: str
    planned_on: date


@dataclass(frozen=True, slots=True)
class ReportedValue:
    """What an indicator had reached on the day of an earlier report."""

    on: date
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class IndicatorOnDay:
    """An indicator (績效指標) as it was reported last, in base units.

    ``unit`` and ``scale`` are for printing. One that ``accumulates`` grows with the year (案, 億元); a ratio (%) does
    not. ``earlier`` holds the values of the reports before the last one, oldest first, where they are known.
    """

    key: str
    subject: str
    unit: str
    scale: Decimal
    quantity: Variance
    accumulates: bool = True
    earlier: tuple[ReportedValue, ...] = ()


@dataclass(frozen=True, slots=True)
class FinanceOnDay:
    """A budget line (經費) as it was reported last, whole 元. Money may move between the lines of one source."""

    key: str
    account: str
    source: str
    contracted: int
    executed: int | None


@dataclass(frozen=True, slots=True)
class FindingOnDay:
    """What waits for an answer or a correction: a finding of the audit, or a place that a reviewer returned.

    ``due_on`` is the 補正期限; a finding of the audit has none, and is to be answered some days after ``raised_on``.
    """

    key: str
    label: str
    raised_on: date
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlanOnDay:
    """What a scan looks at.

    ``reports`` are the days for which approved reports give the figures, oldest first and none after the day of the
    scan; the last one is the day of the figures in this tree. ``has_final_report`` says that the last period's is
    among them.
    """

    code: str
    checkpoints: tuple[CheckpointOnDay, ...] = ()
    periods: tuple[PeriodOnDay, ...] = ()
    follow_ups: tuple[FollowUpOnDay, ...] = ()
    indicators: tuple[IndicatorOnDay, ...] = ()
    finance_lines: tuple[FinanceOnDay, ...] = ()
    findings: tuple[FindingOnDay, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    reports: tuple[date, ...] = ()
    has_final_report: bool = False

    @property
    def reported_on(self) -> date | None:
        """The day of the figures; ``None`` while nothing was reported."""
        return self.reports[-1] if self.reports else None
