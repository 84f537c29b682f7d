"""What a system administrator looks at first: jobs that failed, mail that did not leave, accounts, backup, disk."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from app.domain.outbox import LetterStatus
from app.domain.roles import Permission
from app.models import User
from app.services import account_admin, outbox, people
from app.services.backup import standing
from app.services.permissions import may_anywhere
from app.services.scheduling import lease, overview
from app.services.scheduling.schedule import schedule
from config import Settings

OLD_BACKUP = timedelta(hours=36)  # a night's backup that did not come is noticed the day after
FULL_DISK_PCT = 90


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk on which uploaded files lie; whole bytes."""

    total: int
    free: int

    @property
    def used_pct(self) -> int:
        """How full it is, rounded down."""
        return (self.total - self.free) * 100 // self.total if self.total else 0

    @property
    def is_full(self) -> bool:
        """Whether somebody should make room."""
        return self.used_pct >= FULL_DISK_PCT


@dataclass(frozen=True, slots=True)
class Accounts:
    """Numbers of accounts that wait for somebody."""

    locked: int  # closed for a while after too many failures
    without_role: int  # open, but nothing opens to them
    first_password: int  # the first, or one that was reset, was never changed


@dataclass(frozen=True, slots=True)
class Backups:
    """``newest_at`` is ``None`` if there is none; ``is_set_up``: whether anybody said where backups go."""

    is_set_up: bool
    newest_at: datetime | None
    is_old: bool
    is_sound: bool


@dataclass(frozen=True, slots=True)
class Operations:
    """``None`` for what is not this person's to look at.

    :ivar red_jobs: names and titles of the jobs that did not get to their end when they ran last.
    """

    is_scheduler_at_work: bool | None
    red_jobs: tuple[tuple[str, str], ...] | None
    failed_letters: int
    accounts: Accounts
    backups: Backups | None
    disk: Disk | None


def of_administrator(session: Session, settings: Settings, viewer: User, *, at: datetime) -> Operations:
    """How the installation stands, as far as the person keeps it.

    :raises PermissionDenied: if the person may look at no accounts.
    """
    everybody = people.everybody(session, viewer=viewer)
    keeps_all = may_anywhere(viewer, Permission.READ_JOBS)
    jobs = schedule(settings) if keeps_all else ()
    return Operations(
        is_scheduler_at_work=lease.state(session, at=at).is_held if keeps_all else None,
        red_jobs=tuple((job.name, job.title) for job in overview.red(session, jobs)) if keeps_all else None,
        failed_letters=outbox.count_of(session, everybody, LetterStatus.FAILED),
        accounts=_accounts(session, settings, everybody, at),
        backups=_backups(settings, at) if keeps_all else None,
        disk=_disk(settings.data_dir) if keeps_all else None,
    )


def _accounts(session: Session, settings: Settings, everybody: list[User], at: datetime) -> Accounts:
    active = [user for user in everybody if user.is_active]
    return Accounts(
        locked=account_admin.count_locked(session, active, at=at, limits=settings.sign_in),
        without_role=sum(not user.grants for user in active),
        first_password=sum(user.must_change_password for user in active),
    )


def _backups(settings: Settings, at: datetime) -> Backups:
    if not settings.backup.backup_dir:
        return Backups(is_set_up=False, newest_at=None, is_old=True, is_sound=False)
    newest = next(iter(standing(Path(settings.backup.backup_dir))), None)
    if newest is None:
        return Backups(is_set_up=True, newest_at=None, is_old=True, is_sound=False)
    return Backups(True, newest.made_at, at - newest.made_at > OLD_BACKUP, newest.is_sound)


def _disk(data_dir: Path) -> Disk | None:
    """``None`` where the folder is not there yet: nothing was uploaded."""
    try:
        usage = shutil.disk_usage(data_dir)
    except FileNotFoundError:
        return None
    return Disk(usage.total, usage.free)
