"""Lights of a year's plans: how many there are of each, which are the worst, and which turned since a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.lights import Light
from app.models import Plan, PlanSnapshot, User
from app.services.permissions import sees, visible_plans
from app.services.portfolio import adding_up, choosing
from app.services.portfolio.asking import Wanted

_WORST_FIRST = tuple(sorted(Light, key=lambda light: -light.badness))
_BAD = (Light.RED, Light.YELLOW)


@dataclass(frozen=True, slots=True)
class Lit:
    """A plan with its light, and 進度差異 in percentage points; ``None``: there is nothing to measure."""

    plan_id: int
    light: Light
    difference_pp: Decimal | None


@dataclass(frozen=True, slots=True)
class YearLights:
    """The lights of a year.

    :ivar counts: every light, also one that no plan has, the worst first.
    :ivar worst: the plans that are 紅 or 黃, the worst first, of one light the one that is furthest behind.
    """

    roc_year: int
    total: int
    counts: tuple[tuple[Light, int], ...]
    worst: tuple[Lit, ...]


def newest_year(session: Session, viewer: User, *, until: int) -> int | None:
    """The newest year until then in which the person has a plan; ``None``: they have none."""
    seen = visible_plans(viewer).with_only_columns(Plan.roc_year).where(Plan.roc_year <= until)
    return session.scalar(seen.order_by(None).order_by(Plan.roc_year.desc()).limit(1))


def of_year(session: Session, viewer: User, roc_year: int, *, on: date, most: int) -> YearLights:
    """The lights of the plans of a year that the person may see, as the portfolio has them.

    :raises BadThreshold: if the thresholds of some plan cannot be used.
    """
    asked = Wanted(roc_year=roc_year)
    query = choosing.matching(viewer, asked)
    of_day, found = adding_up.read(session, query, asked, viewer, on=on)
    first = adding_up.part(session, query, of_day, asked, found, viewer, first=0, rows=most)
    worst = (_lit(plan, of_day.computed.get(plan.id, row)) for plan, row, _head in first)
    counts = tuple((light, found.by_light[light]) for light in _WORST_FIRST)
    return YearLights(roc_year, found.all.plans, counts, tuple(one for one in worst if one.light in _BAD))


def _lit(plan: Plan, row: PlanSnapshot | None) -> Lit:
    return Lit(plan.id, Light(row.light), row.difference_pp) if row else Lit(plan.id, Light.GREY, None)


@dataclass(frozen=True, slots=True)
class Turned:
    """A plan whose light turned on a day."""

    plan_code: str
    plan_name: str
    is_demo: bool
    on_day: date
    before: Light
    after: Light
    after_word: str
    why: str

    @property
    def is_worse(self) -> bool:
        """Whether it turned for the worse."""
        return self.after.badness > self.before.badness


def turned(session: Session, viewer: User, *, since: date, on: date, most: int) -> tuple[tuple[Turned, ...], int]:
    """Plans whose light has turned since a day, that day included, each as it turned last; and how many.

    Those that got worse come first. A plan of which no earlier day is kept is new, and did not turn.
    """
    query = (
        select(Plan, PlanSnapshot)
        .join(PlanSnapshot, PlanSnapshot.plan_id == Plan.id)
        .where(PlanSnapshot.on_day.between(since, on), PlanSnapshot.light_before.is_not(None))
        .where(sees(viewer, PlanSnapshot.plan_id))
        .order_by(PlanSnapshot.on_day)
    )
    by_plan = {plan.id: _turned(plan, row) for plan, row in session.execute(query)}
    found = sorted(by_plan.values(), key=lambda one: (not one.is_worse, -one.after.badness))
    return tuple(found[:most]), len(found)


def _turned(plan: Plan, row: PlanSnapshot) -> Turned:
    return Turned(
        plan_code=plan.code,
        plan_name=plan.full_name,
        is_demo=plan.is_demo,
        on_day=row.on_day,
        before=Light(row.light_before or row.light),
        after=Light(row.light),
        after_word=row.light_word,
        why=row.why,
    )
