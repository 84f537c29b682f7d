"""An office with a plan, an accepted report and its file, and a place for backups."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker
from support.databases import Databases
from support.filing import file_report, with_actual
from support.stage import NOW, a_person, a_plan

from app.database import make_engine, make_session_factory
from app.domain.roles import Role
from app.services import backup, submissions
from app.services.backup import KeptBackup, manifest
from config import BackupSettings, Settings


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Settings:
    """Settings of an installation in which a report was accepted."""
    made = replace(settings, backup=BackupSettings(backup_dir=str(tmp_path / "backups")))
    engine = make_engine(made.database_url)
    with make_session_factory(engine)() as session:
        a_plan(session)
        a_person(session, Role.ADMIN)
        officer = a_person(session, Role.OFFICER)
        submissions.approve(session, file_report(session, with_actual(214), officer, made.data_dir), by=officer, at=NOW)
    engine.dispose()
    return made


@pytest.fixture
def sessions(office: Settings) -> Iterator[sessionmaker[Session]]:
    engine = make_engine(office.database_url)
    yield make_session_factory(engine)
    engine.dispose()


@pytest.fixture
def elsewhere(office: Settings, databases: Databases, tmp_path: Path) -> Iterator[Settings]:
    """Another machine that can read the same backups: nothing is there yet."""
    url = databases.empty()
    yield replace(office, database_url=url, data_dir=tmp_path / "other files")
    databases.drop(url)


def made(office: Settings, days: int = 0) -> KeptBackup:
    """A backup of so many days later."""
    name = backup.create(office, at=NOW + timedelta(days=days)).name
    return backup.find(Path(office.backup.backup_dir), name)


def files_of(backed_up: KeptBackup) -> list[Path]:
    return sorted(path for path in (backed_up.folder / "files").rglob("*") if path.is_file())


def dump_of(backed_up: KeptBackup) -> Path:
    """The file that holds the database."""
    return backed_up.folder / manifest.read(backed_up.folder).database_file


def left_in(office: Settings) -> list[str]:
    """All that stands in the place of backups but its lock."""
    return sorted(path.name for path in Path(office.backup.backup_dir).iterdir() if path.name != ".lock")


def findings(office: Settings, backed_up: KeptBackup) -> str:
    return "\n".join(backup.verify(office, backed_up, at=NOW).findings)


def flip_a_byte(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


@contextmanager
def no_room_beyond(size: int) -> Iterator[None]:
    """As on a full disk, no file of this process or its children grows beyond ``size`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
