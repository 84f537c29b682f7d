"""A backup is whole or it is none, and it is of one moment, whoever writes meanwhile."""

import os
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker
from support.stage import NOW

from app.domain.account_events import AttemptKind
from app.domain.errors import BackupFailed
from app.models import AttemptCount
from app.services import backup, files
from app.services.backup import manifest
from config import Settings

from .conftest import files_of, findings, left_in, made


def test_a_backup_has_every_row_and_every_file_that_is_kept(office: Settings) -> None:
    files.keep(office.data_dir, b"of no row yet")
    (office.data_dir / "waiting").mkdir()
    (office.data_dir / "waiting" / "unconfirmed").touch()

    told = backup.create(office, at=NOW)

    backed_up = backup.find(Path(office.backup.backup_dir), told.name)
    said = manifest.read(backed_up.folder)
    assert (said.contents.tables["plan"].rows, said.contents.tables["submission"].rows) == (1, 1)
    assert said.contents.revision
    assert told.rows == sum(one.rows for one in said.contents.tables.values())
    assert len(files_of(backed_up)) == told.files == 2
    assert all(files.digest_of(path.read_bytes()) == path.name for path in files_of(backed_up))
    assert told.findings == ()
    assert backed_up.folder.stat().st_mode & 0o077 == 0  # it holds everything that the database hides


def test_what_is_written_meanwhile_is_in_the_backup_whole_or_not_at_all(
    office: Settings, sessions: sessionmaker[Session]
) -> None:
    stop = threading.Event()
    written = 0

    def write() -> None:
        nonlocal written
        while not stop.is_set():
            with sessions() as session:
                session.add_all([_attempt(written, half) for half in (1, 2)])
                session.commit()
            written += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while written < 3:
            pass
        backups = [made(office, days) for days in range(2)]
        after = written
        while written < after + 3:
            pass
    finally:
        stop.set()
        writer.join()

    counted = [manifest.read(one.folder).contents.tables["attempt_count"].rows for one in backups]
    assert all(count % 2 == 0 for count in counted)
    assert counted[0] >= 6
    assert counted == sorted(counted)
    assert counted[-1] < 2 * written
    assert [findings(office, one) for one in backups] == ["", ""]


@contextmanager
def _no_room_beyond(size: int) -> Iterator[None]:
    """As on a full disk, no file of this process or its children grows beyond ``size`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [100_000, 2_000_000], ids=["in the database", "in a file"])
def test_a_full_disk_leaves_nothing_half_made_and_the_backup_before(office: Settings, size: int) -> None:
    before = made(office)
    files.keep(office.data_dir, os.urandom(3_000_000))

    with _no_room_beyond(size), pytest.raises(BackupFailed, match="空間"):
        backup.create(office, at=NOW.replace(hour=20))

    assert left_in(office) == [before.name]
    assert findings(office, before) == ""


def _attempt(number: int, half: int) -> AttemptCount:
    return AttemptCount(kind=AttemptKind.CODE, subject_hash=f"{number}/{half}", attempts=1, last_at=NOW)
