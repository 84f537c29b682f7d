"""A backup comes back as it was, into what is empty and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.stage import NOW

from app.database import make_engine, make_session_factory
from app.domain.errors import BackupFailed, WrongState
from app.models import AuditEvent, Indicator, Submission
from app.services import audit_trail, backup, files
from app.services.backup import manifest, verifying
from config import Settings

from .conftest import flip_a_byte, made


@contextmanager
def _opened(settings: Settings) -> Iterator[Session]:
    engine = make_engine(settings.database_url)
    with make_session_factory(engine)() as session:
        yield session
    engine.dispose()


def test_figures_files_and_trail_come_back_and_the_trail_tells_it(office: Settings, elsewhere: Settings) -> None:
    backed_up = made(office)

    done = backup.restore(elsewhere, backed_up, at=NOW)

    assert (done.findings, done.files, done.needs_upgrade) == ((), 1, False)
    with _opened(elsewhere) as session:
        assert session.scalars(select(Indicator.actual).order_by(Indicator.id)).first() == 214
        sent = session.scalars(select(Submission)).one()
        assert files.read(elsewhere.data_dir, sent.file_sha256 or "")
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.number.desc())).first()
        assert last is not None
        assert (last.subject, last.row_key, last.actor) == ("備份", backed_up.name, "系統")
        assert audit_trail.verify(session).ok
    assert backup.verify(elsewhere, made(elsewhere, 1), at=NOW).findings == ()  # it is as good as the first


def test_a_database_with_tables_is_not_touched(office: Settings, elsewhere: Settings) -> None:
    backed_up = made(office)
    before = verifying.read_contents(office.database_url)

    with pytest.raises(WrongState, match="空白的資料庫"):
        backup.restore(replace(elsewhere, database_url=office.database_url), backed_up, at=NOW)

    assert verifying.read_contents(office.database_url) == before
    assert not elsewhere.data_dir.exists()


def test_a_damaged_dump_is_not_restored(office: Settings, elsewhere: Settings) -> None:
    backed_up = made(office)
    flip_a_byte(backed_up.folder / manifest.read(backed_up.folder).database_file, -200)

    with pytest.raises(BackupFailed, match="內容與備份時不符"):
        backup.restore(elsewhere, backed_up, at=NOW)

    assert verifying.read_contents(elsewhere.database_url).tables == {}
