"""Drafts that nobody sent (草稿): they are never thrown away, and their authors are reminded once a month."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app import clock
from app.domain.notices import NoticeKind
from app.domain.roc_calendar import format_roc
from app.domain.submission_status import SubmissionStatus
from app.models import Submission
from app.services import notices
from app.services.transaction import transaction

WAITS_DAYS = 30  # after which a draft was rather forgotten than put off [D]


def remind(session: Session, *, on: date, at: datetime) -> int:
    """Tell the authors of old drafts, and say how many were not told of theirs this month."""
    old = select(Submission).where(
        Submission.status == SubmissionStatus.DRAFT, Submission.created_at < at - timedelta(days=WAITS_DAYS)
    )
    told = 0
    with transaction(session):
        for draft in session.scalars(old.options(joinedload(Submission.plan), joinedload(Submission.period))):
            made_on = format_roc(clock.day_of(draft.created_at))
            told += notices.tell(
                session,
                draft.created_by,
                key=f"draft/{draft.id}/{on:%Y-%m}",
                kind=NoticeKind.REMINDER,
                subject=f"{draft.period.key}期報草稿尚未送審：{draft.plan.name}",
                text=f"您於 {made_on} 留存的草稿（第 {draft.version} 版）尚未送審。草稿不會自動刪除；"
                "如仍需要請送審，不再需要請刪除。",
                path=f"/submissions/{draft.id}",
                plan=draft.plan,
                at=at,
            )
    return told


def work(session: Session, on: date) -> str:
    """The job of the night."""
    return f"提醒久未送審的草稿 {remind(session, on=on, at=clock.now())} 件"
