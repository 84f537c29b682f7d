"""Lights of a year's plans: how many there are of each, which are the worst, and which turned since a day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.domain.lights import Light
from app.models import Plan, PlanSnapshot, User
from app.services import plan_lights
from app.services.permissions import sees, visible_plans
from app.services.plan_lights import Lit

_WORST_FIRST = tuple(sorted(Light, key=lambda light: -light.badness))
_BAD = (Light.RED, Light.YELLOW)


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
    """The lights of the plans of a year that the person may see.

    They are added up from the rows of the day; where one of these is missing or of another revision, all are asked
    one by one (``plan_lights``), as a list does.
    """
    plans = visible_plans(viewer).select_from(Plan).where(Plan.roc_year == roc_year).order_by(None)
    counts = _counts(session, plans, on)
    if counts is not None:
        return _lights(roc_year, counts, _worst(session, plans, on, most))
    found = list(plan_lights.lit(session, plans, on=on))
    bad = sorted((one for one in found if one.light in _BAD), key=lambda one: one.urgency)
    return _lights(roc_year, Counter(one.light for one in found), bad[:most])


def _counts(session: Session, plans: Select[Plan], on: date) -> Counter[Light] | None:
    """``None``: some plan has no row that says how it stands now."""
    of_day = and_(PlanSnapshot.plan_id == Plan.id, PlanSnapshot.on_day == on)
    stale = case((or_(PlanSnapshot.id.is_(None), PlanSnapshot.revision != Plan.revision), 1), else_=0)
    counted = plans.with_only_columns(PlanSnapshot.light, func.count(), func.sum(stale)).outerjoin(PlanSnapshot, of_day)
    rows = session.execute(counted.group_by(PlanSnapshot.light)).all()
    if any(outdated for _light, _count, outdated in rows):
        return None
    return Counter({Light(light): count for light, count, _outdated in rows})


def _worst(session: Session, plans: Select[Plan], on: date, most: int) -> Sequence[Lit]:
    place = case({light.value: place for place, light in enumerate(_WORST_FIRST)}, value=PlanSnapshot.light)
    of_day = and_(PlanSnapshot.plan_id == Plan.id, PlanSnapshot.on_day == on)
    columns = (Plan.id, PlanSnapshot.light, PlanSnapshot.difference_pp)
    bad = plans.with_only_columns(*columns).join(PlanSnapshot, of_day).where(PlanSnapshot.light.in_(_BAD))
    behind = (PlanSnapshot.difference_pp.is_(None), PlanSnapshot.difference_pp)
    rows = session.execute(bad.order_by(place, *behind, Plan.code).limit(most))
    return [Lit(plan_id, Light(light), difference) for plan_id, light, difference in rows]


def _lights(roc_year: int, counts: Counter[Light], worst: Sequence[Lit]) -> YearLights:
    return YearLights(roc_year, counts.total(), tuple((light, counts[light]) for light in _WORST_FIRST), tuple(worst))


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
