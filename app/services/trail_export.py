"""The audit trail taken along as a file."""

from collections.abc import Iterator
from typing import BinaryIO, Literal

from sqlalchemy.orm import Session

from app import clock
from app.domain.roc_calendar import format_roc
from app.models import User
from app.reports.trail_report import write_trail
from app.services import trail_reading
from app.services.pages.trail_page import lines
from app.services.trail_reading import Wanted


def write(session: Session, viewer: User, wanted: Wanted, out: BinaryIO, *, kind: Literal["xlsx", "csv"]) -> None:
    """All that the person may see of what is wanted, oldest first.

    :raises PermissionDenied: if the person may read no part of the trail.
    :raises TooMuch: if a file could not hold it.
    """
    write_trail(_texts(session, viewer, wanted), out, kind)


def _texts(session: Session, viewer: User, wanted: Wanted) -> Iterator[tuple[str, ...]]:
    for line in lines(trail_reading.everything(session, viewer, wanted)):
        local = line.at.astimezone(clock.TAIPEI)
        yield (
            *(str(line.number), f"{format_roc(local.date())} {local:%H:%M:%S}", line.actor, line.reporter or ""),
            *(line.origin, line.door, line.address or "", line.file_name or "", line.file_sha256 or ""),
            *(line.cell or "", line.plan_code or "", line.subject, line.label, line.column, line.kind.value),
            *(line.old, line.new, line.hash),
        )
