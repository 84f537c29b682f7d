"""``flask user``: accounts, kept by the operator of the server."""

import click
from flask.cli import AppGroup

from app import clock, extensions
from app.cli.answer import json_option, print_json, print_table, refusable
from app.domain.roles import Role
from app.services import account_admin, accounts, grants, permissions

user = AppGroup("user", help="Accounts: who may sign in, and as what.")
ROLES = click.Choice([role.value for role in Role])


@user.command("list")
@json_option
@refusable
def list_users(as_json: bool) -> None:
    """Every account."""
    found = account_admin.everybody(extensions.session())
    if as_json:
        print_json(
            [
                {
                    "email": one.email,
                    "name": one.name,
                    "roles": [grant.role.value for grant in permissions.in_force(one)],
                    "contractor": one.contractor.name if one.contractor else None,
                    "active": one.is_active,
                    "demo": one.is_demo,
                    "must_change_password": one.must_change_password,
                }
                for one in found
            ]
        )
        return
    print_table(
        ("電子郵件", "姓名", "角色", "狀態"),
        [(one.email, one.name, permissions.role_label(one), "啟用" if one.is_active else "停用") for one in found],
    )


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", type=ROLES, required=True)
@click.option("--agency", help="Only in this agency; everywhere without it.")
@click.option("--contractor", help="The 受委託單位 that the person reports for.")
@json_option
@refusable
def add(email: str, name: str, role: str, agency: str | None, contractor: str | None, as_json: bool) -> None:
    """Open an account for EMAIL, and print its initial password, this once."""
    password = account_admin.add(
        extensions.session(),
        email=email,
        name=name,
        role=Role(role),
        agency=agency,
        contractor=contractor,
        at=clock.now(),
    )
    _hand_over(email, password, as_json=as_json)


@user.command("grant")
@click.argument("email")
@click.option("--role", type=ROLES, required=True)
@click.option("--agency", help="Only in this agency.")
@click.option("--plan", help="Only for the plan of this code.")
@json_option
@refusable
def grant(email: str, role: str, agency: str | None, plan: str | None, as_json: bool) -> None:
    """Give the account of EMAIL one more role."""
    session = extensions.session()
    person = accounts.by_email(session, email)
    grants.grant(session, person, Role(role), agency=agency, plan=plan, by=None, at=clock.now(), on=clock.today())
    _say(email, f"已授予 {email} 角色「{role}」。", as_json=as_json)


@user.command("reset")
@click.argument("email")
@click.option("--second-step", is_flag=True, help="Forget a lost authenticator and the recovery codes too.")
@json_option
@refusable
def reset(email: str, second_step: bool, as_json: bool) -> None:
    """Let EMAIL in again with a new initial password, printed this once; open sessions end, a lock is lifted."""
    session = extensions.session()
    person = accounts.by_email(session, email)
    password = account_admin.reset(
        session, person, at=clock.now(), limits=extensions.settings().sign_in, second_step=second_step
    )
    _hand_over(email, password, as_json=as_json)


@user.command("disable")
@click.argument("email")
@json_option
@refusable
def disable(email: str, as_json: bool) -> None:
    """Close the account of EMAIL and end its sessions."""
    session = extensions.session()
    account_admin.disable(session, accounts.by_email(session, email), at=clock.now())
    _say(email, f"已停用帳號 {email}。", as_json=as_json)


def _hand_over(email: str, password: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"email": email, "initial_password": password})
    else:
        click.echo(f"帳號 {email} 的初始密碼（僅顯示這一次，首次登入須變更）：{password}")


def _say(email: str, sentence: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"email": email})
    else:
        click.echo(sentence)
