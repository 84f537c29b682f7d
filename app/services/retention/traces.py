"""What the system leaves behind while it runs: sessions, links, counters, news, mail, runs of jobs, waiting files."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from app.domain.job_course import RunStatus
from app.domain.outbox import LetterStatus
from app.models import AttemptCount, JobRun, Notice, OutboxLetter, PasswordReset, RateUse, SignInSession
from app.services import waiting_files
from app.services.retention.rule import Rule, rows_go
from app.services.transaction import transaction
from config import Settings

_MINIMISED = "field-notes 5.3：不再需要即刪除"
_LOGS = "field-notes 5.2：紀錄至少保存 6 個月"
_COUNTER_DAYS = 1
_DONE_WITH = (LetterStatus.SENT, LetterStatus.DROPPED)


def rules(settings: Settings) -> tuple[Rule, ...]:
    """In the order in which they are told."""
    keep, limits = settings.retention, settings.sign_in
    return (
        rows_go(
            "sessions",
            "已結束的登入階段（登入紀錄仍保留於帳號紀錄）",
            SignInSession,
            keep.keep_sessions_days,
            _MINIMISED,
            lambda then: (
                func.coalesce(SignInSession.ended_at, SignInSession.last_seen_at)
                < then - timedelta(hours=limits.session_hours)
            ),
        ),
        rows_go(
            "reset_links",
            "逾期的重設密碼連結",
            PasswordReset,
            keep.keep_reset_links_days,
            _MINIMISED,
            lambda then: PasswordReset.expires_at < then,
        ),
        rows_go("attempts", "登入嘗試次數", AttemptCount, _COUNTER_DAYS, _MINIMISED, _forgotten_attempts),
        rows_go(
            "rate_uses",
            "上傳與匯出次數",
            RateUse,
            _COUNTER_DAYS,
            _MINIMISED,
            lambda then: RateUse.spent_until < then,
        ),
        rows_go(
            "read_notices",
            "已讀的通知",
            Notice,
            keep.keep_read_notices_days,
            _LOGS,
            lambda then: Notice.read_at < then,
        ),
        rows_go(
            "unread_notices",
            "未讀的通知",
            Notice,
            keep.keep_unread_notices_days,
            "[D] 無人閱讀",
            lambda then: and_(Notice.read_at.is_(None), Notice.at < then),
        ),
        _letter_texts(keep.keep_letter_texts_days),
        rows_go(
            "letters",
            "已寄出、不再寄送或寄送失敗的信件",
            OutboxLetter,
            keep.keep_letters_days,
            _LOGS,
            lambda then: and_(OutboxLetter.status != LetterStatus.WAITING, OutboxLetter.made_at < then),
        ),
        rows_go("runs", "完成的排程執行紀錄", JobRun, keep.keep_runs_days, _LOGS, _old_runs(RunStatus.DONE)),
        rows_go(
            "failed_runs",
            "未完成的排程執行紀錄",
            JobRun,
            keep.keep_failed_runs_days,
            "[D] 供追查",
            _old_runs(RunStatus.FAILED, RunStatus.BROKEN),
        ),
        _waiting(settings.data_dir),
    )


def _forgotten_attempts(then: datetime) -> ColumnElement[bool]:
    return and_(AttemptCount.last_at < then, or_(AttemptCount.closed_until.is_(None), AttemptCount.closed_until < then))


def _old_runs(*statuses: RunStatus) -> Callable[[datetime], ColumnElement[bool]]:
    """Each job's newest run stays: from it the schedule goes on."""

    def is_old(then: datetime) -> ColumnElement[bool]:
        newest = select(func.max(JobRun.id)).group_by(JobRun.job)
        return and_(JobRun.status.in_(statuses), JobRun.started_at < then, JobRun.id.not_in(newest))

    return is_old


def _letter_texts(days: int) -> Rule:
    """Who was written to when, and about what, stays a while longer."""

    def is_old(at: datetime) -> ColumnElement[bool]:
        sent = and_(OutboxLetter.status.in_(_DONE_WITH), OutboxLetter.text != "")
        return and_(sent, OutboxLetter.made_at < at - timedelta(days=days))

    def count(session: Session, at: datetime) -> int:
        return session.scalar(select(func.count()).select_from(OutboxLetter).where(is_old(at))) or 0

    def forget(session: Session, at: datetime) -> int:
        with transaction(session):
            emptied = update(OutboxLetter).where(is_old(at)).values(text="", html="").returning(OutboxLetter.id)
            return len(session.execute(emptied).all())

    return Rule("letter_texts", "已寄出信件的內文", f"{days} 天", _MINIMISED, count, forget)


def _waiting(data_dir: Path) -> Rule:
    kept = f"{waiting_files.LONGEST_WAIT.days} 天"
    return Rule(
        "waiting_files",
        "未確認的上傳檔案",
        kept,
        _MINIMISED,
        lambda _, at: len(waiting_files.forgotten(data_dir=data_dir, at=at)),
        lambda _, at: waiting_files.forget(data_dir=data_dir, at=at),
    )
