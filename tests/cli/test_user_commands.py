"""``flask user``: the operator opens, helps and closes accounts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from support.signing_in import events, signed_in, visit, with_authenticator

from app.database import make_session_factory
from app.domain.errors import SignInRefused
from app.services import accounts
from app.services import demo as demo_service
from app.services.sign_in_sessions import Step

pytestmark = pytest.mark.slow  # each sets up the demonstration

AGENCY = "經濟部工業局"
NEW = "new@agency.example"
ADD = ("user", "add", NEW, "--name", "王承辦", "--role", "計畫辦公室", "--agency", AGENCY, "--json")


@pytest.fixture
def tables(application: Flask) -> Iterator[Session]:
    """The tables that the commands work on."""
    with make_session_factory(application.extensions["engine"])() as session:
        yield session


def now() -> datetime:
    """Later than what the commands have just done by the real clock."""
    return datetime.now(UTC) + timedelta(seconds=1)


def test_an_account_is_added_with_an_initial_password_that_must_be_changed(demo, tables: Session) -> None:
    password = demo(*ADD).value["initial_password"]

    found = visit(tables, signed_in(tables, email=NEW, password=password, at=now()), at=now())

    assert found is not None
    assert found.step is Step.PASSWORD
    assert [(grant.role.value, grant.agency.name) for grant in found.user.grants] == [("計畫辦公室", AGENCY)]
    assert events(tables)[0] == "CREATED"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (("user", "add", "officer@demo.example", "--name", "x", "--role", "稽核"), "已存在"),
        (("user", "add", "not an address", "--name", "x", "--role", "稽核"), "不是電子郵件"),
        (("user", "add", NEW, "--name", "x", "--role", "稽核", "--agency", "查無此局"), "查無機關「查無此局」"),
        (("user", "add", NEW, "--name", "x", "--role", "受委託單位"), "須指定受委託單位"),
        (("user", "grant", NEW, "--role", "稽核"), "查無使用者"),
        (("user", "grant", "officer@demo.example", "--role", "計畫辦公室", "--agency", AGENCY), "已有角色"),
        (("user", "grant", "officer@demo.example", "--role", "受委託單位"), "未指定受委託單位"),
        (("user", "grant", "auditor@demo.example", "--role", "主管"), "不可兼任"),
        (("user", "disable", "admin@demo.example"), "最後一位系統管理者"),
        (("user", "grant", "officer@demo.example", "--role", "主管", "--plan", "NONE-1"), "查無計畫「NONE-1」"),
        (("user", "reset", NEW), "查無使用者"),
        (("user", "disable", NEW), "查無使用者"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_is_refused_in_words(demo, rows_in_every_table, changed: tuple[str, ...], message: str) -> None:
    before = rows_in_every_table()

    done = demo(*changed)

    assert done.code == 1
    assert message in done.err
    assert rows_in_every_table() == before


def test_a_role_that_does_not_exist_is_wrong_usage(demo) -> None:
    assert demo("user", "grant", NEW, "--role", "國王").code == 2


def test_a_role_is_granted_for_one_plan(demo, tables: Session) -> None:
    done = demo("user", "grant", "manager@demo.example", "--role", "計畫辦公室", "--plan", "SMEITA-107", "--json")

    user = accounts.by_email(tables, "manager@demo.example")
    assert done.value == {"email": "manager@demo.example"}
    assert [(grant.role.value, grant.plan_id is not None) for grant in user.grants] == [
        ("主管", False),
        ("計畫辦公室", True),
    ]


def test_who_has_lost_everything_is_let_in_again(demo, tables: Session) -> None:
    demo(*ADD)
    user = accounts.by_email(tables, NEW)
    with_authenticator(tables, user, at=now())
    for _ in range(5):
        with pytest.raises(SignInRefused):
            signed_in(tables, email=NEW, password="guess", at=now())
    tables.rollback()

    password = demo("user", "reset", NEW, "--second-step", "--json").value["initial_password"]

    tables.expire_all()
    found = visit(tables, signed_in(tables, email=NEW, password=password, at=now()), at=now())
    assert found is not None
    assert found.step is Step.PASSWORD


def test_without_being_told_so_a_reset_keeps_the_second_step(demo, tables: Session) -> None:
    demo(*ADD)
    with_authenticator(tables, accounts.by_email(tables, NEW), at=now())
    tables.rollback()

    password = demo("user", "reset", NEW, "--json").value["initial_password"]

    tables.expire_all()
    found = visit(tables, signed_in(tables, email=NEW, password=password, at=now()), at=now())
    assert found is not None
    assert found.step is Step.CODE


def test_a_disabled_account_is_out_at_once_and_listed_as_such(demo, tables: Session, settings) -> None:
    email = "officer@demo.example"
    token = signed_in(tables, email=email, password=settings.demo_password, at=now())

    assert demo("user", "disable", email).out.strip() == f"已停用帳號 {email}。"

    tables.expire_all()
    assert visit(tables, token, at=now()) is None
    tables.rollback()  # on SQLite nobody writes beside a transaction that may
    [listed] = [one for one in demo("user", "list", "--json").value if one["email"] == email]
    assert (listed["active"], listed["demo"], listed["roles"]) == (False, True, ["計畫辦公室"])
    assert "停用" in demo("user", "list").out


def test_loading_the_demonstration_restores_its_ways_in(demo, tables: Session, settings) -> None:
    admin = accounts.by_email(tables, "admin@demo.example")
    with_authenticator(tables, admin, at=now())
    admin.must_change_password, admin.password_hash = True, "spoilt by a visitor"
    tables.commit()

    demo_service.load(tables, password=settings.demo_password, at=now())

    found = visit(tables, signed_in(tables, email=admin.email, password=settings.demo_password, at=now()), at=now())
    assert found is not None
    assert found.step is None
