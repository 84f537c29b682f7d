"""What is watched of a plan on a day (see :mod:`app.domain.slippage`): read from the tables, judged nowhere here.

Steps: they neither ask for permission nor commit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.domain.facts import facts_of, variance_of
from app.domain.plan_document import Checkpoint, Indicator, PlanDocument
from app.domain.slippage import (
    CheckpointOnDay,
    FinanceOnDay,
    FindingOnDay,
    IndicatorOnDay,
    PeriodOnDay,
    PlanOnDay,
    SlipKind,
    evaluate,
    expected,
)
from app.domain.submission_status import UNDER_REVIEW, SubmissionStatus
from app.domain.thresholds import Thresholds
from app.domain.units import UnitError, unit_scale
from app.models import Alert, AlertExplanation, Plan, PlanRevision, ReportingPeriod, Submission
from app.services import (
    audits,
    baselines,
    case_figures,
    follow_ups,
    plans,
    reported_values,
    review_comments,
    settled_periods,
)


def plan_on_day(session: Session, plan: Plan, document: PlanDocument, limits: Thresholds, *, on: date) -> PlanOnDay:
    """The facts of a plan for the rules of slippage, as they stand, seen on the day ``on``.

    Figures are those of the live tables: a day in the past is seen with what was accepted since, unless the report
    that brought a figure is of a later day; such figures say nothing of that day and are left out of judgement.
    """
    periods = tuple(periods_on_day(session, plan, on))
    document = case_figures.shown(document, case_figures.of_plan(session, plan, document))
    reports = _report_days(session, plan, on)
    facts = PlanOnDay(
        plan.code,
        checkpoints=tuple(_checkpoints(session, plan, document, on)),
        periods=periods,
        follow_ups=follow_ups.not_made(session, plan),
        indicators=tuple(_indicator(row) for row in document.indicators),
        finance_lines=tuple(
            FinanceOnDay(row.key, row.account, str(row.source), row.contracted, row.executed)
            for row in document.finance_lines
        ),
        findings=(*_corrections(session, plan, on), *_audit_findings(session, plan, limits, on)),
        starts_on=document.starts_on,
        ends_on=document.ends_on,
        reports=reports,
        has_final_report=bool(reports and periods and periods[-1].is_settled),
    )
    return _with_earlier_values(session, plan, facts, limits, on)


def late_periods(session: Session, plan: Plan, *, on: date) -> set[str]:
    """The names of the reporting periods that are past due on a day without an approved report."""
    found = periods_on_day(session, plan, on)
    return {period.key for period in found if not period.is_settled and on > period.due_on}


def periods_on_day(session: Session, plan: Plan, on: date) -> list[PeriodOnDay]:
    """A period is settled by its own approved report or by a later one (decision 0005).

    One that was opened again is owed from the day after its new due date.
    """
    settled = settled_periods.settled_to(session, [plan.id], on=on).get(plan.id, 0)
    returned, in_review = _sent(session, plan)
    return [
        PeriodOnDay(
            row.key,
            row.key,
            row.opens_on,
            row.due_on,
            is_settled=row.ordinal <= settled,
            correct_by=returned.get(row.id),
            in_review=row.id in in_review,
        )
        for row in plans.periods_of(session, plan)
    ]


def _sent(session: Session, plan: Plan) -> tuple[dict[int, date], set[int]]:
    """Of the newest report of each period, by the period's number: the 補正期限 of those that were sent back, and
    which wait for the office."""
    newest = select(func.max(Submission.id)).where(Submission.plan_id == plan.id).group_by(Submission.period_id)
    wanted = (SubmissionStatus.RETURNED, *UNDER_REVIEW)
    found = session.execute(
        select(Submission.period_id, Submission.status, Submission.correct_by).where(
            Submission.id.in_(newest), Submission.status.in_(wanted)
        )
    ).all()
    returned = {period_id: due for period_id, status, due in found if due and status is SubmissionStatus.RETURNED}
    return returned, {period_id for period_id, status, _ in found if status in UNDER_REVIEW}


def _report_days(session: Session, plan: Plan, on: date) -> tuple[date, ...]:
    """For which days the accepted reports give their figures: that of filing, at the latest the day they were due.

    Empty if the newest of them is of a later day: then the figures in the tables are not those of this day.
    """
    found = session.execute(
        select(ReportingPeriod.due_on, Submission.submitted_at, Submission.created_at)
        .join(Submission, Submission.period_id == ReportingPeriod.id)
        .where(Submission.plan_id == plan.id, Submission.is_applied)
    )
    days = sorted({min(due_on, clock.day_of(sent or made)) for due_on, sent, made in found})
    return tuple(days) if days and days[-1] <= on else ()


def _checkpoints(session: Session, plan: Plan, document: PlanDocument, on: date) -> Iterator[CheckpointOnDay]:
    postponed = _postponements(session, plan) if any(map(_is_postponed, document.checkpoints)) else {}
    explained = _explanations(session, plan, on)
    for row in document.checkpoints:
        reason, remedy, promised_on = explained.get(row.key, (None, None, None))
        yield CheckpointOnDay(
            row.key,
            facts_of(row),
            row.weight_pct,
            row.achievement,
            # An answer to a notice that something is due soon is no 落後原因.
            row.delay_reason or (reason if row.due_on < on else None),
            row.remedy or remedy,
            max((day for day in (row.catch_up_on, promised_on) if day is not None), default=None),
            tuple(postponed.get(row.key, ())),
        )


def _explanations(session: Session, plan: Plan, on: date) -> dict[str, tuple[str | None, str | None, date | None]]:
    """What was answered last to the open alerts of checkpoints: reason, remedy and the promised day, by key."""
    answers = session.execute(
        select(Alert.row_key, AlertExplanation.reason, AlertExplanation.remedy, AlertExplanation.catch_up_on)
        .join(Alert, Alert.id == AlertExplanation.alert_id)
        .where(
            Alert.plan_id == plan.id,
            Alert.kind == SlipKind.CHECKPOINT.value,
            Alert.resolved_on.is_(None),
            AlertExplanation.on_day <= on,
        )
        .order_by(AlertExplanation.id)
    )
    return {key: (reason, remedy, promised_on) for key, reason, remedy, promised_on in answers}


def _is_postponed(row: Checkpoint) -> bool:
    return row.due_on > row.original_due_on


def _postponements(session: Session, plan: Plan) -> dict[str, list[date]]:
    """The days on which changes were approved that moved a checkpoint to a later date, by its key."""
    found: dict[str, list[date]] = {}
    for change in baselines.approved_changes(session, plan):
        for edit in change.changes.edits:
            if (edit.section, edit.field) == ("checkpoints", "due_on") and edit.after > edit.before:
                found.setdefault(edit.key, []).append(change.approved_on)
    return found


def _indicator(row: Indicator) -> IndicatorOnDay:
    try:
        _, scale = unit_scale(row.unit)
    except UnitError:  # a plan without a unit is told so elsewhere; its figures are compared as they are
        _, scale = unit_scale("式")
    return IndicatorOnDay(
        row.key, row.subject, row.unit, scale, variance_of(row), accumulates=expected.accumulates(row.unit)
    )


def _with_earlier_values(session: Session, plan: Plan, facts: PlanOnDay, limits: Thresholds, on: date) -> PlanOnDay:
    """What earlier reports said is looked up only for indicators that are short now: most never are."""
    if len(facts.reports) < 2:
        return facts
    only_indicators = replace(facts, checkpoints=(), periods=(), follow_ups=(), finance_lines=(), findings=())
    short = {
        slip.key for slip in evaluate(only_indicators, as_of=on, thresholds=limits) if slip.kind is SlipKind.INDICATOR
    }
    if not short:
        return facts
    earlier = reported_values.of_indicators(session, plan, short, before=facts.reports[-1])
    return replace(facts, indicators=tuple(replace(one, earlier=earlier.get(one.key, ())) for one in facts.indicators))


def _corrections(session: Session, plan: Plan, on: date) -> Iterator[FindingOnDay]:
    """Places that an acceptance left out, until they are corrected or let go."""
    for row in review_comments.owed(session, plan):
        if row.returned_at is not None and (raised := clock.day_of(row.returned_at)) <= on:
            label = f"審查意見：{row.label}，{row.text}"
            yield FindingOnDay(f"意見-{row.id}", label, raised, row.submission.correct_by)


def _audit_findings(session: Session, plan: Plan, limits: Thresholds, on: date) -> Sequence[FindingOnDay]:
    """What the audit finds in the plan as accepted last, and nobody has answered.

    The plan is recomputed only once its findings can be overdue.
    """
    accepted_at: datetime | None = session.scalar(
        select(PlanRevision.created_at).where(PlanRevision.plan_id == plan.id, PlanRevision.number == plan.revision)
    )
    if accepted_at is None:
        return ()
    raised = clock.day_of(accepted_at)
    if on <= raised + timedelta(days=limits.finding_answer_days):
        return ()
    return tuple(
        FindingOnDay(one.key, f"{one.finding.place}：{one.finding.message}", raised)
        for one in audits.of_plan(session, plan).findings
        if one.answer is None
    )
