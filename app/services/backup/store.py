"""BACKUP_DIR: the backups that stand there, under one lock, and which of them go."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.clock import TAIPEI
from app.domain.backup_keeping import Keep, kept
from app.domain.canonical import as_text, from_text
from app.domain.errors import BackupFailed, NotFound, WrongState
from app.domain.hash_chain import Noted
from app.services.backup import manifest
from config import BackupSettings

_NAME = "%Y%m%d-%H%M%S"  # on the clock of Taipei
_UNFINISHED = ".making-"
_LEAVING = ".leaving-"
_VERIFIED = "verified.json"


@dataclass(frozen=True, slots=True)
class Verification:
    """How a backup was found the last time it was looked at."""

    at: datetime
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """A whole backup."""

    folder: Path
    made_at: datetime

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def verification(self) -> Verification | None:
        """``None``: nobody has verified it yet."""
        try:
            said = from_text((self.folder / _VERIFIED).read_text(encoding="utf-8"))
            return Verification(datetime.fromisoformat(said["at"]), tuple(said["findings"]))
        except (OSError, ValueError, KeyError):
            return None

    @property
    def is_sound(self) -> bool:
        """Whether it was verified, and nothing was found."""
        found = self.verification
        return found is not None and not found.findings

    def note(self, found: Verification) -> None:
        """Remember how it was found."""
        part = self.folder / f"{_VERIFIED}.part"
        part.write_text(as_text({"at": found.at.isoformat(), "findings": list(found.findings)}), encoding="utf-8")
        part.replace(self.folder / _VERIFIED)


def place_of(settings: BackupSettings) -> Path:
    """Where backups lie.

    :raises BackupFailed: if nobody has said so.
    """
    if not settings.backup_dir:
        raise BackupFailed("未設定備份目錄：請以 BACKUP_DIR 指定存放備份的目錄，宜在另一個磁碟或主機上。")
    return Path(settings.backup_dir)


def name_of(at: datetime) -> str:
    """What the backup of a moment is called."""
    return at.astimezone(TAIPEI).strftime(_NAME)


def standing(place: Path) -> list[KeptBackup]:
    """The whole backups, the newest first."""
    found = []
    for folder in place.iterdir() if place.is_dir() else ():
        try:
            made_at = datetime.strptime(folder.name, _NAME).replace(tzinfo=TAIPEI)
        except ValueError:
            continue
        found.append(KeptBackup(folder, made_at))
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def find(place: Path, name: str | None) -> KeptBackup:
    """The backup of this name; the newest, if none is named.

    :raises NotFound: if it is not there.
    """
    for one in standing(place):
        if name in (None, one.name):
            return one
    raise NotFound(f"備份目錄 {place} 裡沒有{f'備份 {name}' if name else '任何備份'}。")


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Nobody else makes, verifies or restores backups here meanwhile; the lock goes with its process.

    :raises WrongState: if somebody does.
    """
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (place / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WrongState("另一個備份、驗證或還原正在進行，請待其完成後再試。") from error
        yield


@contextmanager
def new_folder(place: Path, at: datetime) -> Iterator[Path]:
    """A folder to be filled, which becomes a backup when the block ends, and goes if it raises."""
    _sweep(place)
    name = name_of(at)
    if (place / name).exists():
        raise WrongState(f"備份 {name} 已存在。")
    unfinished = place / f"{_UNFINISHED}{name}"
    unfinished.mkdir(mode=0o700)
    try:
        yield unfinished
        os.sync()  # a name must not be on the disk before what it names
        unfinished.rename(place / name)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def prune(place: Path, settings: BackupSettings) -> int:
    """Throw away what need not be kept, and say how many; never the newest one that was verified and found sound."""
    backups = standing(place)
    keep = Keep(settings.backup_keep_daily, settings.backup_keep_weekly, settings.backup_keep_monthly)
    staying = kept((one.made_at for one in backups), keep)
    sound = next((one for one in backups if one.is_sound), None)
    gone = [one for one in backups if one.made_at not in staying and one != sound]
    for one in gone:
        leaving = place / f"{_LEAVING}{one.name}"
        one.folder.rename(leaving)  # half thrown away it must not look like a backup
        shutil.rmtree(leaving)
    return len(gone)


def noted_trail(settings: BackupSettings) -> Noted:
    """What the newest backup noted of the audit trail, out of reach of who can write to the database."""
    for one in standing(Path(settings.backup_dir)) if settings.backup_dir else ():
        try:
            contents = manifest.read(one.folder).contents
        except BackupFailed:
            continue
        return contents.noted
    return Noted()


def _sweep(place: Path) -> None:
    for left in place.glob(".*-*"):
        if left.name.startswith((_UNFINISHED, _LEAVING)):
            shutil.rmtree(left)
