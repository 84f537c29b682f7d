"""``flask demo``: the real 107 plan, for looking around and for tests."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app import clock, extensions
from app.cli.answer import json_option, print_json, refusable
from app.demo import plan_107
from app.domain.errors import DomainError, WorkbookRefused
from app.services import demo as demo_service
from app.services import demo_year, forecast_records
from app.workbooks import contractor
from app.workbooks.precheck import Limits, refusal_of

demo = AppGroup("demo", help="Demonstration data (示範).")


class RefusedInProduction(DomainError):
    """Demonstration data and its well-known sign-ins have no place on a real server."""


@demo.command("load")
@click.option("--full", is_flag=True, help="Also the year's applications and report, and ten years of cases.")
@json_option
@refusable
def load(full: bool, as_json: bool) -> None:
    """Load plan SMEITA-107 as set up, with organisations and users; loading twice changes nothing."""
    settings = extensions.settings()
    if settings.production:
        raise RefusedInProduction("正式環境不得載入示範資料與示範帳號。")
    session, password, at = extensions.session(), settings.demo_password, clock.now()
    if full:
        counts = demo_year.load(session, password=password, at=at, data_dir=settings.data_dir)
        forecast_records.keep(session, clock.today())  # what pages say of the future is what a night kept
    else:
        counts = demo_service.load(session, password=password, at=at)
    if as_json:
        print_json(counts)
    else:
        click.echo("示範資料：" + "、".join(f"{name} {number}" for name, number in counts.items()))


@demo.command("fill")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@refusable
def fill(file: Path, as_json: bool) -> None:
    """Fill an exported 107 workbook with the reported year, as the contractor would."""
    if refusal := refusal_of(file.read_bytes(), file.name, Limits()):
        raise WorkbookRefused(refusal.message)
    filled = contractor.fill(file, plan_107.reported())
    if as_json:
        print_json({"file": str(file), "cells": filled})
    else:
        click.echo(f"已代填 {filled} 個儲存格：{file}")
