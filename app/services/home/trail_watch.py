"""What an auditor looks at first: whether the trail was verified, what does not add up, what was taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from app.domain.job_course import RunStatus
from app.domain.roles import Permission, Role
from app.domain.slippage import SlipKind
from app.domain.submission_status import Action
from app.models import (
    JobRun,
    PeriodClosing,
    Plan,
    ReportingPeriod,
    Submission,
    SubmissionEvent,
    SubmissionReversal,
    User,
)
from app.services import alerts
from app.services.alerts import Wanted
from app.services.permissions import plans_as, require_anywhere

MOST = 8
_VERIFYING = "verify_audit_trail"  # the job; its outcome says how many events were read
_WORDS = {"reversed": "復原已核定的期報", "reopened": "重啟審查", "opened": "重新開放已關閉的期別"}


@dataclass(frozen=True, slots=True)
class Verification:
    """The last time that the whole trail was read; ``said`` is what came of it."""

    is_intact: bool
    is_running: bool
    at: datetime
    said: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Something final that was opened or taken back, with the reason that was given."""

    what: str
    plan_code: str
    plan_name: str
    period: str
    path: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class TrailWatch:
    """``verification`` is ``None`` before the first; ``findings``: of the audit, open for long without an answer."""

    verification: Verification | None
    findings: int
    taken_back: tuple[TakenBack, ...]


def of_auditor(session: Session, viewer: User) -> TrailWatch:
    """What there is to look at on the plans that the person audits.

    :raises PermissionDenied: if the person may not read the trail.
    """
    require_anywhere(viewer, Permission.READ_TRAIL)
    return TrailWatch(
        verification=_verification(session),
        findings=alerts.count(session, viewer, Wanted(is_open=True, kind=SlipKind.FINDING)),
        taken_back=tuple(_taken_back(row) for row in session.execute(_newest(viewer))),
    )


def _verification(session: Session) -> Verification | None:
    own = select(JobRun).where(JobRun.job == _VERIFYING)
    row = session.scalar(own.order_by(JobRun.started_at.desc(), JobRun.id.desc()).limit(1))
    if row is None:
        return None
    is_intact, is_running = row.status is RunStatus.DONE, row.status is RunStatus.RUNNING
    said = (row.outcome if is_intact else row.error) or row.status.value
    return Verification(is_intact, is_running, row.finished_at or row.started_at, said)


def _newest(viewer: User) -> Select[Any]:
    audited = plans_as(viewer, Role.AUDITOR)
    reversed_ = (
        _part("reversed", SubmissionReversal, SubmissionReversal.reverted_at, SubmissionReversal.reason)
        .join(Submission, Submission.id == SubmissionReversal.submission_id)
        .join(ReportingPeriod, ReportingPeriod.id == Submission.period_id)
        .join(User, User.id == SubmissionReversal.reverted_by_id)
        .add_columns(Submission.id.label("submission_id"))
        .where(SubmissionReversal.plan_id.in_(audited))
    )
    reopened = (
        _part("reopened", SubmissionEvent, SubmissionEvent.made_at, func.coalesce(SubmissionEvent.remark, ""))
        .join(Submission, Submission.id == SubmissionEvent.submission_id)
        .join(ReportingPeriod, ReportingPeriod.id == Submission.period_id)
        .join(User, User.id == SubmissionEvent.made_by_id)
        .add_columns(Submission.id.label("submission_id"))
        .where(SubmissionEvent.action == Action.REOPEN, SubmissionEvent.plan_id.in_(audited))
    )
    opened = (
        _part("opened", PeriodClosing, PeriodClosing.at, PeriodClosing.reason)
        .join(ReportingPeriod, ReportingPeriod.id == PeriodClosing.period_id)
        .join(User, User.id == PeriodClosing.by_id)
        .add_columns(literal(0).label("submission_id"))
        .where(~PeriodClosing.is_closed, PeriodClosing.plan_id.in_(audited))
    )
    found = union_all(reversed_, reopened, opened).subquery()
    return select(found).order_by(found.c.moment.desc()).limit(MOST)


def _part(kind: str, row: Any, moment: Any, reason: Any) -> Select[Any]:
    columns = (Plan.code, Plan.name, Plan.year_index, Plan.years_total, ReportingPeriod.key, User.name.label("by_name"))
    said = (literal(kind).label("kind"), moment.label("moment"), reason.label("reason"))
    return select(*said, *columns).select_from(row).join(Plan, Plan.id == row.plan_id)


def _taken_back(row: Any) -> TakenBack:
    closing = f"/plans/{row.code}/periods/{row.key}/closing"
    return TakenBack(
        what=_WORDS[row.kind],
        plan_code=row.code,
        plan_name=f"{row.name}({row.year_index}/{row.years_total})",
        period=row.key,
        path=f"/submissions/{row.submission_id}" if row.submission_id else closing,
        by=row.by_name,
        at=row.moment,
        reason=row.reason,
    )
