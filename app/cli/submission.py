"""``flask submission``: review from the command line."""

import click
from flask.cli import AppGroup

from app import clock, extensions
from app.cli.answer import json_option, print_json, refusable
from app.services import accounts, submissions

submission = AppGroup("submission", help="Approve or return submissions.")
reviewer = click.option("--as", "email", required=True, help="E-mail of the reviewer.")


@submission.command("approve")
@click.argument("submission_id", type=int)
@reviewer
@json_option
@refusable
def approve(submission_id: int, email: str, as_json: bool) -> None:
    """Accept a submission and apply it to the plan: whole, or not at all."""
    session = extensions.session()
    user = accounts.by_email(session, email)
    found = submissions.get(session, submission_id, viewer=user)
    applied = submissions.approve(session, found, by=user, at=clock.now())
    if as_json:
        print_json({"submission": found.id, "status": found.status.value, "applied": applied})
    else:
        click.echo(f"期報 {found.id} 已核定，更新 {applied} 處。")


@submission.command("return")
@click.argument("submission_id", type=int)
@reviewer
@click.option("--comment", required=True, help="What has to be corrected.")
@json_option
@refusable
def send_back(submission_id: int, email: str, comment: str, as_json: bool) -> None:
    """Return a submission for correction; the plan stays as it is."""
    session = extensions.session()
    user = accounts.by_email(session, email)
    found = submissions.get(session, submission_id, viewer=user)
    submissions.send_back(session, found, by=user, at=clock.now(), comment=comment)
    if as_json:
        print_json({"submission": found.id, "status": found.status.value, "applied": 0})
    else:
        click.echo(f"期報 {found.id} 已退回補正。")
