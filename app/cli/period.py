"""``flask period``: close a reporting period, open it again, and read the figures it was closed with."""

from typing import Any

import click
from flask.cli import AppGroup

from app import clock, extensions
from app.cli.answer import json_option, print_json, refusable
from app.domain.canonical import encode
from app.domain.roc_calendar import format_roc
from app.services import accounts, period_closings, plans

period = AppGroup("period", help="Close reporting periods, and read their final figures.")
person = click.option("--as", "email", required=True, help="E-mail of who does it.")


@period.command("close")
@click.argument("code")
@click.argument("name")
@person
@click.option("--reason", default="", help="Why it is closed anew; the first closing needs none.")
@json_option
@refusable
def close(code: str, name: str, email: str, reason: str, as_json: bool) -> None:
    """Declare the figures of period NAME of plan CODE final."""
    session = extensions.session()
    user = accounts.by_email(session, email)
    plan = plans.get(session, code, viewer=user)
    chosen = plans.period_of(session, plan, name)
    made = period_closings.close(session, plan, chosen, by=user, at=clock.now(), reason=reason)
    _answer(as_json, plan.code, name, made.is_closed, made.sha256)


@period.command("reopen")
@click.argument("code")
@click.argument("name")
@person
@click.option("--reason", required=True, help="Why final figures are to be corrected.")
@json_option
@refusable
def reopen(code: str, name: str, email: str, reason: str, as_json: bool) -> None:
    """Let reports of period NAME of plan CODE come again; what it was closed with stays."""
    session = extensions.session()
    user = accounts.by_email(session, email)
    plan = plans.get(session, code, viewer=user)
    chosen = plans.period_of(session, plan, name)
    made = period_closings.reopen(session, plan, chosen, by=user, at=clock.now(), reason=reason)
    _answer(as_json, plan.code, name, made.is_closed, made.sha256)


@period.command("show")
@click.argument("code")
@click.argument("name")
@json_option
@refusable
def show(code: str, name: str, as_json: bool) -> None:
    """The figures with which period NAME of plan CODE was last closed."""
    session = extensions.session()
    plan = plans.find(session, code)
    kept = period_closings.frozen(session, plan, plans.period_of(session, plan, name))
    if as_json:
        print_json({"plan": plan.code, "period": name, **_as_json(kept)})
        return
    state = period_closings.CLOSED if kept.is_closed else period_closings.OPENED
    click.echo(f"{plan.code} {name} {state}，數值為 {format_roc(kept.as_of)}（第 {kept.revision} 次修訂）")
    click.echo(
        f"{kept.figures.light}燈 {kept.figures.word}；查核點 {len(kept.figures.checkpoints)} 項、"
        f"績效指標 {len(kept.figures.indicators)} 項、個案 {kept.figures.cases} 案"
    )


def _answer(as_json: bool, code: str, name: str, is_closed: bool, sha256: str | None) -> None:
    state = period_closings.CLOSED if is_closed else period_closings.OPENED
    if as_json:
        print_json({"plan": code, "period": name, "status": state, "sha256": sha256})
    else:
        click.echo(f"{code} {name} {state}。")


def _as_json(kept: period_closings.Frozen) -> dict[str, Any]:
    body: dict[str, Any] = encode(kept)
    return body
