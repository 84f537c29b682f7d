"""What a person types about one checkpoint: a submission like any other (decision 0003)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain import canonical
from app.domain.checkpoint_state import checkpoint_state
from app.domain.errors import NotFound
from app.domain.facts import facts_of
from app.domain.findings import Finding, Problem, has_errors
from app.domain.plan_document import Checkpoint, CompletionBasis, PlanDocument
from app.domain.report_rules import check_report
from app.domain.roles import Permission
from app.domain.submission_status import SubmissionSource
from app.models import Plan, ReportingPeriod, Submission, User
from app.services import plan_tables, plans, revisions, submissions, thresholds
from app.services.pages.checkpoint_lines import CheckpointLine, checkpoint_line
from app.services.permissions import may, require
from app.services.submissions import Proposal
from app.workbooks.sheets import sheet_of


@dataclass(frozen=True, slots=True)
class CheckpointReport:
    """The reported fields of a checkpoint; ``actual`` in base units."""

    completed_on: date | None
    completion_basis: CompletionBasis
    actual: Decimal | None
    achievement: str | None
    delay_reason: str | None
    remedy: str | None
    catch_up_on: date | None


@dataclass(frozen=True, slots=True)
class Desk:
    """A checkpoint laid out for reporting."""

    plan: Plan
    row: Checkpoint
    point: CheckpointLine
    roc_year: int
    revision: int
    reason_required: bool
    accepted_at_once: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a report: a submission, or the reasons why there is none."""

    submission: Submission | None
    findings: tuple[Finding, ...] = ()


def open_desk(session: Session, plan: Plan, key: str, *, by: User, on: date) -> Desk:
    """The checkpoint as it stands, for the person to report on.

    :raises PermissionDenied: if ``by`` may not report on this plan.
    :raises NotFound: if the plan has no such checkpoint.
    """
    require(by, Permission.REPORT, plan)
    row = _row(plan_tables.document_of(session, plan), plan, key)
    limits = thresholds.of_plan(session, plan)
    state = checkpoint_state(facts_of(row), as_of=on, due_soon_days=limits.due_soon_days)
    return Desk(
        plan=plan,
        row=row,
        point=checkpoint_line(row, state, limits, on),
        roc_year=plan.roc_year,
        revision=plan.revision,
        reason_required=state.is_overdue,
        accepted_at_once=may(by, Permission.REVIEW, plan),
    )


def record(
    session: Session,
    plan: Plan,
    key: str,
    report: CheckpointReport,
    *,
    base_revision: int,
    by: User,
    on: date,
    at: datetime,
) -> Outcome:
    """Take a report that was typed while the plan stood at ``base_revision``.

    Errors are returned and nothing is kept; warnings are kept with the submission.
    """
    require(by, Permission.REPORT, plan)
    base = _base(session, plan, base_revision)
    row = _row(base, plan, key)
    proposed = _reported(row, report)
    after = replace(base, checkpoints=tuple(proposed if one.key == key else one for one in base.checkpoints))
    findings = check_report(base, after, on=on)
    if has_errors(findings):
        return Outcome(None, findings)
    proposal = Proposal(after, base_revision, SubmissionSource.FORM, tuple(_problem(one) for one in findings))
    submission = submissions.record_directly(session, plan, _period(session, plan, on), proposal, by=by, at=at)
    return Outcome(submission, findings)


def disagreements(
    session: Session, plan: Plan, key: str, report: CheckpointReport, *, by: User, on: date
) -> tuple[Finding, ...]:
    """Where the typed figure and date of a report differ from its own 達成情形; nothing is kept.

    :raises PermissionDenied: if ``by`` may not report on this plan.
    """
    require(by, Permission.REPORT, plan)
    document = plan_tables.document_of(session, plan)
    others = tuple(one for one in document.checkpoints if one.key != key)
    # Rules speak of rows that change: beside a plan without this row, a report that changes nothing is looked at too.
    before = replace(document, checkpoints=others)
    after = replace(document, checkpoints=(*others, _reported(_row(document, plan, key), report)))
    return tuple(one for one in check_report(before, after, on=on) if one.code == "text_disagrees")


def _reported(row: Checkpoint, report: CheckpointReport) -> Checkpoint:
    return replace(row, **{name: getattr(report, name) for name in CheckpointReport.__dataclass_fields__})


def _problem(finding: Finding) -> Problem:
    """A finding for the reviewer, who knows the section by the name of its sheet; a form has no cell."""
    sheet = sheet_of(finding.section).name
    return Problem(sheet, None, finding.severity, finding.code, finding.message, finding.key)


def _base(session: Session, plan: Plan, number: int) -> PlanDocument:
    revision = revisions.find(session, plan, number)
    if revision is None:
        raise NotFound("這份表單所依據的計畫版本不存在，請重新開啟填報頁面。")
    return canonical.from_json(revision.document)


def _row(document: PlanDocument, plan: Plan, key: str) -> Checkpoint:
    row = document.row("checkpoints", key)
    if not isinstance(row, Checkpoint):
        raise NotFound(f"計畫 {plan.code} 沒有查核點 {key}。")
    return row


def _period(session: Session, plan: Plan, on: date) -> ReportingPeriod:
    """The period that a report of this day belongs to: the first still open, or the year's last."""
    periods = plans.periods_of(session, plan)
    return next((period for period in periods if on <= period.due_on), periods[-1])
