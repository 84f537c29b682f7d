"""``flask plan``: what is there."""

import click
from flask.cli import AppGroup

from app import extensions
from app.cli.answer import json_option, print_json, print_table, refusable
from app.domain.canonical import encode
from app.services import plans

plan = AppGroup("plan", help="List and show plans.")


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
        print_json({**encode(document), "revision": found.revision, "is_demo": found.is_demo})
        return
    click.echo(f"{document.code}  {document.full_name}  {document.roc_year} 年度  {document.contractor}")
    click.echo(
        f"分項計畫 {len(document.sub_plans)}、查核點 {len(document.checkpoints)}、績效指標 {len(document.indicators)}、"
        f"個案 {len(document.cases)}；第 {found.revision} 次修訂"
    )
