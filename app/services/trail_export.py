"""The audit trail taken along as a file."""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, Literal

from sqlalchemy.orm import Session

from app import clock
from app.domain.roc_calendar import format_roc
from app.models import User
from app.reports.trail_report import write_trail
from app.services import trail_reading
from app.services.audit_trail import THE_MACHINE
from app.services.pages.trail_page import lines
from app.services.personal_data import tell_export
from app.services.trail_reading import Wanted

_NAMES = slice(2, 4)  # of a line of the file: who did it, and who reported it


def write(
    session: Session,
    viewer: User,
    wanted: Wanted,
    out: BinaryIO,
    *,
    kind: Literal["xlsx", "csv"],
    at: datetime,
    trail: Session,
) -> None:
    """All that the person may see of what is wanted, oldest first. That they took it along is told in the trail.

    :param trail: a session that may write: reading takes long, and holds up nobody.
    :raises PermissionDenied: if the person may read no part of the trail.
    :raises TooMuch: if a file could not hold it.
    """
    told = _Told()
    write_trail(told.passing(_texts(session, viewer, wanted)), out, kind)
    tell_export(trail, f"稽核軌跡（.{kind}）", people=len(told.people), rows=told.rows, by=viewer, at=at)


class _Told:
    """Of whom the lines tell that pass, and how many they are."""

    def __init__(self) -> None:
        self.rows, self.people = 0, set[str]()

    def passing(self, texts: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
        for text in texts:
            self.rows += 1
            self.people.update(name for name in text[_NAMES] if name not in ("", THE_MACHINE))
            yield text


def _texts(session: Session, viewer: User, wanted: Wanted) -> Iterator[tuple[str, ...]]:
    for line in lines(trail_reading.everything(session, viewer, wanted), viewer=viewer):
        local = line.at.astimezone(clock.TAIPEI)
        yield (
            *(str(line.number), f"{format_roc(local.date())} {local:%H:%M:%S}", line.actor, line.reporter or ""),
            *(line.origin, line.door, line.address or "", line.file_name or "", line.file_sha256 or ""),
            *(line.cell or "", line.plan_code or "", line.subject, line.label, line.column, line.kind.value),
            *(line.old, line.new, line.hash),
        )
