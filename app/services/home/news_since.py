"""What changed since somebody looked: what they were told, plan by plan, the newest first."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from app.domain.notices import NoticeKind
from app.models import Notice, User
from app.services import notices

MOST_PLANS, MOST_OF_A_PLAN = 4, 2
_ROWS = 60  # the newest that are looked at


@dataclass(frozen=True, slots=True)
class NewsLine:
    """A piece of news; it is opened by its number, and so read."""

    id: int
    subject: str
    text: str
    at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class PlanNews:
    """News of one plan; ``code`` is ``None`` for what belongs to none. ``more`` are not among the lines."""

    code: str | None
    name: str
    is_demo: bool
    lines: tuple[NewsLine, ...]
    more: int


@dataclass(frozen=True, slots=True)
class NewsSince:
    """The newest of it, and how many pieces there are in all."""

    groups: tuple[PlanNews, ...]
    total: int

    @property
    def more(self) -> int:
        """Pieces of news that no group tells of, nor counts."""
        return self.total - sum(len(group.lines) + group.more for group in self.groups)


def of_person(session: Session, viewer: User, *, since: datetime) -> NewsSince:
    """What the person was told since. What is due soon is not among it: that is what they owe, and stands there."""
    found, total = notices.since(session, viewer, since, but=NoticeKind.REMINDER, rows=_ROWS)
    by_plan: dict[int | None, list[Notice]] = {}
    for notice in found:
        by_plan.setdefault(notice.plan_id, []).append(notice)
    return NewsSince(tuple(_group(group) for group in islice(by_plan.values(), MOST_PLANS)), total)


def _group(found: list[Notice]) -> PlanNews:
    plan = found[0].plan
    lines = tuple(
        NewsLine(one.id, one.subject, one.text, one.at, one.read_at is not None) for one in found[:MOST_OF_A_PLAN]
    )
    more = len(found) - len(lines)
    if plan is None:
        return PlanNews(None, "其他", is_demo=False, lines=lines, more=more)
    return PlanNews(plan.code, plan.full_name, plan.is_demo, lines, more)
