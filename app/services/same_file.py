"""The same file twice (重複上傳): told by its SHA-256 within a period, for the file itself names plan and period."""

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.clock import TAIPEI
from app.domain.errors import KnownFile
from app.domain.roc_calendar import format_roc
from app.domain.submission_status import UNDER_REVIEW, SubmissionStatus
from app.models import ReportingPeriod, Submission, User


def refuse_if_standing(
    session: Session,
    period: ReportingPeriod,
    digest: str | None,
    *,
    by: User,
    besides: Submission | None = None,
) -> None:
    """Go on only if this file is neither sent nor accepted, nor a draft of the same person.

    A step: the caller holds the plan's lock, so that of two at the same moment only one goes on.

    :param digest: ``None`` for what was typed into a page, which is never the same.
    :raises KnownFile: if what the file became still stands.
    """
    if digest is None:
        return
    stands = or_(
        Submission.status.in_(UNDER_REVIEW),
        Submission.is_in_force,  # one that was taken back may be reported again
        and_(Submission.status == SubmissionStatus.DRAFT, Submission.created_by_id == by.id),
    )
    same = select(Submission).where(Submission.period_id == period.id, Submission.file_sha256 == digest, stands)
    if besides is not None:
        same = same.where(Submission.id != besides.id)
    if (found := session.scalar(same.order_by(Submission.id.desc()).limit(1))) is not None:
        raise KnownFile(described(found), found.id)


def rejected(session: Session, digest: str, *, by: User) -> Submission | None:
    """What this person uploaded before with the same bytes, and was not accepted."""
    return session.scalar(
        select(Submission)
        .where(
            Submission.file_sha256 == digest,
            Submission.created_by_id == by.id,
            Submission.status == SubmissionStatus.REJECTED,
        )
        .order_by(Submission.id.desc())
        .limit(1)
    )


def described(submission: Submission) -> str:
    """「這個檔案已於 107/12/20 14:05 上傳過（第 2 版，送審）。」"""
    came = submission.created_at.astimezone(TAIPEI)
    where = f"第 {submission.version} 版，{submission.status}"
    return f"這個檔案已於 {format_roc(came.date())} {came:%H:%M} 上傳過（{where}）。"
