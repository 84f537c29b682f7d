"""``flask alerts``: who must answer what until when, and answering it."""

from datetime import date
from typing import Any

import click
from flask.cli import AppGroup

from app import clock, extensions
from app.cli.answer import json_option, print_json, print_table, refusable
from app.domain.canonical import encode
from app.domain.explanation import DelayCause, Explanation, Responsibility
from app.domain.roc_calendar import format_roc
from app.services import accounts
from app.services import alerts as service
from app.services.alerts import Wanted
from app.services.pages import alert_list, alert_page
from app.services.pages.alert_list import AlertLine

alerts = AppGroup("alerts", help="Alerts: who must answer, and the answers.")
person = click.option("--as", "email", required=True, help="E-mail of who asks or answers.")
numbers = click.argument("alert_ids", type=int, nargs=-1, required=True)
DAY = click.DateTime(["%Y-%m-%d"])


@alerts.command("list")
@person
@click.option("--plan", "plan_code", default="", help="Code of a plan.")
@click.option("--mine", is_flag=True, help="Only those that wait for this person.")
@json_option
@refusable
def list_alerts(email: str, plan_code: str, mine: bool, as_json: bool) -> None:
    """The open alerts that a person may see, worst first."""
    session = extensions.session()
    user = accounts.by_email(session, email)
    wanted = Wanted(is_open=True, plan_code=plan_code, is_mine=mine)
    found = service.listed(session, user, wanted, first=0, rows=service.count(session, user, wanted))
    lines = alert_list.lines_of(session, found, clock.today())
    if as_json:
        print_json([_line(line) for line in lines])
        return
    print_table(
        ("警示", "計畫", "項目", "狀態", "處理情形", "輪到誰", "期限"),
        [(str(one.id), one.plan_code, one.key, one.state, one.answer, *_turn_words(one)) for one in lines],
    )


@alerts.command("show")
@click.argument("alert_id", type=int)
@person
@json_option
@refusable
def show(alert_id: int, email: str, as_json: bool) -> None:
    """One alert: why it stands, and what happened to it."""
    session = extensions.session()
    user = accounts.by_email(session, email)
    page = alert_page.show(session, service.get(session, alert_id, viewer=user), viewer=user, on=clock.today())
    events = [
        {"on": one.on.isoformat(), "happened": one.happened, "by": one.by, "note": one.note} for one in page.events
    ]
    if as_json:
        print_json({**_line(page.line), "signals": encode(page.signals), "events": events})
        return
    click.echo(f"{page.line.plan_code} {page.line.key} {page.line.subject}：{page.line.rule}")
    print_table(
        ("日期", "辦理", "人員", "說明"),
        [(format_roc(one.on), one.happened, one.by, one.note) for one in page.events],
    )


@alerts.command("assign")
@numbers
@click.option("--to", "to", required=True, help="E-mail of who is to answer.")
@person
@json_option
@refusable
def assign(alert_ids: tuple[int, ...], to: str, email: str, as_json: bool) -> None:
    """Name who is to answer."""
    session = extensions.session()
    user = accounts.by_email(session, email)
    found, who = service.several(session, alert_ids, viewer=user), accounts.by_email(session, to)
    changed = service.assign(session, found, who, by=user, on=clock.today(), at=clock.now())
    if as_json:
        print_json({"alerts": [alert.id for alert in found], "assigned": changed})
    else:
        click.echo(f"已將 {changed} 件警示指派給 {who.name}。")


@alerts.command("explain")
@numbers
@click.option("--reason", help="Why (落後原因).")
@click.option("--cause", type=click.Choice([one.value for one in DelayCause]), help="Kind of reason.")
@click.option("--remedy", help="What is done about it (改善對策).")
@click.option("--catch-up-on", type=DAY, help="The day to catch up (預定趕上日期).")
@click.option("--responsibility", type=click.Choice([one.value for one in Responsibility]), help="Who is responsible.")
@click.option("--follow-up-by", help="Who sees to it (追蹤人).")
@click.option("--coordination", help="What others must do (須協調事項).")
@person
@json_option
@refusable
def explain(alert_ids: tuple[int, ...], email: str, as_json: bool, **said: Any) -> None:
    """Answer one or several alerts of a plan."""
    session = extensions.session()
    user = accounts.by_email(session, email)
    found = service.several(session, alert_ids, viewer=user)
    explanation = _explanation(said)
    service.explain(session, found, explanation, by=user, on=clock.today(), at=clock.now())
    if as_json:
        print_json({"alerts": [alert.id for alert in found], "answer": found[0].answer_state.value})
    else:
        click.echo(f"已儲存 {len(found)} 件警示的說明。")


def _explanation(said: dict[str, Any]) -> Explanation:
    """What is blank was not said."""
    told: dict[str, Any] = {
        name: (value.strip() or None) if isinstance(value, str) else value for name, value in said.items()
    }
    caught_up: date | None = told["catch_up_on"].date() if told["catch_up_on"] else None
    return Explanation(
        **told
        | {
            "catch_up_on": caught_up,
            "cause": DelayCause(told["cause"]) if told["cause"] else None,
            "responsibility": Responsibility(told["responsibility"]) if told["responsibility"] else None,
        }
    )


def _turn_words(line: AlertLine) -> tuple[str, str]:
    if line.turn is None:
        return "", ""
    return line.turn.who, format_roc(line.turn.until) if line.turn.until else ""


def _line(line: AlertLine) -> dict[str, Any]:
    turn = line.turn
    return {
        "id": line.id,
        "plan": line.plan_code,
        "kind": line.kind,
        "key": line.key,
        "state": line.state,
        "days": line.days,
        "light": line.light,
        "rule": line.rule,
        "answer": line.answer,
        "turn": turn.who if turn else None,
        "until": turn.until.isoformat() if turn and turn.until else None,
    }
