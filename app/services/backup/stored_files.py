"""The kept files (期報、佐證資料) in a backup: each under its hash, as in DATA_DIR.

Files of a sound backup before are linked, not copied: the same bytes take their room once. Bytes of DATA_DIR are
always copied, so that nothing that happens to the one happens to the other.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.services import files

FOLDER = "files"
_PORTION = 1 << 20
_DIGITS = frozenset("0123456789abcdef")


def names_in(folder: Path) -> Iterator[str]:
    """The hashes under which files are kept there; what waits or is half written is none of them."""
    for outer in sorted(folder.iterdir()) if folder.is_dir() else ():
        if len(outer.name) == 2 and outer.is_dir():
            yield from sorted(one.name for one in outer.iterdir() if _is_name(one.name, outer.name))


def take(data_dir: Path, target: Path, before: Path | None, named: Iterable[str]) -> tuple[dict[str, int], list[str]]:
    """Fill ``target`` with all kept files; returns their sizes, and the hashes of those that could not be had.

    The database is read first and the files afterwards: a file is kept before a row names it, and never removed.

    :param before: the files of a backup that was found sound.
    :param named: the hashes that rows of the database name.
    """
    taken: dict[str, int] = {}
    lost: list[str] = []
    for name in sorted({*names_in(data_dir), *named}):
        path = files.path_of(target, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if _link(before, name, path) or _copy(files.path_of(data_dir, name), path, name):
            taken[name] = path.stat().st_size
        else:
            lost.append(name)
    return taken, lost


def put_back(source: Path, data_dir: Path, names: Iterable[str]) -> list[str]:
    """Copy files of a backup into DATA_DIR; returns the hashes of those that are not what they were."""
    lost = []
    for name in names:
        target = files.path_of(data_dir, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        if not _copy(files.path_of(source, name), part, name):
            lost.append(name)
            continue
        part.replace(target)
    return lost


def is_intact(folder: Path, name: str) -> bool:
    """Whether the file is there, byte for byte."""
    try:
        return digest_of(files.path_of(folder, name)) == name
    except OSError:
        return False


def digest_of(path: Path) -> str:
    """SHA-256 of a file of any size."""
    digest = hashlib.sha256()
    with path.open("rb") as opened:
        while portion := opened.read(_PORTION):
            digest.update(portion)
    return digest.hexdigest()


def _link(before: Path | None, name: str, path: Path) -> bool:
    if before is None:
        return False
    try:
        os.link(files.path_of(before, name), path)
    except OSError:  # it is new, or this disk knows no links
        return False
    return True


def _copy(source: Path, target: Path, name: str) -> bool:
    """Copy, and look at what was written; a file that is not what its name says is not kept."""
    if not source.is_file():
        return False
    shutil.copyfile(source, target)
    if digest_of(target) == name:
        return True
    target.unlink()
    return False


def _is_name(name: str, outer: str) -> bool:
    return len(name) == 64 and name.startswith(outer) and _DIGITS.issuperset(name)
