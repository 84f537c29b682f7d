"""豁免: a rule that does not block one submission, because a reviewer said so and why."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.audit_trail import Entry, Subject
from app.domain.errors import WrongState
from app.domain.findings import Problem, Severity
from app.domain.leniency import Waiver, is_lenient, judge
from app.domain.roles import Permission
from app.domain.submission_status import SubmissionStatus
from app.models import RuleWaiver, Submission, User
from app.services import audit_trail, kept_problems, plans
from app.services.permissions import require
from app.services.transaction import transaction


def of_submission(session: Session, submission: Submission) -> Sequence[RuleWaiver]:
    """What was waived for a submission, in the order in which it was."""
    return session.scalars(
        select(RuleWaiver)
        .where(RuleWaiver.submission_id == submission.id)
        .options(joinedload(RuleWaiver.granted_by))
        .order_by(RuleWaiver.id)
    ).all()


def in_force(session: Session, submission: Submission | None) -> tuple[Waiver, ...]:
    """The waivers by which the file of a submission is judged."""
    if submission is None:
        return ()
    return tuple(Waiver(row.code, row.key, row.reason) for row in of_submission(session, submission))


def waivable(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The errors that a reviewer may waive."""
    return tuple(one for one in problems if one.severity is Severity.ERROR and is_lenient(one.code))


def waive(
    session: Session, submission: Submission, code: str, key: str | None, reason: str, *, by: User, at: datetime
) -> None:
    """Let a rule not block this submission; its errors are told as warnings with the reason.

    Its author then has the file read again, and it passes if nothing else blocks.

    :param key: the row it is waived for; ``None`` for every row of the submission.
    :raises PermissionDenied: if ``by`` may not review the plan.
    :raises WrongState: without a reason, if it is not 未收, or has no such error that can be waived.
    """
    require(by, Permission.REVIEW, submission.plan)
    if not reason.strip():
        raise WrongState("請填寫豁免的理由，理由會一直保存在這份期報。")
    waiver = Waiver(code, key, reason.strip())
    with transaction(session):
        plans.lock(session, submission.plan)
        session.refresh(submission)
        if submission.status is not SubmissionStatus.REJECTED:
            raise WrongState(f"期報 {submission.id} 目前為「{submission.status}」，只有「未收」的檔案可以豁免。")
        problems = kept_problems.of_json(submission.problems)
        if not any(waiver.covers(one) for one in waivable(problems)):
            raise WrongState("這份檔案沒有這項可豁免的錯誤，可能已經豁免或重新檢核過，請重新整理頁面。")
        submission.problems = kept_problems.as_json(judge(problems, waivers=[waiver]))
        session.add(
            RuleWaiver(
                plan_id=submission.plan_id,
                agency_id=submission.agency_id,
                submission_id=submission.id,
                code=code,
                key=key,
                reason=waiver.reason,
                granted_by=by,
                granted_at=at,
            )
        )
        told = Entry(Subject.WAIVER, code, None, {"列": key or "全部", "理由": waiver.reason})
        audit_trail.record(session, [told], by=by, at=at, plan=submission.plan, submission=submission)
