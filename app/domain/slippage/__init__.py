"""What slips in a plan on a day, and what is new about it since the last scan. Pure: the day is an argument.

One module for each kind of thing turns facts, day and thresholds into slips; each slip carries the rules that hold
for it. What is late by the plan's own dates, or short by figures that were accepted as final, is 落後 or worse. What
rests on an assumption (that a target grows evenly with time, that money goes with work, that a plan should not end
in a rush) is only to be watched until it lasts: false alarms are worse than none.
"""

from app.domain.slippage.evaluation import evaluate
from app.domain.slippage.findings import NOT_ANSWERED, NOT_CORRECTED
from app.domain.slippage.follow_ups import FOLLOW_UP_MISSING
from app.domain.slippage.indicators import Sufficient, indicator_slips, sufficient_on
from app.domain.slippage.plan_progress import days_that_count
from app.domain.slippage.reconciling import Reconciliation, Tracked, reconcile
from app.domain.slippage.slip import Level, Signal, Slip, SlipKind
from app.domain.slippage.submissions import APPROVAL_MISSING, CORRECTION_MISSING, REPORT_MISSING
from app.domain.slippage.watched import (
    CheckpointOnDay,
    FinanceOnDay,
    FindingOnDay,
    FollowUpOnDay,
    IndicatorOnDay,
    PeriodOnDay,
    PlanOnDay,
    ReportedValue,
)

__all__ = [
    "APPROVAL_MISSING",
    "CORRECTION_MISSING",
    "FOLLOW_UP_MISSING",
    "NOT_ANSWERED",
    "NOT_CORRECTED",
    "REPORT_MISSING",
    "CheckpointOnDay",
    "FinanceOnDay",
    "FindingOnDay",
    "FollowUpOnDay",
    "IndicatorOnDay",
    "Level",
    "PeriodOnDay",
    "PlanOnDay",
    "Reconciliation",
    "ReportedValue",
    "Signal",
    "Slip",
    "SlipKind",
    "Sufficient",
    "Tracked",
    "days_that_count",
    "evaluate",
    "indicator_slips",
    "reconcile",
    "sufficient_on",
]
