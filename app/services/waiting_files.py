"""Uploads that wait for their confirmation: apart from the files that are kept for good, and not for long.

Whoever holds something here (set-up workbooks, lists of cases) asks for the permission, and has a room of its own.
"""

from datetime import datetime, timedelta
from pathlib import Path

from app.services import files

#: How long a file may wait; who comes later uploads it again.
LONGEST_WAIT = timedelta(days=7)


def room(data_dir: Path, *names: str) -> Path:
    """Where the uploads of one kind wait: ``room(data_dir, "cases", "7")``."""
    return _all(data_dir).joinpath(*names)


def keep(place: Path, content: bytes) -> str:
    """Hold an uploaded file; returns the hash under which :func:`find` finds it."""
    digest = files.keep(place, content)
    files.path_of(place, digest).touch()  # the same file again waits anew
    return digest


def find(place: Path, digest: str) -> bytes | None:
    """The file that was kept under this hash; ``None`` if there is none (any more), or if the text is no hash."""
    try:
        return files.read(place, bytes.fromhex(digest).hex())
    except (ValueError, OSError):
        return None


def forgotten(*, data_dir: Path, at: datetime) -> list[Path]:
    """What has waited too long.

    :param at: timezone-aware.
    """
    oldest = (at - LONGEST_WAIT).timestamp()
    return [path for path in _all(data_dir).rglob("*") if path.is_file() and path.stat().st_mtime < oldest]


def forget(*, data_dir: Path, at: datetime) -> int:
    """Delete what has waited too long, and say how many files that was. What was confirmed has its own copy."""
    old = forgotten(data_dir=data_dir, at=at)
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _all(data_dir: Path) -> Path:
    return data_dir / "waiting"
