"""Verifying a backup: what it says of itself, what comes out of it again, and whether that is the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from app import database
from app.database import make_engine, make_session_factory
from app.domain.errors import BackupFailed
from app.services import audit_trail
from app.services.backup import contents, manifest, store, stored_files
from app.services.backup.contents import Contents
from app.services.backup.engines import engine_of
from app.services.backup.manifest import Manifest
from app.services.backup.store import KeptBackup, Verification
from config import Settings


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found; without findings everything is as it was when the backup was made."""

    name: str
    findings: tuple[str, ...]
    rows: int = 0
    files: int = 0
    events: int = 0


def verify(settings: Settings, backup: KeptBackup, *, at: datetime) -> Verified:
    """Restore a backup into a scratch database, compare it with its manifest, and read every file.

    :raises WrongState: while another is being made, verified or restored.
    """
    with store.alone(backup.folder.parent):
        found = _look(settings, backup)
        backup.note(Verification(at, found.findings))
    return found


def differences(expected: Contents, found: Contents) -> Iterator[str]:
    """Where a restored database is not what the manifest says."""
    for name in sorted(expected.tables.keys() | found.tables.keys()):
        before, after = expected.tables.get(name), found.tables.get(name)
        if after is None:
            yield f"資料表 {name} 不在還原的資料庫中。"
        elif before is None:
            yield f"資料表 {name} 不在備份清單中。"
        elif before.rows != after.rows:
            yield f"資料表 {name} 應有 {before.rows} 筆，還原後有 {after.rows} 筆。"
        elif before.sha256 != after.sha256:
            yield f"資料表 {name} 筆數相同（{after.rows} 筆），但內容與備份時不符。"
    if expected.revision != found.revision:
        yield f"資料庫結構版本應為 {expected.revision}，還原後為 {found.revision}。"


def broken_links(url: str, expected: Contents) -> Iterator[str]:
    """Where the audit trail of a database is not whole, or does not end as it did. Its schema must be today's."""
    engine = make_engine(url).execution_options(writes=False)
    try:
        with make_session_factory(engine)() as session:
            for one in audit_trail.verify(session, expected.noted).broken:
                yield f"稽核軌跡：{one.message}"
    finally:
        engine.dispose()


def read_contents(url: str) -> Contents:
    """What a database at rest holds."""
    engine = make_engine(url).execution_options(writes=False)
    try:
        with engine.begin() as connection:
            return contents.read(connection)
    finally:
        engine.dispose()


def is_of_today(revision: str) -> bool:
    """Whether a schema of this revision is the one that the program works on."""
    return revision == (database.MIGRATIONS / "HEAD").read_text(encoding="utf-8").split("_", 1)[0]


def _look(settings: Settings, backup: KeptBackup) -> Verified:
    try:
        said = manifest.read(backup.folder)
    except BackupFailed as unreadable:
        return Verified(backup.name, (str(unreadable),))
    findings = [*_lost_before(said), *_altered_dump(backup.folder, said), *_altered_files(backup.folder, said)]
    try:
        findings += _compared(settings, backup.folder, said)
    except (BackupFailed, SQLAlchemyError, OSError) as error:
        findings.append(f"無法還原驗證：{error}")
    rows = sum(mark.rows for mark in said.contents.tables.values())
    return Verified(backup.name, tuple(findings), rows, len(said.files), said.contents.trail_events)


def _lost_before(said: Manifest) -> Iterator[str]:
    for name in said.missing:
        yield f"檔案 {name} 在備份時已遺失或損毀。"


def _altered_dump(folder: Path, said: Manifest) -> Iterator[str]:
    dump = folder / said.database_file
    if not dump.is_file():
        yield f"資料庫檔 {dump.name} 不在備份中。"
    elif stored_files.digest_of(dump) != said.database_sha256:
        yield f"資料庫檔 {dump.name} 的內容與備份時不符，已遭變更或損毀。"


def _altered_files(folder: Path, said: Manifest) -> Iterator[str]:
    kept = folder / stored_files.FOLDER
    for name in said.files:
        if not stored_files.is_intact(kept, name):
            yield f"檔案 {name} 不在備份中，或內容與備份時不符。"


def _compared(settings: Settings, folder: Path, said: Manifest) -> list[str]:
    source = engine_of(settings.database_url)
    if source.name != said.engine:
        raise BackupFailed(f"備份來自 {said.engine}，目前的資料庫為 {source.name}，不能在此還原。")
    with source.scratch(folder / said.database_file, folder.parent) as scratch:
        found = read_contents(scratch)
        named = found.files - said.files.keys() - set(said.missing)
        findings = [
            *differences(said.contents, found),
            *(f"資料庫所記載的檔案 {name} 不在備份清單中。" for name in sorted(named)),
        ]
        if not findings:
            if not is_of_today(found.revision):
                database.upgrade(scratch)  # what an older program left must still be good for this one
            findings += broken_links(scratch, said.contents)
    return findings
