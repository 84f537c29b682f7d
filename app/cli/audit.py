"""``flask audit``: cross-footing of a plan, a reporting workbook, or any set of tables."""

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from app import clock, extensions
from app.cli.answer import REFUSED, json_option, print_json, print_table, refusable
from app.domain.crossfoot.finding import AuditResult
from app.services import audits, plans


@click.command("audit")
@click.argument("subjects", nargs=-1, required=True, metavar="CODE|FILE…")
@json_option
@with_appcontext
@refusable
def audit(subjects: tuple[str, ...], as_json: bool) -> None:
    """Recompute everything that can be recomputed: plan CODE, or FILEs (.csv .xlsx .ods tables, .txt prose)."""
    result = _audit(subjects)
    if as_json:
        print_json(result.as_json())
    else:
        _print(result)
    sys.exit(REFUSED if result.findings else 0)


def _audit(subjects: tuple[str, ...]) -> AuditResult:
    session = extensions.session()
    paths = [Path(subject) for subject in subjects]
    if len(subjects) == 1 and not paths[0].exists() and not paths[0].suffix:
        return audits.plan_result(session, plans.find(session, subjects[0]))
    for path in paths:
        if not path.is_file():
            raise click.BadParameter(f"找不到檔案「{path}」。", param_hint="FILE")
    return audits.of_files(session, paths, on=clock.today())


def _print(result: AuditResult) -> None:
    click.echo(
        f"檢核 {result.tables} 張表、{result.checks} 項：發現 {len(result.findings)} 項，尾差 {len(result.notes)} 項。"
    )
    if result.findings:
        print_table(
            ("檔案", "位置", "印出", "重算", "類別", "說明"),
            [
                (one.file, one.place, one.printed, one.recomputed, one.kind.value, one.message)
                for one in result.findings
            ],
        )
