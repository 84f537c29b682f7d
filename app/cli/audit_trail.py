"""``flask audit-trail``: whether the ledger of changes is whole."""

import sys

import click
from flask.cli import AppGroup

from app import extensions
from app.cli.answer import REFUSED, json_option, print_json, refusable
from app.domain.hash_chain import Noted
from app.services import audit_trail as trail

audit_trail = AppGroup("audit-trail", help="The ledger of every change.")
SHOWN = 20  # breaks that a person reads; --json has all of them


@audit_trail.command("verify")
@click.option("--expect", "last_hash", help="A last hash written down earlier; it must be found.")
@click.option("--count", type=click.IntRange(min=0), help="How many events there were when it was written down.")
@json_option
@refusable
def verify(last_hash: str | None, count: int | None, as_json: bool) -> None:
    """Recompute the chain of hashes and name every event that was tampered with; exit with 1 if there is one.

    Write the last hash down elsewhere: with --expect and --count even a cut-off end shows.
    """
    verdict = trail.verify(extensions.session(), Noted(count, last_hash))
    if as_json:
        broken = [{"number": one.number, "message": one.message} for one in verdict.broken]
        print_json({"ok": verdict.ok, "events": verdict.events, "last_hash": verdict.last_hash, "broken": broken})
    elif verdict.ok:
        click.echo(f"稽核軌跡完整：{verdict.events} 筆，最後雜湊 {verdict.last_hash}")
        click.echo("請將筆數與雜湊抄存於系統之外；日後以 --count 與 --expect 核對。")
    else:
        click.echo(f"稽核軌跡遭竄改：{verdict.events} 筆中發現 {len(verdict.broken)} 處。", err=True)
        for one in verdict.broken[:SHOWN]:
            click.echo(f"  {one.message}", err=True)
        if len(verdict.broken) > SHOWN:
            click.echo(f"  其餘 {len(verdict.broken) - SHOWN} 處請以 --json 檢視。", err=True)
    sys.exit(0 if verdict.ok else REFUSED)
