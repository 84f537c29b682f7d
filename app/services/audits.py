"""The reviewer who never gets tired: what does not add up, and what people answered."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain import canonical
from app.domain.audit_trail import Entry, Subject
from app.domain.crossfoot.audit import audit_tables
from app.domain.crossfoot.finding import AuditResult, Finding
from app.domain.errors import NotFound, WorkbookRefused, WrongState
from app.domain.merge import Side, apply, settle
from app.domain.plan_audit import audit_plan
from app.domain.plan_document import PlanDocument
from app.domain.roles import Permission
from app.domain.submission_status import DECIDED
from app.models import AuditAnswer, Plan, Submission, User
from app.reports.audit_report import ReportLine, write_audit_report
from app.services import audit_trail, plan_tables, revisions, submissions, workbook_exchange
from app.services.permissions import require
from app.services.transaction import transaction
from app.workbooks.precheck import Limits, refusal_of
from app.workbooks.tables import read_tables

WORKBOOKS = frozenset({".xlsx", ".ods"})


@dataclass(frozen=True, slots=True)
class AnsweredFinding:
    """A finding with what a person said of it, if anybody did."""

    key: str
    finding: Finding
    answer: AuditAnswer | None


@dataclass(frozen=True, slots=True)
class Audit:
    """How many comparisons were made, and those that do not hold; unanswered ones first."""

    checks: int
    findings: tuple[AnsweredFinding, ...]

    @property
    def open_count(self) -> int:
        """Findings that nobody has answered."""
        return sum(one.answer is None for one in self.findings)


def of_plan(session: Session, plan: Plan) -> Audit:
    """The plan as it stands, held against what was accepted before."""
    return _with_answers(session, plan, plan_result(session, plan))


def plan_result(session: Session, plan: Plan) -> AuditResult:
    """The bare result for a plan, as a command prints it."""
    previous = revisions.find(session, plan, plan.revision - 1)
    before = canonical.from_json(previous.document) if previous else None
    return audit_plan(revisions.present(session, plan), before)


def of_submission(session: Session, submission: Submission, seen: submissions.Beside | None = None) -> Audit:
    """The plan as a submission would make it, held against the plan as it stands; a file not accepted: nothing.

    :param seen: the submission beside its plan, by whoever has read it.
    """
    if submission.document is None:
        return Audit(0, ())
    beside = seen or submissions.beside_plan(session, submission)
    return _with_answers(session, submission.plan, audit_plan(_as_it_would_be(submission, beside), beside.now))


def of_files(session: Session, paths: Sequence[Path], *, on: date) -> AuditResult:
    """A reporting workbook by its plan's rules; any other tables, with the texts beside them, among themselves.

    :raises WorkbookRefused: for a workbook that is damaged, or made to do harm.
    """
    for path in paths:
        _refuse_hostile(path)
    if len(paths) == 1 and (result := _of_workbook(session, paths[0], on)) is not None:
        return result
    found = read_tables(paths)
    return audit_tables(found.tables, found.prose)


def write_report(session: Session, plan: Plan, out: BinaryIO, *, on: date) -> None:
    """The findings of a plan with their answers, as a workbook."""
    audit = of_plan(session, plan)
    lines = [ReportLine(one.finding, one.answer.answer if one.answer else "") for one in audit.findings]
    write_audit_report(plan.full_name, lines, audit.checks, on, out)


def answer(
    session: Session,
    plan: Plan,
    key: str,
    text: str,
    *,
    by: User,
    at: datetime,
    submission: Submission | None = None,
) -> None:
    """Answer a finding once; the answer stays until the figures change.

    :param submission: when the finding is about what this submission proposes, not about the plan as it stands.
    :raises WrongState: if the answer is empty, or the finding was answered already.
    :raises NotFound: if the plan has no such finding now.
    """
    require(by, Permission.REVIEW, plan)
    if not text.strip():
        raise WrongState("請說明確認的理由，例如「已確認，因震災案件不計入」。")
    with transaction(session):
        audit = of_plan(session, plan) if submission is None else of_submission(session, submission)
        found = next((one for one in audit.findings if one.key == key), None)
        if found is None:
            raise NotFound("查無這項檢核發現，資料可能已更新，請重新整理頁面。")
        if found.answer is not None:
            raise WrongState("這項檢核發現已有人回覆。")
        session.add(
            AuditAnswer(
                plan_id=plan.id,
                agency_id=plan.agency_id,
                finding_key=key,
                place=found.finding.place,
                answer=text.strip(),
                answered_by=by,
                answered_at=at,
            )
        )
        told = Entry(Subject.FINDING, key, None, text.strip(), label=found.finding.place)
        audit_trail.record(session, [told], by=by, at=at, plan=plan, submission=submission)


def _as_it_would_be(submission: Submission, beside: submissions.Beside) -> PlanDocument:
    """With every conflict settled for the report; what is decided is looked at as it was proposed."""
    if submission.status in DECIDED:
        return canonical.from_json(submission.document or "")
    merged = beside.merge
    return apply(beside.now, settle(merged, {one.id: Side.THEIRS for one in merged.conflicts}))


def _refuse_hostile(path: Path) -> None:
    """What no spreadsheet program made is not opened at all."""
    if path.suffix.lower() in WORKBOOKS and (refusal := refusal_of(path.read_bytes(), path.name, Limits())):
        raise WorkbookRefused(f"{path.name}：{refusal.message}")


def _of_workbook(session: Session, path: Path, on: date) -> AuditResult | None:
    """``None`` if the file is not one of our workbooks."""
    if path.suffix.lower() not in WORKBOOKS:
        return None
    examined = workbook_exchange.examine(session, path.read_bytes(), path.name, by=None, on=on)
    if examined.proposal is None or examined.plan is None:
        return None
    return audit_plan(examined.proposal.document, plan_tables.document_of(session, examined.plan))


def _with_answers(session: Session, plan: Plan, result: AuditResult) -> Audit:
    known = {
        row.finding_key: row
        for row in session.scalars(
            select(AuditAnswer).where(AuditAnswer.plan_id == plan.id).options(joinedload(AuditAnswer.answered_by))
        )
    }
    found = [AnsweredFinding(key := _key(one), one, known.get(key)) for one in result.findings]
    return Audit(result.checks, tuple(sorted(found, key=lambda one: one.answer is not None)))


def _key(finding: Finding) -> str:
    said = "\n".join((finding.place, finding.other, finding.printed, finding.recomputed))
    return hashlib.sha256(said.encode()).hexdigest()[:16]
