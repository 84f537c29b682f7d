"""``flask cases``: lists of cases in."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app import clock, extensions
from app.cli.answer import REFUSED, json_option, print_json, refusable
from app.cli.files import existing_file, print_problems, problems_as_json
from app.services import accounts
from app.services.cases import importing

cases = AppGroup("cases", help="Applications and cases of a plan.")


@cases.command("import")
@click.argument("file", type=existing_file)
@click.option("--as", "email", required=True, help="E-mail of who brings the list in.")
@click.option("--plan", "plan_code", help="Code of the plan, where neither the file nor its numbers tell.")
@json_option
@refusable
def import_cases(file: Path, email: str, plan_code: str | None, as_json: bool) -> None:
    """Bring in the cases that FILE (.xlsx, .ods or .csv) lists: all of them, or none."""
    session = extensions.session()
    user = accounts.by_email(session, email)
    examined = importing.examine(session, file.read_bytes(), file.name, by=user, plan_code=plan_code)
    counts = dict.fromkeys(("imported", "updated", "unchanged"), 0)
    if examined.is_accepted:
        counts = importing.take(session, examined, by=user, at=clock.now(), data_dir=extensions.settings().data_dir)
    if as_json:
        print_json({**counts, "problems": problems_as_json(examined.problems)})
    else:
        print_problems(examined.problems)
        click.echo(
            f"新增 {counts['imported']} 案、更新 {counts['updated']} 案、未變更 {counts['unchanged']} 案。"
            if examined.is_accepted
            else "沒有匯入任何一列：請依說明修正後再試。"
        )
    if not examined.is_accepted:
        sys.exit(REFUSED)
