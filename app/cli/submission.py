"""``flask submission``: review from the command line."""

import click
from flask.cli import AppGroup

from app import clock, extensions
from app.cli.answer import json_option, print_json, refusable
from app.domain.undo import REVERTED
from app.services import accounts, reversals, submissions

submission = AppGroup("submission", help="Approve, return or revert submissions.")
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
        click.echo(f"期報 {found.id} {found.status}，更新 {applied} 處。")


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


@submission.command("revert")
@click.argument("submission_id", type=int)
@reviewer
@click.option("--reason", required=True, help="Why the report is taken back.")
@json_option
@refusable
def revert(submission_id: int, email: str, reason: str, as_json: bool) -> None:
    """Take an accepted submission back: whole, or not at all. What later changes touched is settled on its page."""
    session = extensions.session()
    user = accounts.by_email(session, email)
    found = submissions.get(session, submission_id, viewer=user)
    reversal = reversals.revert(session, found, by=user, at=clock.now(), reason=reason)
    if as_json:
        print_json({"submission": found.id, "status": REVERTED, "applied": reversal.differences})
    else:
        click.echo(f"期報 {found.id} 已復原，更新 {reversal.differences} 處。")
