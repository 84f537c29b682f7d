"""``flask rules …``: the rules of the programme."""

import sys

import click
from flask.cli import AppGroup

from app import extensions
from app.cli.answer import REFUSED, json_option, print_json, print_table, refusable
from app.services import plans, programme_rules

rules = AppGroup("rules", help="Rules of the programme (輔導規定).")


@rules.command("check")
@click.argument("code", required=False)
@json_option
@refusable
def check(code: str | None, as_json: bool) -> None:
    """Find the cases that break a rule: those of plan CODE, or of every plan."""
    session = extensions.session()
    chosen = [plans.find(session, code)] if code else plans.everything(session)
    found = programme_rules.check(session, chosen)
    if as_json:
        print_json([{"case": one.key, "tax_id": one.tax_id, "rule": one.rule, "message": one.message} for one in found])
    elif found:
        print_table(
            ("計畫", "個案編號", "統一編號", "規定", "說明"),
            [(one.plan, one.key, one.tax_id, one.rule, one.message) for one in found],
        )
    else:
        click.echo("沒有違反輔導規定的個案。")
    sys.exit(REFUSED if found else 0)
