"""``flask search …``: the index of what can be searched."""

import sys
from itertools import islice

import click
from flask.cli import AppGroup

from app import extensions
from app.cli.answer import REFUSED, json_option, print_json, print_table, refusable
from app.services.search import whole

search = AppGroup("search", help="The index of what can be searched (搜尋).")

_SHOWN = 100  # disagreements; the remedy is the same for all of them


@search.command("rebuild")
@json_option
@refusable
def rebuild(as_json: bool) -> None:
    """Make the index anew from what the tables say."""
    counted = whole.rebuild(extensions.session())
    if as_json:
        print_json({kind.value: count for kind, count in counted.items()})
        return
    print_table(("類別", "筆數"), [(kind.value, f"{count:,}") for kind, count in counted.items()])


@search.command("check")
@json_option
@refusable
def check(as_json: bool) -> None:
    """Hold the index against the tables; exit with 1 if they disagree."""
    found = list(islice(whole.check(extensions.session()), _SHOWN))
    if as_json:
        faults = [{"kind": one.kind.value, "row": one.row_id, "message": one.what} for one in found]
        print_json({"ok": not found, "faults": faults})
    elif found:
        print_table(("類別", "列", "說明"), [(one.kind.value, str(one.row_id), one.what) for one in found])
        click.echo("搜尋索引與資料不符，請執行 flask search rebuild 重建。")
    else:
        click.echo("搜尋索引與資料相符。")
    if found:
        sys.exit(REFUSED)
