"""The night makes a backup, proves it, and says so; what is wrong makes the run red and is told to the keepers."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from support.databases import Databases
from support.stage import NOW

from app import clock
from app.domain.errors import BackupFailed
from app.models import Notice
from app.services import backup
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


def told(session: Session) -> list[tuple[str, str]]:
    return [(one.user.email, one.subject) for one in session.scalars(select(Notice).order_by(Notice.id))]


def test_a_night_makes_a_backup_and_proves_it(session: Session, office: Settings) -> None:
    made = backup.back_up(session, ON, settings=office)
    proved = backup.verify_newest(session, ON, settings=office)

    assert made.startswith("備份 20181201-170000：")
    assert "檔案 1 件" in made
    assert proved.startswith("備份 20181201-170000 可還原")
    assert told(session) == []


def test_without_a_place_the_night_says_that_there_is_no_backup(session: Session, office: Settings) -> None:
    bare = replace(office, backup=BackupSettings())

    for job in (backup.back_up, backup.verify_newest):
        assert job(session, ON, settings=bare) == "未設定備份目錄（BACKUP_DIR），沒有備份"


def test_what_is_not_as_it_was_is_told_to_those_who_keep_the_system(session: Session, office: Settings) -> None:
    backup.back_up(session, ON, settings=office)
    newest = backup.find(backup.store.place_of(office.backup), None)
    flip_a_byte(files_of(newest)[0], 0)

    for _ in range(2):
        with pytest.raises(BackupFailed, match="驗證不符"):
            backup.verify_newest(session, ON, settings=office)

    assert told(session) == [("admin@agency.example", "備份 20181201-170000 驗證不符")]


def test_a_file_that_is_gone_makes_the_night_red_though_the_backup_stands(session: Session, office: Settings) -> None:
    for path in office.data_dir.rglob("*"):
        if path.is_file():
            path.unlink()

    with pytest.raises(BackupFailed, match="已完成，但有檔案遺失"):
        backup.back_up(session, ON, settings=office)

    assert told(session) == [("admin@agency.example", "備份時發現檔案遺失或損毀")]
    assert len(backup.standing(backup.store.place_of(office.backup))) == 1


def test_where_nothing_can_be_kept_the_night_is_red(session: Session, office: Settings) -> None:
    taken = office.data_dir / "a file"
    taken.touch()

    with pytest.raises(BackupFailed):
        backup.back_up(session, ON, settings=replace(office, backup=BackupSettings(backup_dir=str(taken))))

    assert told(session) == [("admin@agency.example", "夜間備份沒有完成")]
