"""What runs when, unless an administrator has decided otherwise: one declaration a job.

It stands here and not in ``jobs/``, because pages and commands show and run the same jobs.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from app import clock
from app.domain.errors import NotFound
from app.services import (
    alerts,
    backup,
    digests,
    forecast_records,
    new_year,
    news,
    old_drafts,
    reminders,
    retention,
    snapshots,
    trail_check,
)
from config import Settings

RETRY_MINUTES = (1, 5, 15, 60)


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work that comes round.

    ``work`` is given a session and the day in Taipei that it is due for, and says in a Chinese sentence what it did;
    what it cannot do, it raises. It runs again after a fault, and may be taken up again after half of it: running
    twice, or late, is harmless. Its commits are refused once another process has taken over. Before something that
    takes long without the database it ends its transaction (``transaction.release``).

    ``retry_minutes`` after a failure it is tried again; then it is left for a person.
    """

    name: str  # in the ledger, in addresses and commands; never changed
    title: str
    does: str
    cron: str  # app.domain.cron, on the clock of Taipei
    work: Callable[[Session, date], str]
    retry_minutes: tuple[int, ...] = RETRY_MINUTES


def schedule(settings: Settings) -> tuple[Job, ...]:
    """Every job of this installation, in the order in which those that are due together run."""
    nightly = f"0 {settings.scan_hour} * * *"

    digest = partial(digests.work, settings=settings)
    send = partial(digests.send, settings=settings)
    return (
        Job("scan_slippage", "落後掃描", "評估每項計畫，開立、升級或解除警示。", nightly, scan_slippage),
        Job(
            "record_forecasts",
            "推估紀錄",
            "推估執行中計畫的查核點與指標，有變動者留存。",
            nightly,
            forecast_records.keep,
        ),
        Job(
            "take_snapshots",
            "每日紀錄",
            "留存每項計畫當日的燈號、進度與數值，供清單、走勢與「本週變化」使用。",
            nightly,
            snapshots.work,
        ),
        Job(
            "remind_of_due_dates",
            "到期提醒",
            "期限前提醒尚未完成的人；放假日不提醒，漏掉的於次一上班日補提醒。",
            nightly,
            reminders.work,
        ),
        Job(
            "remind_of_new_year",
            "年度交替提醒",
            "11 月起提醒尚未建立的次年度計畫與辦公日曆；1 至 3 月提醒上年度尚未核定或關閉的期別，每月一次。",
            nightly,
            new_year.work,
        ),
        Job(
            "remind_of_drafts",
            "草稿提醒",
            "提醒草稿留存逾 30 天未送審的人，每月一次；草稿不會刪除。",
            nightly,
            old_drafts.work,
        ),
        Job("spread_news", "通知", "把新發生的事項通知相關人員。", "*/5 * * * *", news.work),
        Job("write_digests", "每日彙整", "為每個人寫一封信，彙整未讀的新通知；非上班日不寫。", "0 8 * * *", digest),
        # The next minute is the next attempt.
        Job("send_mail", "寄信", "寫立即通知的信，並寄出寄件匣中到期的信件。", "* * * * *", send, retry_minutes=()),
        Job(
            "verify_audit_trail",
            "稽核軌跡查核",
            "重算稽核軌跡的雜湊鏈，並與最新備份所載的最後一筆核對；遭竄改者列為失敗。",
            nightly,
            partial(trail_check.work, settings=settings),
            retry_minutes=(),
        ),
        Job(
            "back_up",
            "備份",
            "備份資料庫與檔案至備份目錄，並汰除逾保存份數的舊備份。",
            "30 2 * * *",
            partial(backup.back_up, settings=settings),
            retry_minutes=(15, 60),
        ),
        Job(
            "verify_backup",
            "備份驗證",
            "將最新的備份還原至暫用資料庫，逐表核對筆數與內容、稽核軌跡與檔案。",
            "0 3 * * *",
            partial(backup.verify_newest, settings=settings),
            retry_minutes=(60,),
        ),
        Job(
            "forget_what_is_old",
            "保存期限",
            "刪除逾保存期限的登入階段、通知、信件、執行紀錄與未確認的上傳檔案，並將結束多年的計畫去識別。",
            nightly,
            partial(retention.work, settings=settings),
        ),
    )


def job_of(settings: Settings, name: str) -> Job:
    """The job of this name.

    :raises NotFound: if there is none.
    """
    for job in schedule(settings):
        if job.name == name:
            return job
    raise NotFound(f"查無排程工作 {name}。")


_COUNTED = ("opened", "escalated", "resolved", "open", "passed_up")


def scan_slippage(session: Session, on: date) -> str:
    """Find what slips on this day: the same scan as ``flask slippage scan``."""
    count: Counter[str] = Counter()
    skipped: list[str] = []
    for outcome in alerts.scan_in_portions(session, on=on, at=clock.now()):
        count.update({name: len(getattr(outcome, name)) for name in _COUNTED})
        skipped += outcome.skipped
    return (
        f"新開 {count['opened']}、升級 {count['escalated']}、解除 {count['resolved']}、未結 {count['open']} 件"
        + (f"；逾期未說明，陳報上一層級 {count['passed_up']} 件" if count["passed_up"] else "")
        + "".join(f"；{reason}" for reason in skipped)
    )
