"""``flask slippage``: what the night shift does, on demand and for any day."""

from datetime import date, datetime

import click
from flask.cli import AppGroup

from app import clock, extensions
from app.cli.answer import json_option, print_json, print_table, refusable
from app.domain.roc_calendar import format_roc
from app.domain.slippage import Slip
from app.services import alerts

slippage = AppGroup("slippage", help="Find what slips.")


@slippage.command("scan")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day to evaluate; today unless given.")
@json_option
@refusable
def scan(day: datetime | None, as_json: bool) -> None:
    """Evaluate every plan on a day: open, escalate and resolve alerts. Of a day to come, only say what would slip."""
    on: date = day.date() if day else clock.today()
    if on > clock.today():
        click.echo(f"{format_roc(on)} 尚未到，結果僅供查看，警示未變更。", err=True)
        outcome = alerts.look(extensions.session(), on=on)
    else:
        outcome = alerts.scan(extensions.session(), on=on, at=clock.now())
    for reason in outcome.skipped:
        click.echo(reason, err=True)
    groups = {
        "opened": outcome.opened,
        "escalated": outcome.escalated,
        "resolved": outcome.resolved,
        "open": outcome.open,
    }
    if as_json:
        print_json({name: [_as_json(slip) for slip in slips] for name, slips in groups.items()})
        return
    click.echo(
        f"{format_roc(on)} 掃描：新開 {len(outcome.opened)}、升級 {len(outcome.escalated)}、"
        f"解除 {len(outcome.resolved)}、目前未結 {len(outcome.open)} 件"
        + (f"；逾期未說明，陳報上一層級 {len(outcome.passed_up)} 件" if outcome.passed_up else "")
    )
    if outcome.open:
        print_table(
            ("計畫", "項目", "狀態", "天數", "燈號", "依據"),
            [(slip.plan, slip.key, slip.state, str(slip.days), slip.light, slip.rule) for slip in outcome.open],
        )


def _as_json(slip: Slip) -> dict[str, str | int]:
    return {
        "plan": slip.plan,
        "kind": slip.kind,
        "key": slip.key,
        "state": slip.state,
        "days": slip.days,
        "light": slip.light,
        "rule": slip.rule,
    }
