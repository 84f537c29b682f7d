"""What stands in BACKUP_DIR: shared files, what is swept away, and what stays. No engine plays a part in it."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from support.databases import Databases
from support.stage import NOW

from app.domain.errors import BackupFailed, WrongState
from app.services import backup, files
from app.services.backup import store
from config import BackupSettings, Settings

from .conftest import files_of, findings, left_in, made, no_room_beyond


@pytest.fixture
def databases(databases_of: Callable[[str], Databases]) -> Databases:
    return databases_of("sqlite")


def test_a_file_is_copied_once_and_shared_by_the_backups_after_one_that_was_proved(office: Settings) -> None:
    first, second = made(office), made(office, 1)
    assert not _share(first, second)  # nobody had looked yet whether the first is sound

    assert findings(office, second) == ""
    third = made(office, 2)

    assert _share(second, third)
    [stored] = files_of(third)
    source = files.path_of(office.data_dir, stored.name)
    assert not os.path.samefile(stored, source)


def test_a_damaged_backup_passes_nothing_on(office: Settings) -> None:
    first = made(office)
    files_of(first)[0].write_bytes(b"rotten")
    assert findings(office, first)

    assert findings(office, made(office, 1)) == ""


def test_a_file_that_is_gone_is_told_and_all_the_rest_is_kept(office: Settings) -> None:
    files.keep(office.data_dir, b"another")
    [lost] = [path for path in office.data_dir.rglob("*") if path.is_file() and path.read_bytes() != b"another"]
    lost.write_bytes(b"altered on the disk")

    told = backup.create(office, at=NOW)

    assert told.findings == (f"資料庫所記載的檔案 {lost.name} 在資料目錄中遺失或已損毀，未能備份。",)
    assert told.files == 1
    backed_up = backup.find(Path(office.backup.backup_dir), None)
    assert lost.name in findings(office, backed_up)


def test_a_disk_that_is_full_at_last_leaves_nothing_half_made(office: Settings) -> None:
    before = made(office)
    files.keep(office.data_dir, os.urandom(3_000_000))

    with no_room_beyond(2_000_000), pytest.raises(BackupFailed, match="空間"):
        backup.create(office, at=NOW.replace(hour=20))

    assert left_in(office) == [before.name]
    assert findings(office, before) == ""


def test_what_a_killed_process_left_half_made_is_no_backup_and_is_swept_away(office: Settings) -> None:
    first = made(office)
    left = first.folder.with_name(".making-20181202-010000")
    left.mkdir()
    (left / "database.dump").touch()
    assert [one.name for one in backup.standing(first.folder.parent)] == [first.name]

    second = made(office, 1)

    assert left_in(office) == [first.name, second.name]


def test_two_backups_at_once_are_one(office: Settings) -> None:
    with store.alone(Path(office.backup.backup_dir)), pytest.raises(WrongState, match="正在進行"):
        backup.create(office, at=NOW)


def test_old_backups_go_but_never_the_last_one_that_was_proved(office: Settings) -> None:
    office = replace(
        office, backup=replace(office.backup, backup_keep_daily=2, backup_keep_weekly=0, backup_keep_monthly=0)
    )
    proved = made(office)
    assert findings(office, proved) == ""

    later = [made(office, days) for days in (1, 2, 3, 4)]

    assert left_in(office) == [proved.name, later[2].name, later[3].name]


def test_without_a_place_for_backups_the_command_says_what_to_set(office: Settings) -> None:
    with pytest.raises(BackupFailed, match="BACKUP_DIR"):
        backup.create(replace(office, backup=BackupSettings()), at=NOW)


def _share(one: backup.KeptBackup, other: backup.KeptBackup) -> bool:
    return all(os.path.samefile(*pair) for pair in zip(files_of(one), files_of(other), strict=True))
