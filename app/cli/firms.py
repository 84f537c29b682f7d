"""``flask firms …``: firms over all plans and years."""

import click
from flask.cli import AppGroup

from app import extensions
from app.cli.answer import json_option, print_json, print_table, refusable
from app.services.firms import duplicates as of_firms

firms = AppGroup("firms", help="Firms over all plans and years (企業).")


@firms.command("duplicates")
@json_option
@refusable
def duplicates(as_json: bool) -> None:
    """List the firms that may be one, the likeliest first; decided ones are left out."""
    found = of_firms.duplicates(extensions.session())
    if as_json:
        print_json(
            [
                {"tax_ids": one.tax_ids, "names": one.names, "score": float(one.score), "reason": one.reason}
                for one in found
            ]
        )
    elif found:
        print_table(
            ("分數", "統一編號", "名稱", "理由"),
            [(str(one.score), "、".join(one.tax_ids), "、".join(one.names), one.reason) for one in found],
        )
    else:
        click.echo("沒有疑似重複的企業。")
