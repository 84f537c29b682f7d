"""``flask forecast``: what will become of a plan's open checkpoints and indicators."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

import click
from flask.cli import with_appcontext

from app import clock, extensions
from app.cli.answer import json_option, print_json, print_table, refusable
from app.domain.canonical import plain
from app.domain.figures import NO_FIGURE, round_half_up
from app.domain.forecast import FinishForecast, TooLittle, ValueForecast, sentences
from app.domain.forecast.backtest import Quality
from app.domain.quantity import format_quantity
from app.domain.roc_calendar import format_roc
from app.domain.units import unit_scale
from app.services import forecasts, plans
from app.services.forecasts import CheckpointForecast, IndicatorForecast, Report
from app.services.pages import forecast_page

RATE_PLACES = 4  # of a share: 0.8333 is 83.33 %


@click.command("forecast")
@click.argument("code")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day to forecast on; today unless given.")
@json_option
@with_appcontext
@refusable
def forecast(code: str, day: datetime | None, as_json: bool) -> None:
    """When open checkpoints of plan CODE will be finished, what its indicators will come to, and how sure that is."""
    on: date = day.date() if day else clock.today()
    session = extensions.session()
    report = forecasts.report(session, plans.find(session, code), on=on)
    if as_json:
        print_json(_as_json(code, report))
        return
    _print(report)


def _print(report: Report) -> None:
    made = report.forecasts
    click.echo(f"以 {format_roc(made.on)} 當日已知的資料推估，區間為 {sentences.share_text(made.cover)}")
    rows = [*map(_point_cells, made.checkpoints), *map(_indicator_cells, made.indicators)]
    if rows:
        print_table(("項目", "概述", "推估", "區間", "依據"), rows)
    else:
        click.echo("沒有未完成的查核點，計畫期間亦已屆滿。" if made.is_over else "沒有可推估的項目。")
    for title, past, peer, unit in (
        ("查核點完成日", report.finishes, forecast_page.ON_TIME, "天"),
        ("績效指標最終值", report.values, forecast_page.DRAWN_ON, "%"),
    ):
        click.echo(f"{title}：{sentences.verdict_text(past.overall, peer=peer, unit=unit, cover=made.cover)}")
    if report.constructed:
        told = sentences.constructed_text(report.constructed, report.replayed)
        click.echo(f"回測所用 {report.replayed} 項歷史資料，{told}。")


def _point_cells(one: CheckpointForecast) -> tuple[str, ...]:
    row, made = one.row, one.forecast
    if isinstance(made, TooLittle):
        return row.key, row.description, NO_FIGURE, NO_FIGURE, made.reason
    return (
        row.key,
        row.description,
        sentences.finish_text(made, due_on=row.due_on),
        sentences.finish_range_text(made),
        sentences.ground_text(made.ground, noun=forecast_page.POINTS),
    )


def _indicator_cells(one: IndicatorForecast) -> tuple[str, ...]:
    row, made = one.row, one.forecast
    if isinstance(made, TooLittle):
        return row.key, row.subject, NO_FIGURE, NO_FIGURE, made.reason
    return (
        row.key,
        row.subject,
        f"可達 {format_quantity(made.likely, row.unit, places=row.places)}",
        sentences.value_range_text(made, unit=row.unit, places=row.places),
        sentences.ground_text(made.ground, noun=forecast_page.INDICATORS),
    )


def _as_json(code: str, report: Report) -> dict[str, Any]:
    made = report.forecasts
    return {
        "plan": code,
        "on": made.on.isoformat(),
        "cover": _share(made.cover),
        "checkpoints": [
            {"key": one.row.key, "due_on": one.row.due_on.isoformat(), **_finish(one.forecast)}
            for one in made.checkpoints
        ],
        "indicators": [
            {"key": one.row.key, "item": one.row.subject, "unit": one.row.unit, **_value(one)}
            for one in made.indicators
        ],
        "quality": {
            "checkpoints": [_quality(one) for one in report.finishes.by_lead],
            "indicators": [_quality(one) for one in report.values.by_lead],
            "things": report.replayed,
            "constructed": report.constructed,
        },
    }


def _finish(made: FinishForecast | TooLittle) -> dict[str, Any]:
    pace = made.own_pace.isoformat() if isinstance(made.own_pace, date) else None
    if isinstance(made, TooLittle):
        return {"low": None, "likely": None, "high": None, "own_pace": pace, "reason": made.reason}
    return {
        "low": made.low.isoformat(),
        "likely": made.likely.isoformat(),
        "high": made.high.isoformat() if made.high else None,
        "own_pace": pace,
        **_ground(made),
    }


def _value(one: IndicatorForecast) -> dict[str, Any]:
    made, scale = one.forecast, unit_scale(one.row.unit)[1]
    pace = None if made.own_pace is None or isinstance(made.own_pace, date) else plain(made.own_pace / scale)
    if isinstance(made, TooLittle):
        return {"low": None, "likely": None, "high": None, "own_pace": pace, "reason": made.reason}
    return {
        **{name: plain(getattr(made, name) / scale) for name in ("low", "likely", "high")},
        "own_pace": pace,
        **_ground(made),
    }


def _ground(made: FinishForecast | ValueForecast) -> dict[str, Any]:
    ground = made.ground
    return {
        "method": ground.method.value,
        "basis": ground.basis.value,
        "size": ground.size,
        "open": ground.open,
        "constructed": ground.constructed,
        "as_base": ground.as_base,
    }


def _quality(one: Quality) -> dict[str, Any]:
    return {
        "group": one.group,
        "tried": one.tried,
        "answered": one.answered,
        "inside": one.inside,
        "decided": one.decided,
        "coverage": _share(one.coverage),
        "error": _share(one.error),
        "naive_error": _share(one.naive_error),
    }


def _share(value: Fraction | None) -> str | None:
    return None if value is None else plain(round_half_up(sentences.as_decimal(value), RATE_PLACES))
