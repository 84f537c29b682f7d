"""What is put back, and what is refused, whatever the engine."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from support.databases import Databases
from support.stage import NOW

from app.domain.errors import BackupFailed, WrongState
from app.services import backup, files
from app.services.backup import verifying
from config import Settings

from .conftest import files_of, flip_a_byte, made


@pytest.fixture
def databases(databases_of: Callable[[str], Databases]) -> Databases:
    return databases_of("sqlite")


def test_a_folder_with_other_files_is_not_mixed_up(office: Settings, elsewhere: Settings) -> None:
    backed_up = made(office)
    files.keep(elsewhere.data_dir, b"of another installation")

    with pytest.raises(WrongState, match="空白的目錄"):
        backup.restore(elsewhere, backed_up, at=NOW)

    assert verifying.read_contents(elsewhere.database_url).tables == {}


def test_a_restore_that_broke_off_among_the_files_goes_on(office: Settings, elsewhere: Settings) -> None:
    backed_up = made(office)
    files.keep(elsewhere.data_dir, files_of(backed_up)[0].read_bytes())

    assert backup.restore(elsewhere, backed_up, at=NOW).findings == ()


def test_a_damaged_file_is_named_and_all_the_rest_comes_back(office: Settings, elsewhere: Settings) -> None:
    backed_up = made(office)
    [damaged] = files_of(backed_up)
    flip_a_byte(damaged, 0)

    done = backup.restore(elsewhere, backed_up, at=NOW)

    assert done.findings == (f"檔案 {damaged.name} 在備份中遺失或損毀，未能還原。",)
    assert not files.path_of(elsewhere.data_dir, damaged.name).exists()


def test_a_backup_of_the_other_engine_is_refused(office: Settings, elsewhere: Settings) -> None:
    with pytest.raises(BackupFailed, match="同一種資料庫"):
        backup.restore(replace(elsewhere, database_url="postgresql+psycopg://x@y/z"), made(office), at=NOW)
