"""Lists of cases that wait for their confirmation, plan by plan; they hold personal data."""

from pathlib import Path

from app.domain.errors import NotFound
from app.domain.roles import Permission
from app.models import Plan, User
from app.services import waiting_files
from app.services.permissions import require

ROOM = "cases"


def keep(plan: Plan, content: bytes, *, by: User, data_dir: Path) -> str:
    """Hold an uploaded list until it is confirmed; returns the hash under which :func:`find` finds it.

    :raises PermissionDenied: if ``by`` may not manage the cases of the plan.
    """
    require(by, Permission.MANAGE_CASES, plan)
    return waiting_files.keep(waiting_files.room(data_dir, ROOM, str(plan.id)), content)


def find(plan: Plan, digest: str, *, by: User, data_dir: Path) -> bytes:
    """The list of this plan that was kept under this hash.

    :raises PermissionDenied: if ``by`` may not manage the cases of the plan.
    :raises NotFound: if there is none (any more), or if the text is no hash.
    """
    require(by, Permission.MANAGE_CASES, plan)
    content = waiting_files.find(waiting_files.room(data_dir, ROOM, str(plan.id)), digest)
    if content is None:
        raise NotFound("找不到上傳的個案清單，請重新上傳。")
    return content
