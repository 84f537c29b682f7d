"""Making a backup while people work."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.domain.errors import BackupFailed
from app.services.backup import manifest, store, stored_files
from app.services.backup.engines import engine_of
from app.services.backup.manifest import Manifest
from config import Settings


@dataclass(frozen=True, slots=True)
class Created:
    """A backup that was made. ``findings``: what is already missing where it was made from; the backup stands."""

    name: str
    tables: int
    rows: int
    files: int
    file_bytes: int
    sha256: str  # of the manifest: to be written down elsewhere
    pruned: int
    findings: tuple[str, ...]


def create(settings: Settings, *, at: datetime) -> Created:
    """Make a backup of the database and of the kept files, and throw away those that need not be kept any more.

    Files that wait for their confirmation are left out: who was about to confirm uploads again.

    :raises BackupFailed: if it cannot be made, the disk being full for instance; nothing half made is left.
    :raises WrongState: while another is being made, verified or restored.
    """
    place = store.place_of(settings.backup)
    try:
        with store.alone(place):
            made, name = _fill(settings, place, at)
            pruned = store.prune(place, settings.backup)
    except OSError as error:
        raise BackupFailed(
            f"備份沒有完成，未留下不完整的備份：{error.strerror or error}；請確認 {place} 的空間與權限。"
        ) from error
    return Created(
        name,
        len(made.contents.tables),
        sum(mark.rows for mark in made.contents.tables.values()),
        len(made.files),
        sum(made.files.values()),
        stored_files.digest_of(place / name / manifest.FILE_NAME),
        pruned,
        tuple(f"資料庫所記載的檔案 {lost} 在資料目錄中遺失或已損毀，未能備份。" for lost in made.missing),
    )


def _fill(settings: Settings, place: Path, at: datetime) -> tuple[Manifest, str]:
    sound = next((one for one in store.standing(place) if one.is_sound), None)
    before = sound.folder / stored_files.FOLDER if sound else None
    source = engine_of(settings.database_url)
    with store.new_folder(place, at) as folder:
        dump = folder / source.dump_name
        held = source.dump(dump)
        taken, lost = stored_files.take(settings.data_dir, folder / stored_files.FOLDER, before, held.files)
        made = Manifest(at, source.name, dump.name, stored_files.digest_of(dump), held, taken, tuple(lost))
        manifest.write(folder, made)
    return made, store.name_of(at)
