"""推估: what will become of the open checkpoints and indicators of a plan, and how good such forecasts have been."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from sqlalchemy.orm import Session

from app import clock
from app.domain import canonical
from app.domain.forecast import (
    FinishForecast,
    Indication,
    TooLittle,
    ValueForecast,
    Work,
    backtest,
    finish_of,
    value_of,
)
from app.domain.forecast.backtest import Quality
from app.domain.forecast.model import Demand
from app.domain.plan_document import Checkpoint, Indicator, PlanDocument
from app.domain.roles import Permission
from app.domain.thresholds import Thresholds
from app.models import Plan, User
from app.services import forecast_history, revisions, thresholds
from app.services.forecast_history import Past
from app.services.permissions import require

#: How many of the latest are forecast again for the back-test of a page; more would take a second and say the same.
REPLAYED = 150


@dataclass(frozen=True, slots=True)
class CheckpointForecast:
    """An open checkpoint with what is expected of it."""

    row: Checkpoint
    forecast: FinishForecast | TooLittle


@dataclass(frozen=True, slots=True)
class IndicatorForecast:
    """An indicator of a running plan with what is expected of it; ``reached`` is the last accepted value by the day."""

    row: Indicator
    reached: Decimal | None
    forecast: ValueForecast | TooLittle


@dataclass(frozen=True, slots=True)
class PlanForecasts:
    """Everything of a plan that is open on a day. ``is_over``: the plan's year has ended by then."""

    on: date
    is_over: bool
    cover: Fraction  # the share of truths that a range is to hold
    least: int  # the smallest reference class
    checkpoints: tuple[CheckpointForecast, ...]
    indicators: tuple[IndicatorForecast, ...]


@dataclass(frozen=True, slots=True)
class PastQuality:
    """How good the forecasts of a past were: by lead, then by what they stood on."""

    by_lead: tuple[Quality, ...]
    by_basis: tuple[Quality, ...]

    @property
    def overall(self) -> Quality:
        """All of them together."""
        return self.by_lead[-1]


@dataclass(frozen=True, slots=True)
class Report:
    """The forecasts of a plan with how good such forecasts have been."""

    limits: Thresholds  # those in force for the plan
    forecasts: PlanForecasts
    finishes: PastQuality
    values: PastQuality
    constructed: int  # of the things that were forecast again, how many are labelled 示範
    replayed: int


def show(session: Session, plan: Plan, *, viewer: User, on: date) -> Report:
    """The forecasts of a plan as of a day, and the back-test.

    :raises PermissionDenied: if ``viewer`` may not see the plan.
    """
    require(viewer, Permission.VIEW, plan)
    return report(session, plan, on=on)


def report(session: Session, plan: Plan, *, on: date) -> Report:
    """The same for commands run by the machine's owner."""
    limits, past = thresholds.of_plan(session, plan), Past(session, on=on)
    made = of_plan(session, plan, revisions.present(session, plan), on=on, limits=limits, past=past)
    history = past.before(plan)
    demand = Demand(made.cover, made.least)
    works, indications = history.works[:REPLAYED], history.indications[:REPLAYED]
    finishes = tuple(backtest.replay_finishes(works, history.works, on=on, demand=demand))
    values = tuple(backtest.replay_values(indications, history.indications, on=on, demand=demand))
    again: tuple[Work | Indication, ...] = (*works, *indications)
    return Report(
        limits,
        made,
        PastQuality(backtest.by_lead(finishes), backtest.by_basis(finishes)),
        PastQuality(backtest.by_lead(values), backtest.by_basis(values)),
        constructed=sum(one.is_constructed for one in again),
        replayed=len(again),
    )


def of_plan(
    session: Session,
    plan: Plan,
    document: PlanDocument,
    *,
    on: date,
    limits: Thresholds | None = None,
    past: Past | None = None,
) -> PlanForecasts:
    """What is expected of everything that is open in a plan on a day. A step: it asks for no permission.

    :param document: the plan as it stands now; of its sections, checkpoints and indicators are asked for.
    :param limits: those of the plan, and ``past`` that of the day, by whoever has them for many plans.
    """
    then = _as_of(session, plan, document, on)
    demand = demand_of(limits or thresholds.of_plan(session, plan))
    open_rows = [row for row in then.checkpoints if row.is_in_force and _is_open(row)]
    is_over = on > plan.ends_on
    running = () if is_over else then.indicators
    if not open_rows and not running:
        return PlanForecasts(on, is_over, demand.cover, demand.least, (), ())
    history = (past or Past(session, on=on)).before(plan)

    def expected(row: Checkpoint) -> FinishForecast | TooLittle:
        work = replace(forecast_history.work_of(plan, row, history.told), finished_on=None)
        return finish_of(work, history.works, as_of=on, demand=demand)

    def final(row: Indicator) -> IndicatorForecast:
        one = forecast_history.indication_of(plan, row, history.told).known_on(on)
        made = value_of(one, history.indications, as_of=on, demand=demand)
        return IndicatorForecast(row, one.readings[-1].value if one.readings else None, made)

    return PlanForecasts(
        on,
        is_over,
        demand.cover,
        demand.least,
        tuple(CheckpointForecast(row, expected(row)) for row in open_rows),
        tuple(map(final, running)),
    )


def demand_of(limits: Thresholds) -> Demand:
    """How much certainty the thresholds in force ask for."""
    return Demand(Fraction(limits.forecast_cover), limits.forecast_least)


def _is_open(row: Checkpoint) -> bool:
    return forecast_history.finished_on(row) is None


def _as_of(session: Session, plan: Plan, document: PlanDocument, on: date) -> PlanDocument:
    """The plan with the promises that were in force at the end of a day, and what had been finished by it.

    What was finished is told by its own date, not by the day of the report that tells of it.
    """
    ended = datetime.combine(on + timedelta(days=1), time(), clock.TAIPEI)
    stood = revisions.standing_at(session, plan, ended)
    then = document if stood is None or stood.number == plan.revision else canonical.from_json(stood.document)
    return replace(then, checkpoints=tuple(_known(row, document, on) for row in then.checkpoints))


def _known(row: Checkpoint, document: PlanDocument, on: date) -> Checkpoint:
    """A checkpoint as it was promised then, with its completion if that is of the day or before."""
    now = document.row("checkpoints", row.key)
    if isinstance(now, Checkpoint) and now.completed_on is not None and now.completed_on <= on:
        return replace(row, completed_on=now.completed_on, actual=now.actual)
    return replace(row, completed_on=None)
