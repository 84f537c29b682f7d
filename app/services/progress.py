"""How far a long piece of work is, told by the one who does it to the one who waits.

It lies in a file of the data folder, which all web processes share: a row of the database would become visible only
with the transaction whose progress it tells.
"""

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

_PAUSE = 0.2  # seconds between two notes; nobody sees more
_KEPT = 24 * 3600  # seconds after which what a broken process left behind is swept away


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` rows in this stage; a stage that counts nothing has a total of zero."""

    stage: str
    done: int = 0
    total: int = 0


class Report:
    """The notes of one piece of work for the one person who waits for it; used as a context.

    :param token: what the waiting page calls the work, unguessable.
    :param owner: the person's number; nobody else finds the notes.
    """

    def __init__(self, data_dir: Path, token: str, owner: int) -> None:
        self._path = _path_of(data_dir, token, owner)
        self._next_at = 0.0
        self._stage = ""

    def __enter__(self) -> "Report":
        self._path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(self._path.parent)
        return self

    def __exit__(self, *_: object) -> None:
        self._path.unlink(missing_ok=True)

    def tell(self, progress: Progress) -> None:
        """Note how far the work is, unless the same stage was noted a moment ago."""
        if progress.stage == self._stage and time.monotonic() < self._next_at:
            return
        self._stage, self._next_at = progress.stage, time.monotonic() + _PAUSE
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps(asdict(progress)), encoding="utf-8")
        part.replace(self._path)


def of(data_dir: Path, token: str, owner: int) -> Progress | None:
    """How far the work is; ``None`` if there is none under this token for this person, or it is done."""
    try:
        return Progress(**json.loads(_path_of(data_dir, token, owner).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def _path_of(data_dir: Path, token: str, owner: int) -> Path:
    name = hashlib.sha256(f"{owner}:{token}".encode()).hexdigest()
    return data_dir / "progress" / f"{name}.json"


def _sweep(folder: Path) -> None:
    for left in folder.iterdir():
        if time.time() - left.stat().st_mtime > _KEPT:
            left.unlink(missing_ok=True)
