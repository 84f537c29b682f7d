"""``flask workbook``: the round trip from the command line."""

import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app import clock, extensions
from app.cli.answer import REFUSED, json_option, print_json, refusable
from app.cli.files import existing_file, kind_of, out_option, print_problems, problems_as_json
from app.domain.canonical import encode
from app.services import accounts, plans, uploads, workbook_exchange
from app.services.uploads import Receipt

workbook = AppGroup("workbook", help="Export, check and submit reporting workbooks.")


@workbook.command("export")
@click.argument("code")
@click.option("--period", required=True, help="期別, for instance 期末.")
@out_option
@json_option
@refusable
def export(code: str, period: str, out: Path, as_json: bool) -> None:
    """Write the reporting workbook of plan CODE."""
    kind = kind_of(out)
    session = extensions.session()
    plan = plans.find(session, code)
    chosen = plans.period_of(session, plan, period)
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("wb") as stream:
        workbook_exchange.export(session, plan, chosen, stream, kind=kind, by=None, at=clock.now())
    if as_json:
        print_json({"plan": plan.code, "period": chosen.key, "revision": plan.revision, "file": str(out)})
    else:
        click.echo(f"已匯出 {plan.code} {chosen.key}活頁簿：{out}")


@workbook.command("check")
@click.argument("file", type=existing_file)
@json_option
@refusable
def check(file: Path, as_json: bool) -> None:
    """Every problem of FILE; changes nothing."""
    session = extensions.session()
    examined = workbook_exchange.examine(session, file.read_bytes(), file.name, by=None, on=clock.today())
    if as_json:
        print_json({"ok": examined.is_accepted, "problems": problems_as_json(examined.problems)})
    else:
        print_problems(examined.problems)
        click.echo("檢核通過，可以送審。" if examined.is_accepted else "檢核未通過，請依上列說明修正後再試。")
    sys.exit(0 if examined.is_accepted else REFUSED)


@workbook.command("submit")
@click.argument("file", type=existing_file)
@click.option("--as", "email", required=True, help="E-mail of the person who submits.")
@json_option
@refusable
def submit(file: Path, email: str, as_json: bool) -> None:
    """Store FILE as a submission for review, or refuse it whole: then it is kept with its errors."""
    session = extensions.session()
    user = accounts.by_email(session, email)
    receipt = uploads.receive(
        session,
        file.read_bytes(),
        file.name,
        by=user,
        on=clock.today(),
        at=clock.now(),
        data_dir=extensions.settings().data_dir,
        send=True,
    )
    answer: dict[str, Any] = {
        "submission": None,
        "status": "未收",
        "differences": 0,
        "conflicts": [],
        "problems": problems_as_json(receipt.problems),
    }
    if receipt.is_accepted and receipt.submission:
        answer |= {
            "submission": receipt.submission.id,
            "status": receipt.submission.status.value,
            "differences": receipt.submission.differences,
            "conflicts": [encode(conflict) for conflict in receipt.conflicts],
        }
    if as_json:
        print_json(answer)
    else:
        _print_receipt(receipt)
    sys.exit(0 if receipt.is_accepted else REFUSED)


def _print_receipt(receipt: Receipt) -> None:
    print_problems(receipt.problems)
    if receipt.known:
        click.echo(receipt.known)
    if not receipt.is_accepted or receipt.submission is None:
        click.echo("檔案未收：請依上列說明修正後重新送出；計畫資料沒有任何變更。")
    elif receipt.known is None:
        click.echo(f"期報 {receipt.submission.id} 已送審，與現行資料差異 {receipt.submission.differences} 處。")
