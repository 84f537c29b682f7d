"""What runs when. A job's name is its function's name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy.orm import Session

from app import clock
from app.services import alerts, waiting_files
from config import Settings


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work due once a day; it is given the day it is due for, and says what it did."""

    work: Callable[[Session, date], str]
    trigger: CronTrigger

    @property
    def name(self) -> str:
        """The key of the job in the ledger."""
        return self.work.__name__


def scan_slippage(session: Session, on: date) -> str:
    """Find what slips on this day: the same scan as ``flask slippage scan``."""
    outcome = alerts.scan(session, on=on, at=clock.now())
    return (
        f"新開 {len(outcome.opened)}、升級 {len(outcome.escalated)}、"
        f"解除 {len(outcome.resolved)}、未結 {len(outcome.open)} 件"
        + (f"；逾期未說明，陳報上一層級 {len(outcome.passed_up)} 件" if outcome.passed_up else "")
        + "".join(f"；{reason}" for reason in outcome.skipped)
    )


def schedule(settings: Settings) -> tuple[Job, ...]:
    """Every job of this installation."""

    def forget_waiting_files(_session: Session, _on: date) -> str:
        """Delete uploads that nobody confirmed."""
        return f"刪除逾期未確認的上傳檔案 {waiting_files.forget(data_dir=settings.data_dir, at=clock.now())} 件"

    nightly = CronTrigger(hour=settings.scan_hour, timezone=clock.TAIPEI)
    return (Job(scan_slippage, nightly), Job(forget_waiting_files, nightly))
