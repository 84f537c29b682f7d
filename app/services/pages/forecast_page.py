"""The page of a plan's forecasts, and what the plan's own page says of them in short."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.domain.checkpoint_state import checkpoint_state
from app.domain.facts import facts_of
from app.domain.forecast import FinishForecast, TooLittle, ValueForecast, sentences
from app.domain.forecast.backtest import Quality
from app.domain.plan_document import Indicator
from app.models import Plan, User
from app.services import forecasts
from app.services.case_figures import Place
from app.services.forecasts import CheckpointForecast, IndicatorForecast, PastQuality, PlanForecasts

POINTS, INDICATORS = "查核點", "績效指標"
ON_TIME, DRAWN_ON = "一律視為如期", "直線外推"


@dataclass(frozen=True, slots=True)
class CheckpointLine:
    """An open checkpoint; the texts are empty where there is no forecast, then ``too_little`` says why."""

    key: str
    description: str
    state: str
    due_on: date
    original_due_on: date | None  # only when the deadline was moved
    own_pace: str
    text: str = ""
    range_text: str = ""
    ground: str = ""
    too_little: str = ""
    is_late: bool = False  # whether the estimate lies behind the deadline


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator of a running plan; figures in base units."""

    key: str
    item: str
    unit: str
    places: int
    target: Decimal | None
    target_qualifier: str
    reached: Decimal | None
    own_pace: str
    likely: Decimal | None = None
    range_text: str = ""
    ground: str = ""
    too_little: str = ""


@dataclass(frozen=True, slots=True)
class QualityLine:
    """How good a group of past forecasts was, as printed."""

    group: str
    tried: int
    answered: int
    coverage: str
    error: str
    naive_error: str
    middle_error: str
    naive_middle_error: str


@dataclass(frozen=True, slots=True)
class QualityPart:
    """One back-test: the verdict, and the tables behind it."""

    title: str
    verdict: str
    peer: str
    by_lead: tuple[QualityLine, ...]
    by_basis: tuple[QualityLine, ...]


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """What is expected of a plan, as of a day."""

    code: str
    name: str
    is_demo: bool
    on: date
    starts_on: date
    ends_on: date
    is_over: bool
    cover: str
    least: int
    checkpoints: tuple[CheckpointLine, ...]
    indicators: tuple[IndicatorLine, ...]
    quality: tuple[QualityPart, ...]
    replayed: int  # how many things of the past were forecast again
    constructed_text: str  # how many of them are labelled 示範; empty for none


def show(session: Session, plan: Plan, *, viewer: User, on: date) -> ForecastPage:
    """The forecasts of a plan that ``viewer`` may see, as of a day.

    :raises PermissionDenied: if ``viewer`` may not.
    """
    report = forecasts.show(session, plan, viewer=viewer, on=on)
    made, soon = report.forecasts, report.limits.due_soon_days
    return ForecastPage(
        code=plan.code,
        name=plan.full_name,
        is_demo=plan.is_demo,
        on=on,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        is_over=made.is_over,
        cover=sentences.share_text(made.cover),
        least=made.least,
        checkpoints=tuple(_checkpoint(one, made, soon) for one in made.checkpoints),
        indicators=tuple(map(_indicator, made.indicators)),
        quality=(
            quality_part("查核點完成日", report.finishes, made, peer=ON_TIME, unit="天"),
            quality_part("績效指標最終值", report.values, made, peer=DRAWN_ON, unit="%"),
        ),
        replayed=report.replayed,
        constructed_text=(
            sentences.constructed_text(report.constructed, report.replayed) if report.constructed else ""
        ),
    )


def in_short(made: PlanForecasts, *, ends_on: date) -> Mapping[Place, str]:
    """The forecasts of a plan in a few words each, by section and key; nothing where there is too little to say."""
    finishes = {
        ("checkpoints", one.row.key): sentences.finish_text(one.forecast, due_on=one.row.due_on)
        for one in made.checkpoints
        if isinstance(one.forecast, FinishForecast)
    }
    values = {
        ("indicators", one.row.key): sentences.value_short_text(
            one.forecast, unit=one.row.unit, places=one.row.places, ends_on=ends_on
        )
        for one in made.indicators
        if isinstance(one.forecast, ValueForecast)
    }
    return finishes | values


def quality_part(title: str, past: PastQuality, made: PlanForecasts, *, peer: str, unit: str) -> QualityPart:
    """A back-test as printed."""
    return QualityPart(
        title,
        sentences.verdict_text(past.overall, peer=peer, unit=unit, cover=made.cover),
        peer,
        tuple(_quality(one, unit) for one in past.by_lead if one.tried),
        tuple(_quality(one, unit) for one in past.by_basis),
    )


def _checkpoint(one: CheckpointForecast, made: PlanForecasts, soon: int) -> CheckpointLine:
    row = one.row
    return CheckpointLine(
        key=row.key,
        description=row.description,
        state=checkpoint_state(facts_of(row), as_of=made.on, due_soon_days=soon).state.value,
        due_on=row.due_on,
        original_due_on=row.original_due_on if row.original_due_on != row.due_on else None,
        own_pace=sentences.own_pace_text(one.forecast.own_pace),
        **_finish_said(one.forecast, row.due_on),
    )


def _finish_said(forecast: FinishForecast | TooLittle, due_on: date) -> dict[str, Any]:
    if isinstance(forecast, TooLittle):
        return {"too_little": forecast.reason}
    return {
        "text": sentences.finish_text(forecast, due_on=due_on),
        "range_text": sentences.finish_range_text(forecast),
        "ground": sentences.ground_text(forecast.ground, noun=POINTS),
        "is_late": forecast.likely > due_on,
    }


def _indicator(one: IndicatorForecast) -> IndicatorLine:
    row = one.row
    return IndicatorLine(
        key=row.key,
        item=row.subject,
        unit=row.unit,
        places=row.places,
        target=row.target,
        target_qualifier=row.target_qualifier,
        reached=one.reached,
        own_pace=sentences.own_pace_text(one.forecast.own_pace, unit=row.unit, places=row.places),
        **_value_said(one.forecast, row),
    )


def _value_said(forecast: ValueForecast | TooLittle, row: Indicator) -> dict[str, Any]:
    if isinstance(forecast, TooLittle):
        return {"too_little": forecast.reason}
    return {
        "likely": forecast.likely,
        "range_text": sentences.value_range_text(forecast, unit=row.unit, places=row.places),
        "ground": sentences.ground_text(forecast.ground, noun=INDICATORS),
    }


def _quality(one: Quality, unit: str) -> QualityLine:
    return QualityLine(
        one.group,
        one.tried,
        one.answered,
        sentences.coverage_text(one),
        *(
            sentences.error_text(error, unit=unit)
            for error in (one.error, one.naive_error, one.middle_error, one.naive_middle_error)
        ),
    )
