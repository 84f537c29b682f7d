"""What a person still owes, in a few lines: the end of every digest."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from app.domain.roc_calendar import format_roc
from app.domain.roles import Permission
from app.domain.submission_status import SubmissionStatus
from app.models import Plan, Submission, User
from app.services import alerts, change_requests, submissions
from app.services.alerts import Wanted
from app.services.permissions import may_anywhere, visible_plans

MOST = 10  # lines of one kind


@dataclass(frozen=True, slots=True)
class Owed:
    """A line of it; ``path`` of the page where it is done."""

    text: str
    path: str


def lines_of(session: Session, user: User) -> list[Owed]:
    """What waits for the person: to be corrected, reviewed, decided, answered."""
    return [*_to_correct(session, user), *_to_review(session, user), *_alerts(session, user)]


def _to_correct(session: Session, user: User) -> Iterator[Owed]:
    """Reports of the person's own 受委託單位 that were returned and not sent in again, the most urgent first."""
    if user.contractor_id is None:
        return
    newer = aliased(Submission)
    own = visible_plans(user, Permission.REPORT).with_only_columns(Plan.id).order_by(None)
    is_replaced = select(newer.id).where(newer.period_id == Submission.period_id, newer.version > Submission.version)
    found = session.scalars(
        select(Submission)
        .where(Submission.status == SubmissionStatus.RETURNED, Submission.plan_id.in_(own), ~is_replaced.exists())
        .options(joinedload(Submission.plan), joinedload(Submission.period))
        .order_by(Submission.correct_by, Submission.id)
    ).all()
    for row in found[:MOST]:
        due = f"，期限 {format_roc(row.correct_by)}" if row.correct_by else ""
        yield Owed(f"{row.plan.code} {row.period.key}期報待補正{due}", f"/submissions/{row.id}")
    if len(found) > MOST:
        yield Owed(f"另有 {len(found) - MOST} 件期報待補正", "/plans")


def _to_review(session: Session, user: User) -> Iterator[Owed]:
    if may_anywhere(user, Permission.REVIEW) and (count := submissions.count_waiting(session, reviewer=user)):
        yield Owed(f"待審期報 {count} 件", "/submissions")
    if may_anywhere(user, Permission.APPROVE_CHANGE) and (
        count := change_requests.count_waiting(session, reviewer=user)
    ):
        yield Owed(f"待審計畫變更 {count} 件", "/changes")


def _alerts(session: Session, user: User) -> Iterator[Owed]:
    if count := alerts.count_waiting_for(session, user, Wanted()):
        yield Owed(f"待您回應的警示 {count} 件", "/alerts?mine=1")
