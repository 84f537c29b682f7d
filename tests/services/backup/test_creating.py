"""A backup is whole or it is none, and it is of one moment, whoever writes meanwhile."""

import threading
import time
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

from .conftest import files_of, findings, left_in, made, no_room_beyond


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
            time.sleep(0.01)
        backed_up = made(office)
        after = written
        while written < after + 3:
            time.sleep(0.01)
    finally:
        stop.set()
        writer.join()

    rows = manifest.read(backed_up.folder).contents.tables["attempt_count"].rows
    assert rows % 2 == 0
    assert 6 <= rows < 2 * written
    assert findings(office, backed_up) == ""


def test_a_full_disk_leaves_nothing_half_made_and_the_backup_before(office: Settings) -> None:
    before = made(office)

    with no_room_beyond(100_000), pytest.raises(BackupFailed, match="空間"):
        backup.create(office, at=NOW.replace(hour=20))

    assert left_in(office) == [before.name]


def _attempt(number: int, half: int) -> AttemptCount:
    return AttemptCount(kind=AttemptKind.CODE, subject_hash=f"{number}/{half}", attempts=1, last_at=NOW)
