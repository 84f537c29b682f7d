"""The night makes a backup, proves it, and says so; whatever is wrong leaves the run red."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session, sessionmaker
from support.databases import Databases
from support.stage import NOW

from app import clock
from app.domain.errors import BackupFailed
from app.services import backup
from app.services.backup.store import place_of
from config import BackupSettings, Settings

from .conftest import files_of, flip_a_byte

ON = NOW.date()


@pytest.fixture
def databases(databases_of: Callable[[str], Databases]) -> Databases:
    return databases_of("sqlite")


@pytest.fixture
def session(sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with sessions() as opened:
        yield opened


def test_a_night_makes_a_backup_and_proves_it(session: Session, office: Settings) -> None:
    made = backup.back_up(session, ON, settings=office)
    proved = backup.verify_newest(session, ON, settings=office)

    assert made.startswith("備份 20181201-170000：")
    assert "檔案 1 件" in made
    assert proved.startswith("備份 20181201-170000 可還原")


def test_without_a_place_the_night_says_that_there_is_no_backup(session: Session, office: Settings) -> None:
    bare = replace(office, backup=BackupSettings())

    for job in (backup.back_up, backup.verify_newest):
        assert job(session, ON, settings=bare) == "未設定備份目錄（BACKUP_DIR），沒有備份"


def test_what_is_not_as_it_was_leaves_the_night_red(session: Session, office: Settings) -> None:
    backup.back_up(session, ON, settings=office)
    newest = backup.find(place_of(office.backup), None)
    flip_a_byte(files_of(newest)[0], 0)

    with pytest.raises(BackupFailed, match="驗證不符"):
        backup.verify_newest(session, ON, settings=office)


def test_a_file_that_is_gone_leaves_the_night_red_though_the_backup_stands(session: Session, office: Settings) -> None:
    for path in office.data_dir.rglob("*"):
        if path.is_file():
            path.unlink()

    with pytest.raises(BackupFailed, match="已完成，但有檔案遺失"):
        backup.back_up(session, ON, settings=office)

    assert len(backup.standing(place_of(office.backup))) == 1


def test_where_nothing_can_be_kept_the_night_is_red(session: Session, office: Settings) -> None:
    taken = office.data_dir / "a file"
    taken.touch()

    with pytest.raises(BackupFailed):
        backup.back_up(session, ON, settings=replace(office, backup=BackupSettings(backup_dir=str(taken))))
