"""Lists of cases that wait for their confirmation: apart from what is kept for good, for they hold personal data."""

from datetime import datetime
from pathlib import Path

from app.domain.errors import NotFound
from app.domain.roles import Permission
from app.models import Plan, User
from app.services import files
from app.services.permissions import require
from app.services.setup_uploads import LONGEST_WAIT


def keep(plan: Plan, content: bytes, *, by: User, data_dir: Path) -> str:
    """Hold an uploaded list until it is confirmed; returns the hash under which :func:`find` finds it.

    :raises PermissionDenied: if ``by`` may not manage the cases of the plan.
    """
    require(by, Permission.MANAGE_CASES, plan)
    digest = files.keep(_folder(data_dir) / str(plan.id), content)
    files.path_of(_folder(data_dir) / str(plan.id), digest).touch()  # the same file again waits anew
    return digest


def find(plan: Plan, digest: str, *, by: User, data_dir: Path) -> bytes:
    """The list of this plan that was kept under this hash.

    :raises PermissionDenied: if ``by`` may not manage the cases of the plan.
    :raises NotFound: if there is none (any more), or if the text is no hash.
    """
    require(by, Permission.MANAGE_CASES, plan)
    try:
        return files.read(_folder(data_dir) / str(plan.id), bytes.fromhex(digest).hex())
    except (ValueError, OSError) as error:
        raise NotFound("找不到上傳的個案清單，請重新上傳。") from error


def forget(*, data_dir: Path, at: datetime) -> int:
    """Delete what has waited too long, and say how many files that was. Lists that were taken have their own copy.

    :param at: timezone-aware.
    """
    oldest = (at - LONGEST_WAIT).timestamp()
    old = [path for path in _folder(data_dir).glob("*/*/*") if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _folder(data_dir: Path) -> Path:
    return data_dir / "case_uploads"
