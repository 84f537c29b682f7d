"""The ledger does not grow for ever: a job of every minute writes half a million lines a year."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.models import JobRun
from app.services.transaction import transaction

#: Logs are kept for six months at least (防護基準 (普), field-notes 5.2).
KEPT = timedelta(days=184)


def forget(session: Session, *, at: datetime) -> int:
    """Delete runs that began longer ago than logs are kept, and say how many; each job's newest run stays."""
    newest = select(func.max(JobRun.id)).group_by(JobRun.job)
    is_old = (JobRun.started_at < at - KEPT) & JobRun.id.not_in(newest)
    with transaction(session):
        count = session.scalar(select(func.count()).select_from(JobRun).where(is_old)) or 0
        session.execute(delete(JobRun).where(is_old))
    return count
