"""The 107 plan as its four reports told it in 2018: what was known on any day of that year."""

from datetime import date

from app.demo import plan_107
from app.domain.facts import facts_of, variance_of
from app.domain.slippage import CheckpointOnDay, FinanceOnDay, IndicatorOnDay, PeriodOnDay, PlanOnDay
from app.domain.units import unit_scale

#: When the reports were filed (field-notes 1.1); 期中 carries only its deadline.
FILED = {"第1期": date(2018, 5, 7), "期中": date(2018, 7, 15), "第2期": date(2018, 9, 5), "期末": date(2018, 11, 30)}


def known_on(day: date) -> PlanOnDay:
    """Checkpoints by the reports filed until then; indicators and money came with the last report."""
    reports = tuple(filed for filed in FILED.values() if filed <= day)
    planned, reported = plan_107.plan_document(), plan_107.reported()
    done = {
        row.key: row for row in reported.checkpoints if row.completed_on and reports and row.completed_on <= reports[-1]
    }
    figures = reported if FILED["期末"] <= day else planned
    return PlanOnDay(
        planned.code,
        tuple(
            CheckpointOnDay(row.key, facts_of(row), row.weight_pct, row.achievement)
            for row in (done.get(row.key, row) for row in planned.checkpoints)
        ),
        tuple(
            PeriodOnDay(row.key, row.key, row.opens_on, row.due_on, is_settled=FILED[row.key] <= day)
            for row in planned.periods
        ),
        indicators=tuple(
            IndicatorOnDay(row.key, row.subject, row.unit, unit_scale(row.unit)[1], variance_of(row), row.unit != "%")
            for row in figures.indicators
        ),
        finance_lines=tuple(
            FinanceOnDay(row.key, row.account, str(row.source), row.contracted, row.executed)
            for row in figures.finance_lines
        ),
        starts_on=planned.starts_on,
        ends_on=planned.ends_on,
        reports=reports,
        has_final_report=FILED["期末"] <= day,
    )
