"""Set-up workbooks that wait for their confirmation: apart from the files that are kept for good, and not for long."""

from datetime import datetime, timedelta
from pathlib import Path

from app.domain.errors import NotFound
from app.domain.roles import Permission
from app.models import User
from app.services import files
from app.services.permissions import require_anywhere

#: How long a file may wait; who comes later uploads it again.
LONGEST_WAIT = timedelta(days=7)


def keep(content: bytes, *, by: User, data_dir: Path) -> str:
    """Hold an uploaded file until it is confirmed; returns the hash under which :func:`find` finds it.

    :raises PermissionDenied: if ``by`` may set up no plan at all.
    """
    require_anywhere(by, Permission.SET_UP)
    digest = files.keep(_folder(data_dir), content)
    files.path_of(_folder(data_dir), digest).touch()  # the same file again waits anew
    return digest


def find(digest: str, *, by: User, data_dir: Path) -> bytes:
    """The file that was kept under this hash.

    :raises PermissionDenied: if ``by`` may set up no plan at all.
    :raises NotFound: if there is none (any more), or if the text is no hash.
    """
    require_anywhere(by, Permission.SET_UP)
    try:
        return files.read(_folder(data_dir), bytes.fromhex(digest).hex())
    except (ValueError, OSError) as error:
        raise NotFound("找不到上傳的計畫設定檔，請重新上傳。") from error


def forget(*, data_dir: Path, at: datetime) -> int:
    """Delete what has waited too long, and say how many files that was. Plans keep their own copy.

    :param at: timezone-aware.
    """
    oldest = (at - LONGEST_WAIT).timestamp()
    old = [path for path in _folder(data_dir).glob("*/*") if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _folder(data_dir: Path) -> Path:
    return data_dir / "setup_uploads"
