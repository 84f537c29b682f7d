"""收件匣: what a person was told, unread first, day by day."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy.orm import Session

from app.clock import day_of
from app.models import Notice, User
from app.services import notices
from app.services.notices import Wanted
from app.services.pages.paging import PAGE_SIZE, Page


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A piece of news; ``plan_name`` is ``None`` for what concerns no plan."""

    id: int
    kind: str
    subject: str
    text: str
    plan_name: str | None
    at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class Day:
    """The news of one day, all of them read or none."""

    on: date
    is_read: bool
    lines: tuple[NoticeLine, ...]


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of the inbox."""

    days: tuple[Day, ...]
    page: Page
    unread: int  # in the whole inbox, whatever is filtered


def show(session: Session, viewer: User, wanted: Wanted, *, number: int) -> InboxPage:
    """The ``number``-th page; one outside is brought to the nearest."""
    total = notices.count(session, viewer, wanted)
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(number, 1), pages)
    found = notices.inbox(session, viewer, wanted, first=(number - 1) * PAGE_SIZE, rows=PAGE_SIZE)
    grouped = groupby(map(_line, found), key=lambda line: (line.is_read, day_of(line.at)))
    days = tuple(Day(on, is_read, tuple(lines)) for (is_read, on), lines in grouped)
    return InboxPage(days, Page(number, pages, total), notices.count_unread(session, viewer=viewer))


def _line(row: Notice) -> NoticeLine:
    name = row.plan.full_name if row.plan else None
    return NoticeLine(row.id, row.kind, row.subject, row.text, name, row.at, row.read_at is not None)
