"""``flask snapshots``: how plans stood, day by day."""

from datetime import datetime
from typing import Any

import click
from flask.cli import AppGroup

from app import clock, extensions
from app.cli.answer import REFUSED, json_option, print_json, print_table, refusable
from app.domain.canonical import encode
from app.domain.figures import NO_FIGURE
from app.domain.roc_calendar import format_roc
from app.domain.trend import TrendPoint
from app.services import plans
from app.services import snapshots as kept
from app.services.pages import trend_part

snapshots = AppGroup("snapshots", help="Keep how every plan stands, and show how one went.")


@snapshots.command("take")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day to keep; today unless given.")
@json_option
@refusable
def take(day: datetime | None, as_json: bool) -> None:
    """Keep every plan as it stands on a day; one that is over and kept already stays as it is."""
    on, at = day.date() if day else clock.today(), clock.now()
    if on > clock.day_of(at):
        raise click.UsageError("a day that has not come cannot be kept")
    taken = kept.take(extensions.session(), on=on, at=at)
    for reason in taken.skipped:
        click.echo(reason, err=True)
    if as_json:
        print_json({"on": on.isoformat(), "written": taken.written, "kept": taken.kept, "skipped": list(taken.skipped)})
    else:
        click.echo(f"{format_roc(on)} 留存 {taken.written} 項計畫，{taken.kept} 項維持原有紀錄")
    if taken.skipped:
        raise SystemExit(REFUSED)


@snapshots.command("show")
@click.argument("code")
@json_option
@refusable
def show(code: str, as_json: bool) -> None:
    """How plan CODE went: every day that is kept, oldest first."""
    session = extensions.session()
    points = trend_part.points(session, plans.find(session, code), on=clock.today())
    if as_json:
        print_json([_as_json(point) for point in points])
        return
    print_table(
        ("日期", "燈號", "預定進度", "實際進度", "落後查核點"),
        [
            (
                *(format_roc(one.on), f"{one.light} {one.word}"),
                *(NO_FIGURE if value is None else f"{value:f}%" for value in (one.planned_pct, one.actual_pct)),
                str(one.checkpoints_overdue),
            )
            for one in points
        ],
    )


def _as_json(point: TrendPoint) -> dict[str, Any]:
    """Figures as exact text, like everywhere."""
    body: dict[str, Any] = encode(point)
    return body | {"difference_pp": encode(point.difference_pp)}
