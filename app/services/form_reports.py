"""What a person types about one row of a plan: a submission like any other (decision 0003)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain import canonical
from app.domain.errors import NotFound
from app.domain.findings import Finding, Problem, has_errors
from app.domain.plan_document import REPORTED_SECTIONS, PlanDocument, Row
from app.domain.plan_setup import held_to
from app.domain.report_rules import TEXT_DISAGREES, check_report
from app.domain.roles import Permission
from app.domain.submission_status import SubmissionSource
from app.models import Plan, ReportingPeriod, Submission, User
from app.services import period_closings, plan_tables, plans, revisions, rule_settings, stale_forms, submissions
from app.services.permissions import require
from app.services.stale_forms import Choices, Current, Stale
from app.services.submissions import Proposal
from app.services.transaction import release
from app.workbooks.sheets import sheet_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a report: a submission, or the reasons why there is none.

    ``stale``: somebody else changed the same cells meanwhile, and the person must choose. ``row``: the findings are
    about the row as it would be with what others changed meanwhile. ``is_there_already``: nothing is left to report.
    """

    submission: Submission | None
    findings: tuple[Finding, ...] = ()
    stale: Stale | None = None
    row: Row | None = None
    is_there_already: bool = False


def record(
    session: Session,
    plan: Plan,
    section: str,
    key: str,
    values: Mapping[str, Any],
    *,
    base_revision: int,
    by: User,
    on: date,
    at: datetime,
    choices: Choices = stale_forms.NONE,
) -> Outcome:
    """Take the reported fields of one row, typed while the plan stood at ``base_revision``.

    Errors are returned and nothing is kept; warnings are kept with the submission.

    :param values: every reported field of the row by its name, in base units.
    :param choices: what the person chose where somebody else changed the same cells meanwhile.
    :raises PermissionDenied: if ``by`` may not report on this plan.
    """
    require(by, Permission.REPORT, plan)
    base = _base(session, plan, base_revision)
    after = _with(base, section, replace(row_of(base, section, key), **values))
    live = plan_tables.document_of(session, plan)  # a deadline extended meanwhile is the one to be judged by
    told = check_report(held_to(base, live), held_to(after, live), on=on)
    findings = rule_settings.judged(session, plan, told)
    if has_errors(findings):
        return Outcome(None, findings)
    up = stale_forms.bring_up(session, plan, base, after, opened=base_revision, choices=choices)
    row_of(up.now, section, key)  # it may have left the plan meanwhile
    if isinstance(up, Stale):
        release(session)
        return Outcome(None, findings, stale=up)
    if plan.revision != base_revision:
        return _record_on_top(session, plan, section, key, up, by=by, on=on, at=at)
    return _send(session, plan, up.document, findings, by=by, on=on, at=at)


def _record_on_top(
    session: Session, plan: Plan, section: str, key: str, up: Current, *, by: User, on: date, at: datetime
) -> Outcome:
    """The report on a plan that moved on while it was typed: the rules look at both together."""
    findings = rule_settings.judged(session, plan, check_report(up.now, up.document, on=on))
    if up.document == up.now or has_errors(findings):
        release(session)
        row = row_of(up.document, section, key)
        return Outcome(None, findings, row=row, is_there_already=up.document == up.now)
    return _send(session, plan, up.document, findings, by=by, on=on, at=at)


def _send(
    session: Session,
    plan: Plan,
    document: PlanDocument,
    findings: tuple[Finding, ...],
    *,
    by: User,
    on: date,
    at: datetime,
) -> Outcome:
    proposal = Proposal(document, plan.revision, SubmissionSource.FORM, tuple(_problem(one) for one in findings))
    submission = submissions.record_directly(session, plan, _period(session, plan, on), proposal, by=by, at=at)
    return Outcome(submission, findings)


def must_be_open(session: Session, plan: Plan, on: date) -> None:
    """Go on only if what is typed today could be taken: nobody shall type what is refused afterwards.

    :raises PeriodClosed: if the period that it belongs to is closed.
    """
    period_closings.must_be_open(session, _period(session, plan, on))


def disagreements(
    session: Session, plan: Plan, section: str, key: str, values: Mapping[str, Any], *, by: User, on: date
) -> tuple[Finding, ...]:
    """Where the typed figure or date of a report differs from its own text; nothing is kept.

    :raises PermissionDenied: if ``by`` may not report on this plan.
    """
    require(by, Permission.REPORT, plan)
    document = revisions.present(session, plan)
    after = _with(document, section, replace(row_of(document, section, key), **values))
    # Rules speak of rows that change: beside a plan without this row, a report that changes nothing is looked at too.
    others = tuple(row for row in document.rows(section) if row.key != key)
    before = replace(document, **{section: others})  # type: ignore[arg-type]
    return tuple(one for one in check_report(before, after, on=on) if one.key == key and one.code == TEXT_DISAGREES)


def row_of(document: PlanDocument, section: str, key: str) -> Any:
    """The row to report on.

    :raises NotFound: if the plan has no such row.
    """
    row = document.row(section, key)
    if row is None:
        raise NotFound(f"計畫 {document.code} 沒有{REPORTED_SECTIONS[section]} {key}。")
    return row


def _with(document: PlanDocument, section: str, proposed: Row) -> PlanDocument:
    rows = tuple(proposed if row.key == proposed.key else row for row in document.rows(section))
    return replace(document, **{section: rows})  # type: ignore[arg-type]


def _problem(finding: Finding) -> Problem:
    """A finding for the reviewer, who knows the section by the name of its sheet; a form has no cell."""
    sheet = sheet_of(finding.section).name
    return Problem(sheet, None, finding.severity, finding.code, finding.message, finding.key)


def _base(session: Session, plan: Plan, number: int) -> PlanDocument:
    revision = revisions.find(session, plan, number)
    if revision is None:
        raise NotFound("這份表單所依據的計畫版本不存在，請重新開啟填報頁面。")
    return canonical.from_json(revision.document)


def _period(session: Session, plan: Plan, on: date) -> ReportingPeriod:
    """The period that a report of this day belongs to: the first still open, or the year's last."""
    periods = plans.periods_of(session, plan)
    return next((period for period in periods if on <= period.due_on), periods[-1])
