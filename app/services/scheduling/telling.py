"""A job that is left red is told to those who may see to it, once a day: one of every minute must not fill inboxes."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.job_course import PastRun
from app.domain.notices import NoticeKind
from app.domain.roc_calendar import format_roc
from app.domain.roles import Permission
from app.models import JobRun
from app.services import addressees, notices
from app.services.scheduling.schedule import Job

LONGEST_REASON = 300  # characters; the page of the job has the rest


def left_red(session: Session, job: Job, run: JobRun, *, at: datetime) -> None:
    """Tell of a run that did not get to its end and is not tried again; of one that is, nothing. The caller commits."""
    if PastRun(run.due_at, run.status, run.attempts, run.finished_at).retry_at(job.retry_minutes) is not None:
        return
    for person in addressees.who_may(session, Permission.MANAGE_JOBS):
        notices.tell(
            session,
            person,
            key=f"job_left_red/{job.name}/{run.day}",
            kind=NoticeKind.SYSTEM,
            subject=f"排程工作「{job.title}」{run.status}，不再自動重試",
            text=_text(job, run),
            path=f"/admin/jobs/{job.name}",
            plan=None,
            at=at,
        )


def _text(job: Job, run: JobRun) -> str:
    reason = run.error or ""
    shown = reason if len(reason) <= LONGEST_REASON else f"{reason[:LONGEST_REASON]}…"
    told = f"{format_roc(run.day)} 的「{job.title}」已執行 {run.attempts} 次，均未完成。原因：{shown}"
    return f"{told}\n請排除原因後，於這項工作的頁面按「立即執行」。"
