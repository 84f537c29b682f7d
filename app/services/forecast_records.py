"""推估紀錄: each night what is forecast is kept, where it is not what was forecast before."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.forecast import Basis, FinishForecast, Method, ValueForecast
from app.domain.forecast.model import Ground
from app.domain.plan_document import PlanDocument
from app.domain.thresholds import Thresholds
from app.models import ForecastRecord, Plan
from app.services import forecast_history, forecasts, plan_tables, plans, thresholds
from app.services.forecast_history import Past
from app.services.forecasts import CheckpointForecast, IndicatorForecast, PlanForecasts
from app.services.transaction import transaction

PORTION = 50  # plans that are read, held and written at a time: about a second

_SAID = ("low_on", "likely_on", "high_on", "low", "likely", "high")


def keep(session: Session, on: date) -> str:
    """Forecast all that is open in plans that run on a day; a portion in a transaction.

    Running twice keeps nothing twice: what was said on a day stays what was said on it.
    """
    running = select(Plan.id).where(Plan.starts_on <= on, Plan.ends_on >= on).order_by(*forecast_history.ALIKE)
    kept, skipped, past = 0, list[str](), Past(session, on=on)
    for portion in plans.lock_portions(session, running, PORTION):
        with transaction(session):
            limits, refused = thresholds.of_each(session, portion)
            chosen = [plan for plan in portion if plan.id in limits]
            kept += _keep_of(session, chosen, limits, past, on)
        skipped += [f"；計畫 {plan.code} 未推估：{refusal}" for plan, refusal in refused]
    return f"推估有變動並記錄 {kept} 項" + "".join(skipped)


def last_said(session: Session, plan: Plan, document: PlanDocument, *, on: date, limits: Thresholds) -> PlanForecasts:
    """What the nights said last of what is still open in a plan, without computing it anew. A step that only reads.

    Of a day that is past, or of a row that is finished since, nothing is said; how a forecast stands on its past is
    told by the page that makes it.

    :param document: the plan as it stands now.
    """
    told = {(row.kind, row.row_key): row for row in _last_of(session, [plan]).values()}
    demand, is_over = forecasts.demand_of(limits), on > plan.ends_on
    points = [
        CheckpointForecast(row, FinishForecast(said.low_on, said.likely_on, said.high_on, _ground(said), None))
        for row in document.checkpoints
        if row.is_in_force
        and forecast_history.finished_on(row) is None
        and (said := told.get(("checkpoint", row.key))) is not None
        and said.low_on is not None
        and said.likely_on is not None
        and said.likely_on >= on
    ]
    values = [
        IndicatorForecast(row, None, ValueForecast(said.low, said.likely, said.high, _ground(said), None))
        for row in (() if is_over else document.indicators)
        if (said := told.get(("indicator", row.key))) is not None
        and said.low is not None
        and said.likely is not None
        and said.high is not None
    ]
    return PlanForecasts(on, is_over, demand.cover, demand.least, tuple(points), tuple(values))


def _ground(said: ForecastRecord) -> Ground:
    return Ground(Method(said.method), Basis(said.basis), said.size, open=0, constructed=0, as_base=False)


def _keep_of(session: Session, chosen: Sequence[Plan], limits: Mapping[int, Thresholds], past: Past, on: date) -> int:
    last = _last_of(session, chosen)
    documents = plan_tables.with_sections(session, chosen, "checkpoints", "indicators")
    kept = 0
    for plan in chosen:
        made = forecasts.of_plan(session, plan, documents[plan.id], on=on, limits=limits[plan.id], past=past)
        news = [row for row in _records(plan, made) if _is_news(row, last.get((plan.id, row.kind, row.row_key)))]
        session.add_all(news)
        kept += len(news)
    return kept


def _last_of(session: Session, chosen: Sequence[Plan]) -> dict[tuple[int, str, str], ForecastRecord]:
    """What was said last of each thing: of the rows of a thing each is younger than those before it."""
    place = (ForecastRecord.plan_id, ForecastRecord.kind, ForecastRecord.row_key)
    of_these = ForecastRecord.plan_id.in_([plan.id for plan in chosen])
    newest = select(func.max(ForecastRecord.id)).where(of_these).group_by(*place)
    told = session.scalars(select(ForecastRecord).where(ForecastRecord.id.in_(newest)))
    return {(row.plan_id, row.kind, row.row_key): row for row in told}


def _is_news(row: ForecastRecord, last: ForecastRecord | None) -> bool:
    if last is None:
        return True
    return last.made_on < row.made_on and any(getattr(last, name) != getattr(row, name) for name in _SAID)


def _records(plan: Plan, made: forecasts.PlanForecasts) -> Iterator[ForecastRecord]:
    for point in made.checkpoints:
        if isinstance(point.forecast, FinishForecast):
            days = {f"{name}_on": getattr(point.forecast, name) for name in ("low", "likely", "high")}
            yield _record(plan, "checkpoint", point.row.key, made.on, point.forecast, days)
    for one in made.indicators:
        if isinstance(one.forecast, ValueForecast):
            values = {name: getattr(one.forecast, name) for name in ("low", "likely", "high")}
            yield _record(plan, "indicator", one.row.key, made.on, one.forecast, values)


def _record(
    plan: Plan, kind: str, key: str, on: date, forecast: FinishForecast | ValueForecast, said: dict[str, Any]
) -> ForecastRecord:
    return ForecastRecord(
        plan_id=plan.id,
        agency_id=plan.agency_id,
        kind=kind,
        row_key=key,
        made_on=on,
        method=forecast.ground.method.value,
        basis=forecast.ground.basis.value,
        size=forecast.ground.size,
        **said,
    )
