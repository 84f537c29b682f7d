"""``flask backup``: made, listed, proved, put back; for the owner of the machine."""

import sys
from typing import NoReturn

import click
from flask.cli import AppGroup

from app import clock, extensions
from app.cli.answer import REFUSED, json_option, print_json, print_table, refusable
from app.domain.roc_calendar import format_roc
from app.services import backup as backups
from app.services.backup import KeptBackup
from app.services.backup.store import place_of

backup = AppGroup("backup", help="Backups of database and files (docs/backup.md).")


@backup.command("create")
@json_option
@refusable
def create(as_json: bool) -> None:
    """Make a backup while people work; exit with 1 if a file that the database names is not there."""
    made = backups.create(extensions.settings(), at=clock.now())
    if as_json:
        said = {"name": made.name, "tables": made.tables, "rows": made.rows, "files": made.files}
        more = {"file_bytes": made.file_bytes, "manifest_sha256": made.sha256, "pruned": made.pruned}
        print_json(said | more | {"findings": list(made.findings)})
    else:
        click.echo(f"備份 {made.name}：{made.tables} 個資料表 {made.rows} 筆，檔案 {made.files} 件")
        click.echo(f"清單雜湊 {made.sha256}，請抄存於備份之外。")
    _end(made.findings, as_json=as_json)


@backup.command("list")
@json_option
@refusable
def show(as_json: bool) -> None:
    """List the backups that stand, the newest first; exit with 1 if the newest is not known to be sound."""
    found = backups.standing(place_of(extensions.settings().backup))
    if as_json:
        print_json([_as_json(one) for one in found])
    else:
        rows: list[tuple[str, ...]] = [
            (one.name, f"{format_roc(one.made_at.date())} {one.made_at:%H:%M}", _said(one)) for one in found
        ]
        print_table(("名稱", "備份時間", "驗證"), rows)
    sys.exit(0 if found and found[0].is_sound else REFUSED)


@backup.command("verify")
@click.argument("name", required=False)
@json_option
@refusable
def verify(name: str | None, as_json: bool) -> None:
    """Restore backup NAME (the newest) into a scratch database and compare; exit with 1 if anything differs."""
    settings = extensions.settings()
    found = backups.verify(settings, backups.find(place_of(settings.backup), name), at=clock.now())
    if as_json:
        print_json(
            {
                "name": found.name,
                "ok": not found.findings,
                "rows": found.rows,
                "files": found.files,
                "events": found.events,
                "findings": list(found.findings),
            }
        )
    elif not found.findings:
        click.echo(
            f"備份 {found.name} 可還原：{found.rows} 筆、檔案 {found.files} 件、稽核軌跡 {found.events} 筆均相符"
        )
    _end(found.findings, as_json=as_json)


@backup.command("restore")
@click.argument("name")
@json_option
@refusable
def restore(name: str, as_json: bool) -> None:
    """Put backup NAME into the empty database of DATABASE_URL and the empty folder of DATA_DIR, and compare."""
    settings = extensions.settings()
    done = backups.restore(settings, backups.find(place_of(settings.backup), name), at=clock.now())
    if as_json:
        said = {"name": done.name, "rows": done.rows, "files": done.files, "needs_upgrade": done.needs_upgrade}
        print_json(said | {"ok": not done.findings, "findings": list(done.findings)})
    else:
        click.echo(f"已由備份 {done.name} 還原 {done.rows} 筆、檔案 {done.files} 件")
        if done.needs_upgrade:
            click.echo("備份的資料庫結構較舊，請執行 flask db upgrade。")
    _end(done.findings, as_json=as_json)


def _end(findings: tuple[str, ...], *, as_json: bool) -> NoReturn:
    if not as_json:
        for one in findings:
            click.echo(one, err=True)
    sys.exit(REFUSED if findings else 0)


def _as_json(one: KeptBackup) -> dict[str, object]:
    found = one.verification
    return {
        "name": one.name,
        "made_at": one.made_at.isoformat(),
        "verified_at": found.at.isoformat() if found else None,
        "findings": list(found.findings) if found else None,
    }


def _said(one: KeptBackup) -> str:
    found = one.verification
    if found is None:
        return "尚未驗證"
    return f"不符 {len(found.findings)} 項" if found.findings else f"相符（{format_roc(clock.day_of(found.at))}）"
