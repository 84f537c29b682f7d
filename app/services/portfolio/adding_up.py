"""What the plans of a portfolio come to, all of them and head by head; and which of them stand on a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, func, literal, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.domain.lights import Light
from app.domain.portfolio import Grouping, Order, Totals
from app.models import Contractor, Plan, PlanSnapshot, User
from app.services.portfolio import standing
from app.services.portfolio.asking import Wanted
from app.services.portfolio.branches import branches
from app.services.portfolio.standing import Kept, StandingsOfDay

NO_BRANCH = "未列分支計畫"


@dataclass(frozen=True, slots=True)
class Sums:
    """What all plans come to, and those under each head.

    :ivar by_light: plans of each light before the filter by light.
    :ivar is_sorted_by_urgency: whether every row has the number by which plans are sorted.
    """

    all: Totals
    groups: Mapping[str, Totals]
    by_light: Mapping[Light, int]
    is_sorted_by_urgency: bool


def read(
    session: Session, query: Select[Plan], asked: Wanted, viewer: User, *, on: date
) -> tuple[StandingsOfDay, Sums]:
    """How the plans stand on a day, and what they come to. A step: the query has asked who may see them.

    :raises BadThreshold: if the thresholds of some plan cannot be used.
    """
    stale, of_day = standing.is_stale(session, on), StandingsOfDay(on)
    count, found = _sums(session, query, of_day, asked, viewer, stale)
    if not count:
        return of_day, found
    if count <= standing.MOST_COMPUTED:
        of_day = standing.computed(session, query, stale, on=on)
        if of_day.live is None:
            return of_day, found
    else:
        of_day = StandingsOfDay(standing.last_kept(session, on=on), outdated=count)
    return of_day, _sums(session, query, of_day, asked, viewer, false())[1]


def _sums(
    session: Session,
    query: Select[Plan],
    of_day: StandingsOfDay,
    asked: Wanted,
    viewer: User,
    stale: ColumnElement[bool],
) -> tuple[int, Sums]:
    """How many plans are stale, and the totals of what is asked for, exact, in one pass."""
    query, head = _under_heads(query, of_day, asked.group, viewer)
    executed = of_day.column("executed")
    read = of_day.joined(query.order_by(None)).with_only_columns(
        head.label("head_name"),  # no column is called so: PostgreSQL groups by columns first
        of_day.light.label("light_name"),
        func.count().label("plans"),
        func.sum(Plan.government_budget).label("government_budget"),
        func.coalesce(func.sum(of_day.column("contracted")), 0).label("contracted"),
        func.coalesce(func.sum(executed), 0).label("executed"),
        (func.count() - func.count(executed)).label("unreported"),
        func.coalesce(func.sum(of_day.column("cases")), 0).label("cases"),
        (func.count() - func.count(of_day.column("urgency"))).label("unsorted"),
        func.sum(case((stale, 1), else_=0)).label("stale"),
    )
    by_light: dict[Light, int] = dict.fromkeys(Light, 0)
    groups: dict[str, Totals] = {}
    unsorted = stale_plans = 0
    for row in session.execute(read.group_by("head_name", "light_name")):
        light = Light(row.light_name)
        by_light[light] += row.plans
        unsorted += row.unsorted
        stale_plans += row.stale
        if asked.light in (None, light):
            groups[row.head_name] = groups.get(row.head_name, Totals()) + _totals(row, light)
    return int(stale_plans), Sums(sum(groups.values(), Totals()), groups, by_light, unsorted == 0)


def part(
    session: Session,
    query: Select[Plan],
    of_day: StandingsOfDay,
    asked: Wanted,
    found: Sums,
    viewer: User,
    *,
    first: int,
    rows: int | None,
) -> Sequence[tuple[Plan, PlanSnapshot | None, str]]:
    """A part of the plans in the order asked for, each with its row of the day and its head; ``None``: all rows."""
    query, head = _under_heads(query.order_by(None), of_day, asked.group, viewer)
    is_by_urgency = asked.order is Order.WORST and found.is_sorted_by_urgency
    beside = of_day.joined(query)
    if asked.light is not None:
        beside = beside.where(of_day.light == asked.light.value)
    ordered = [*_order_of_heads(head, asked.group), *_order(of_day, asked.order, is_by_urgency)]
    if is_by_urgency and asked.group is Grouping.NONE and of_day.live is None:
        chosen = _worst(query, of_day, asked)
    else:
        chosen = beside.with_only_columns(Plan.id).order_by(*ordered)
    # First the numbers, by what indexes hold; then the wide rows of this part alone.
    loaded = beside.with_only_columns(Plan, Kept, head).where(Plan.id.in_(chosen.offset(first).limit(rows)))
    loaded = loaded.options(joinedload(Plan.contractor), joinedload(Plan.agency)).order_by(*ordered)
    return [(plan, row, name) for plan, row, name in session.execute(loaded)]


def _worst(query: Select[Plan], of_day: StandingsOfDay, asked: Wanted) -> Select[int]:
    """The ids of the plans, worst first, in the order of the index of the day's rows: what comes later is not read."""
    row = aliased(PlanSnapshot, name="worst")
    is_asked_for = query.with_only_columns(literal(1)).where(Plan.id == row.plan_id).correlate(row).exists()
    found = select(row.plan_id).where(row.on_day == of_day.day, is_asked_for)
    if asked.light is not None:
        found = found.where(row.light == asked.light.value)
    return found.order_by(row.urgency, row.plan_id)


def _under_heads(
    query: Select[Plan], of_day: StandingsOfDay, group: Grouping, viewer: User
) -> tuple[Select[Plan], ColumnElement[str]]:
    if group is Grouping.BRANCH:
        of_line = branches(viewer)
        query = query.outerjoin(of_line, of_line.c.line_id == Plan.budget_line_id)
        return query, func.coalesce(of_line.c.name, NO_BRANCH)
    if group is Grouping.CONTRACTOR:
        query = query.join(Plan.contractor)
    heads: dict[Grouping, Any] = {
        Grouping.DIVISION: Plan.division,
        Grouping.CONTRACTOR: Contractor.name,
        Grouping.LIGHT: of_day.light,
    }
    return query, heads.get(group, literal(""))


def _order_of_heads(head: ColumnElement[str], group: Grouping) -> list[Any]:
    if group is Grouping.NONE:
        return []
    if group is Grouping.LIGHT:
        return [case(*((head == one.value, -one.badness) for one in Light), else_=0)]
    return [head == NO_BRANCH, head] if group is Grouping.BRANCH else [head]


def _order(of_day: StandingsOfDay, order: Order, has_urgency: bool) -> list[Any]:
    by_code = [Plan.roc_year.desc(), Plan.code]
    if order is Order.CODE:
        return by_code
    if order is Order.MONEY:
        return [Plan.government_budget.desc(), *by_code]
    if order is Order.DAYS:
        days = func.coalesce(of_day.column("worst_days"), 0)
        return [days.desc(), *by_code]
    difference = of_day.column("difference_pp")
    behind = [difference.is_(None), difference, *by_code]
    if order is Order.DIFFERENCE:
        return behind
    if has_urgency:
        return [of_day.column("urgency"), Plan.id]
    return [case(*((of_day.light == one.value, -one.badness) for one in Light), else_=0), *behind[:2], Plan.id]


def _totals(row: Any, light: Light) -> Totals:
    """PostgreSQL adds whole numbers up to a numeric; here they are whole again."""
    return Totals(
        int(row.plans),
        {light: int(row.plans)},
        int(row.government_budget),
        int(row.contracted),
        int(row.executed),
        int(row.unreported),
        int(row.cases),
    )
