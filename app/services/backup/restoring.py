"""Putting a backup back, into an empty database and an empty folder only."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.clock import TAIPEI
from app.database import make_engine
from app.domain.audit_trail import ORIGIN, Entry, Origin, OriginKind, Subject
from app.domain.errors import BackupFailed, WrongState
from app.domain.roc_calendar import format_roc
from app.services import audit_trail
from app.services.backup import contents, manifest, store, stored_files, verifying
from app.services.backup.engines import Engine, engine_of
from app.services.backup.manifest import Manifest
from app.services.backup.store import KeptBackup
from app.services.transaction import transaction
from config import Settings


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back. ``findings``: where that is not what the backup was made of."""

    name: str
    rows: int
    files: int
    needs_upgrade: bool
    findings: tuple[str, ...]


def restore(settings: Settings, backup: KeptBackup, *, at: datetime) -> Restored:
    """Fill database and DATA_DIR from a backup, compare them with its manifest, and tell it in the audit trail.

    Files go first: if it breaks off there, the database is still empty, and doing it again goes on.

    :raises WrongState: unless the database has no tables, and the folder no files but those of the backup.
    :raises BackupFailed: if manifest or dump were altered, or the dump cannot be read by this engine.
    """
    with store.alone(backup.folder.parent):
        said = manifest.read(backup.folder)
        target = engine_of(settings.database_url)
        dump = backup.folder / said.database_file
        _require_fit(target, said, dump)
        _require_empty(settings, said)
        try:
            lost = stored_files.put_back(backup.folder / stored_files.FOLDER, settings.data_dir, said.files)
            target.restore(dump)
        except OSError as error:
            raise BackupFailed(
                f"還原沒有完成，資料庫仍為空白：{error.strerror or error}；請確認磁碟空間與權限後再試。"
            ) from error
    is_of_today = verifying.is_of_today(said.contents.revision)
    findings = [f"檔案 {name} 在備份中遺失或損毀，未能還原。" for name in (*lost, *said.missing)]
    findings += verifying.differences(said.contents, verifying.read_contents(settings.database_url))
    if is_of_today:
        findings += verifying.broken_links(settings.database_url, said.contents)
        _tell(settings, backup, said, at)
    rows = sum(mark.rows for mark in said.contents.tables.values())
    return Restored(backup.name, rows, len(said.files) - len(lost), not is_of_today, tuple(findings))


def _require_fit(target: Engine, said: Manifest, dump: Path) -> None:
    if target.name != said.engine:
        raise BackupFailed(f"備份來自 {said.engine}，DATABASE_URL 為 {target.name}；請還原至同一種資料庫。")
    if not dump.is_file() or stored_files.digest_of(dump) != said.database_sha256:
        raise BackupFailed(f"資料庫檔 {dump.name} 遺失，或內容與備份時不符；請改用其他備份。")


def _require_empty(settings: Settings, said: Manifest) -> None:
    engine = make_engine(settings.database_url)
    with engine.connect() as connection:
        tables = contents.table_names(connection)
    engine.dispose()
    if tables:
        raise WrongState(f"資料庫已有 {len(tables)} 個資料表，沒有還原；請以 DATABASE_URL 指定空白的資料庫。")
    if others := set(stored_files.names_in(settings.data_dir)) - said.files.keys():
        raise WrongState(
            f"資料目錄 {settings.data_dir} 已有 {len(others)} 個不屬於這份備份的檔案，沒有還原；"
            "請以 DATA_DIR 指定空白的目錄。"
        )


def _tell(settings: Settings, backup: KeptBackup, said: Manifest, at: datetime) -> None:
    """The trail goes on from the backup; that what came after it is gone must stand there."""
    made = said.made_at.astimezone(TAIPEI)
    told = {"還原自": backup.name, "備份時間": f"{format_roc(made.date())} {made:%H:%M}"}
    entry = Entry(Subject.BACKUP, backup.name, None, told, label="由備份還原，備份之後的變更不在其中")
    engine = make_engine(settings.database_url)
    origin = Origin(OriginKind.COMMAND, "flask backup restore")
    with Session(engine, info={ORIGIN: origin}) as session, transaction(session):
        audit_trail.record(session, [entry], by=None, at=at)
    engine.dispose()
