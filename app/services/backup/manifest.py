"""The manifest of a backup: what must be in it, sealed by its own hash."""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from app.domain.canonical import as_text, fingerprint_of, from_text
from app.domain.errors import BackupFailed
from app.services.backup.contents import Contents, TableMark

FORMAT = 1  # raised when a kept backup must be read differently
FILE_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is of, and what is in it.

    ``missing``: files that rows name and that were not there, or no longer what their hash says, when it was made.
    """

    made_at: datetime
    engine: str
    database_file: str
    database_sha256: str
    contents: Contents
    files: dict[str, int]  # SHA-256 and size in bytes
    missing: tuple[str, ...]


def write(folder: Path, manifest: Manifest) -> None:
    """Put the manifest into the folder of the backup."""
    body = {
        "format": FORMAT,
        "made_at": manifest.made_at.isoformat(),
        "engine": manifest.engine,
        "database": {"file": manifest.database_file, "sha256": manifest.database_sha256},
        "revision": manifest.contents.revision,
        "tables": {name: asdict(mark) for name, mark in manifest.contents.tables.items()},
        "trail": {"events": manifest.contents.trail_events, "hash": manifest.contents.trail_hash},
        "named": sorted(manifest.contents.files),
        "files": manifest.files,
        "missing": list(manifest.missing),
    }
    sealed = {"manifest": body, "sha256": fingerprint_of(as_text(body))}
    (folder / FILE_NAME).write_text(as_text(sealed), encoding="utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of a backup.

    :raises BackupFailed: if it is not there, was altered, or was written by a version that this one does not know.
    """
    path = folder / FILE_NAME
    try:
        sealed = from_text(path.read_text(encoding="utf-8"))
        body = sealed["manifest"]
        if sealed["sha256"] != fingerprint_of(as_text(body)):
            raise BackupFailed(f"備份清單 {path} 的內容與其雜湊不符，已遭變更或損毀；請改用其他備份。")
        if body["format"] != FORMAT:
            raise BackupFailed(f"備份清單 {path} 的格式（{body['format']}）不是本版程式所能讀取，請改用較新的版本。")
        return _understood(body)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupFailed(f"備份清單 {path} 不存在或已損毀（{type(error).__name__}）；請改用其他備份。") from error


def _understood(body: dict) -> Manifest:  # type: ignore[type-arg]  # JSON as it was read
    contents = Contents(
        body["revision"],
        {name: TableMark(mark["rows"], mark["sha256"]) for name, mark in body["tables"].items()},
        frozenset(body["named"]),
        body["trail"]["events"],
        body["trail"]["hash"],
    )
    return Manifest(
        datetime.fromisoformat(body["made_at"]),
        body["engine"],
        body["database"]["file"],
        body["database"]["sha256"],
        contents,
        dict(body["files"]),
        tuple(body["missing"]),
    )
