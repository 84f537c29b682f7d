"""The night reads the audit trail; what was tampered with leaves the run red."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from support.stage import NOW, a_plan

from app.database import make_engine, make_session_factory
from app.domain.errors import TrailBroken
from app.services import backup, trail_check
from config import BackupSettings, Settings

ON = NOW.date()


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Settings:
    return replace(settings, backup=BackupSettings(backup_dir=str(tmp_path / "backups")))


@pytest.fixture
def session(office: Settings) -> Iterator[Session]:
    engine = make_engine(office.database_url)
    with make_session_factory(engine)() as opened:
        a_plan(opened)
        yield opened
    engine.dispose()


def _as_an_attacker(session: Session, statement: str) -> None:
    bind = session.get_bind()
    assert isinstance(bind, Engine)
    with bind.begin() as connection:
        if bind.dialect.name == "sqlite":
            for deed in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER audit_event_no_{deed}"))
        else:
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER USER"))
        connection.execute(text(statement))


def test_a_whole_trail_is_told_with_its_last_hash(session: Session, office: Settings) -> None:
    said = trail_check.work(session, ON, settings=replace(office, backup=BackupSettings()))

    assert said.startswith("稽核軌跡完整：")
    assert len(said.rpartition("最後雜湊 ")[2]) == 64


def test_a_rewritten_event_is_named(session: Session, office: Settings) -> None:
    _as_an_attacker(session, "UPDATE audit_event SET actor = '別人' WHERE number = 3")

    with pytest.raises(TrailBroken, match="第 3 筆紀錄的內容遭變更"):
        trail_check.work(session, ON, settings=office)


def test_an_end_that_was_cut_off_shows_beside_the_newest_backup(session: Session, office: Settings) -> None:
    backup.create(office, at=NOW)
    assert "並含最新備份所載的最後一筆" in trail_check.work(session, ON, settings=office)
    _as_an_attacker(session, "DELETE FROM audit_event WHERE number > 3")
    assert trail_check.work(session, ON, settings=replace(office, backup=BackupSettings()))  # nobody can tell

    with pytest.raises(TrailBroken, match="第 4 筆以後遭刪除"):
        trail_check.work(session, ON, settings=office)
