"""本週變化: what is different about each plan since a day, from what was kept; the worst first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased, undefer

from app.domain import plan_figures
from app.domain.snapshot_diff import PlanChange, compare, urgency
from app.models import Plan, PlanSnapshot, User
from app.services import plans


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What is different about one plan between two days that are kept of it."""

    code: str
    name: str
    is_demo: bool
    then_on: date
    now_on: date
    why: str  # the sentence of the present light
    change: PlanChange


@dataclass(frozen=True, slots=True)
class WeekPage:
    """The plans that are different, the worst first.

    :ivar unchanged: how many plans are just as they were.
    :ivar unknown: codes of the plans of which fewer than two days are kept, so that nothing can be said of them.
    :ivar newest: when the newest of the records was taken; ``None``: there is nothing to compare at all.
    """

    lines: tuple[ChangeLine, ...]
    unchanged: int
    unknown: tuple[str, ...]
    newest: datetime | None


def show(session: Session, viewer: User, *, since: date, on: date) -> WeekPage:
    """What is different since the last record on or before ``since``; where there is none, since the first after it."""
    visible = plans.visible_to(session, viewer)
    pairs = _pairs(session, visible, since, on)
    differing = [_line(plan, *pair) for plan in visible if (pair := pairs.get(plan.id)) and _differ(*pair)]
    lines = [line for line in differing if not line.change.is_empty]
    return WeekPage(
        lines=tuple(sorted(lines, key=lambda line: (*urgency(line.change), line.code))),
        unchanged=len(pairs) - len(lines),
        unknown=tuple(plan.code for plan in visible if plan.id not in pairs),
        newest=max((now.taken_at for _, now in pairs.values()), default=None),
    )


def _pairs(
    session: Session, visible: Sequence[Plan], since: date, on: date
) -> dict[int, tuple[PlanSnapshot, PlanSnapshot]]:
    """Then and now of each plan of which two days are kept, in one query and without the figures themselves."""
    then, now = aliased(PlanSnapshot), aliased(PlanSnapshot)
    query = (
        select(then, now)
        .select_from(Plan)
        .join(then, (then.plan_id == Plan.id) & (then.on_day == _first_day(since, on)))
        .join(now, (now.plan_id == Plan.id) & (now.on_day == _last_day(on)))
        .where(Plan.id.in_([plan.id for plan in visible]), then.on_day < now.on_day)
    )
    pairs = {before.plan_id: (before, after) for before, after in session.execute(query)}
    _load_figures(session, [row for pair in pairs.values() if _differ(*pair) for row in pair])
    return pairs


def _first_day(since: date, on: date) -> ColumnElement[date]:
    """The last day kept up to ``since``, else the first one kept after it.

    A day that was computed afterwards lacks what has no date: held against today, all of that would seem new.
    """
    row = aliased(PlanSnapshot)
    mine = (row.plan_id == Plan.id) & ~row.is_afterwards
    up_to = select(func.max(row.on_day)).where(mine, row.on_day <= since).scalar_subquery()
    after = select(func.min(row.on_day)).where(mine, row.on_day > since, row.on_day <= on).scalar_subquery()
    return func.coalesce(up_to, after)


def _last_day(on: date) -> ColumnElement[date]:
    row = aliased(PlanSnapshot)
    return select(func.max(row.on_day)).where(row.plan_id == Plan.id, row.on_day <= on).scalar_subquery()


def _load_figures(session: Session, rows: Sequence[PlanSnapshot]) -> None:
    """The figures of these rows, in one query; they are long, and most plans are as they were."""
    wanted = select(PlanSnapshot).where(PlanSnapshot.id.in_([row.id for row in rows]))
    session.scalars(wanted.options(undefer(PlanSnapshot.figures)).execution_options(populate_existing=True)).all()


def _differ(then: PlanSnapshot, now: PlanSnapshot) -> bool:
    return then.figures_sha256 != now.figures_sha256


def _line(plan: Plan, then: PlanSnapshot, now: PlanSnapshot) -> ChangeLine:
    return ChangeLine(
        code=plan.code,
        name=plan.full_name,
        is_demo=plan.is_demo,
        then_on=then.on_day,
        now_on=now.on_day,
        why=now.why,
        change=compare(plan_figures.from_json(then.figures), plan_figures.from_json(now.figures)),
    )
