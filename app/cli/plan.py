"""``flask plan``: what is there, and new plans from set-up workbooks."""

import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app import clock, extensions
from app.cli.answer import REFUSED, json_option, print_json, print_table, refusable
from app.cli.files import existing_file, kind_of, out_option, print_problems, problems_as_json
from app.domain.canonical import encode
from app.services import plan_setup, plan_templates, plans

plan = AppGroup("plan", help="List and show plans, and set new ones up.")


@plan.command("list")
@json_option
@refusable
def list_plans(as_json: bool) -> None:
    """Every plan."""
    found = plans.everything(extensions.session())
    if as_json:
        print_json(
            [
                {"code": row.code, "name": row.full_name, "roc_year": row.roc_year, "revision": row.revision}
                for row in found
            ]
        )
        return
    print_table(
        ("計畫代號", "年度", "計畫名稱", "受委託單位"),
        [(row.code, str(row.roc_year), row.full_name, row.contractor.name) for row in found],
    )


@plan.command("show")
@click.argument("code")
@json_option
@refusable
def show(code: str, as_json: bool) -> None:
    """One plan with all its rows."""
    session = extensions.session()
    found = plans.find(session, code)
    document = plans.document(session, found)
    if as_json:
        print_json(_as_json(session, found))
        return
    click.echo(f"{document.code}  {document.full_name}  {document.roc_year} 年度  {document.contractor}")
    click.echo(
        f"分項計畫 {len(document.sub_plans)}、查核點 {len(document.checkpoints)}、績效指標 {len(document.indicators)}、"
        f"個案 {len(document.cases)}；第 {found.revision} 次修訂"
    )


@plan.command("import")
@click.argument("file", type=existing_file)
@json_option
@refusable
def import_plan(file: Path, as_json: bool) -> None:
    """Create the plan that the set-up workbook FILE describes, or refuse it whole."""
    session = extensions.session()
    examined = plan_setup.examine(session, file.read_bytes(), file.name, by=None)
    if not as_json:
        print_problems(examined.problems)
    if not examined.is_accepted:
        if as_json:
            print_json({"ok": False, "problems": problems_as_json(examined.problems)})
        click.echo("沒有建立計畫：請依說明修正後再試。", err=as_json)
        sys.exit(REFUSED)
    made = plan_setup.create(session, examined, by=None, at=clock.now(), data_dir=extensions.settings().data_dir)
    if as_json:
        # The one value is the plan alone; what should be looked at must not be lost over it.
        for problem in examined.problems:
            click.echo(f"{problem.sheet} {problem.cell or ''}：{problem.message}", err=True)
        print_json(_as_json(session, made))
    else:
        click.echo(f"已建立計畫 {made.code}  {made.full_name}。")


@plan.command("template")
@click.argument("code", required=False)
@out_option
@json_option
@refusable
def template(code: str | None, out: Path, as_json: bool) -> None:
    """Write a set-up workbook: empty, or filled with plan CODE to be edited as a new one."""
    kind, at, session = kind_of(out), clock.now(), extensions.session()
    if code is None:
        made = plan_templates.form(kind=kind, by=None, at=at)
    else:
        made = plan_templates.copy_of(session, plans.find(session, code), kind=kind, by=None, at=at)
    _write(made, out, as_json=as_json)


@plan.command("rollover")
@click.argument("code")
@out_option
@json_option
@refusable
def rollover(code: str, out: Path, as_json: bool) -> None:
    """Write the set-up workbook of the year after plan CODE: dates moved, nothing reported, targets kept."""
    kind, session = kind_of(out), extensions.session()
    made = plan_templates.next_year_of(session, plans.find(session, code), kind=kind, by=None, at=clock.now())
    _write(made, out, as_json=as_json)


def _write(made: plan_templates.Template, out: Path, *, as_json: bool) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(made.content)
    if as_json:
        print_json({"plan": made.code, "file": str(out), "problems": problems_as_json(made.problems)})
    else:
        print_problems(made.problems)
        click.echo(f"已產製計畫設定檔 {made.code or ''}：{out}")


def _as_json(session: Session, found: Any) -> dict[str, Any]:
    return {**encode(plans.document(session, found)), "revision": found.revision, "is_demo": found.is_demo}
