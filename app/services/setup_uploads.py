"""Set-up workbooks that wait for their confirmation."""

from pathlib import Path

from app.domain.errors import NotFound
from app.domain.roles import Permission
from app.models import User
from app.services import waiting_files
from app.services.permissions import require_anywhere

ROOM = "plans"


def keep(content: bytes, *, by: User, data_dir: Path) -> str:
    """Hold an uploaded file until it is confirmed; returns the hash under which :func:`find` finds it.

    :raises PermissionDenied: if ``by`` may set up no plan at all.
    """
    require_anywhere(by, Permission.SET_UP)
    return waiting_files.keep(waiting_files.room(data_dir, ROOM), content)


def find(digest: str, *, by: User, data_dir: Path) -> bytes:
    """The file that was kept under this hash.

    :raises PermissionDenied: if ``by`` may set up no plan at all.
    :raises NotFound: if there is none (any more), or if the text is no hash.
    """
    require_anywhere(by, Permission.SET_UP)
    content = waiting_files.find(waiting_files.room(data_dir, ROOM), digest)
    if content is None:
        raise NotFound("找不到上傳的計畫設定檔，請重新上傳。")
    return content
