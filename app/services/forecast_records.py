"""推估紀錄: each night what is forecast is kept, where it is not what was forecast before."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import BadThreshold
from app.domain.forecast import FinishForecast, ValueForecast
from app.models import ForecastRecord, Plan
from app.services import forecasts, plan_tables, plans
from app.services.transaction import transaction

_SAID = ("low_on", "likely_on", "high_on", "low", "likely", "high")


def keep(session: Session, on: date) -> str:
    """Forecast all that is open in plans that run on a day; each plan in a transaction of its own.

    Running twice keeps nothing twice: what was said on a day stays what was said on it.
    """
    running = select(Plan.id).where(Plan.starts_on <= on, Plan.ends_on >= on).order_by(Plan.id)
    kept, skipped = 0, []
    for plan_id in session.scalars(running).all():
        plan = session.get_one(Plan, plan_id)
        try:
            with transaction(session):
                plans.lock(session, plan)
                kept += _keep_of(session, plan, on)
        except BadThreshold as refusal:
            skipped.append(f"；計畫 {plan.code} 未推估：{refusal}")
    return f"推估有變動並記錄 {kept} 項" + "".join(skipped)


def _keep_of(session: Session, plan: Plan, on: date) -> int:
    last = _last_of(session, plan)
    made = forecasts.of_plan(session, plan, plan_tables.document_of(session, plan), on=on)
    news = [row for row in _records(plan, made) if _is_news(row, last.get((row.kind, row.row_key)))]
    session.add_all(news)
    return len(news)


def _last_of(session: Session, plan: Plan) -> dict[tuple[str, str], ForecastRecord]:
    told = select(ForecastRecord).where(ForecastRecord.plan_id == plan.id).order_by(ForecastRecord.made_on)
    return {(row.kind, row.row_key): row for row in session.scalars(told)}


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
