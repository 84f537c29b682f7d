"""Signing in and out."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.stage import NOW, PASSWORD, a_person

from app.domain.errors import SignInRefused
from app.domain.roles import Role
from app.models import SignInSession
from app.services import accounts

OFFICER = "officer@agency.example"


def signed_in(session: Session) -> str:
    return accounts.sign_in(session, OFFICER, PASSWORD, at=NOW, demo_allowed=True)


def test_the_right_password_opens_a_session_and_the_database_keeps_only_a_hash(session: Session) -> None:
    officer = a_person(session, Role.OFFICER)

    token = signed_in(session)

    assert accounts.user_of(session, token, at=NOW, idle_minutes=30) == officer
    assert token not in session.scalars(select(SignInSession.token_hash)).all()


@pytest.mark.parametrize(
    ("email", "password"),
    [
        pytest.param(OFFICER, "wrong", id="wrong-password"),
        pytest.param("nobody@agency.example", PASSWORD, id="unknown-address"),
    ],
)
def test_a_refusal_does_not_say_which_of_the_two_was_wrong(session: Session, email: str, password: str) -> None:
    a_person(session, Role.OFFICER)

    with pytest.raises(SignInRefused, match="電子郵件或密碼不正確"):
        accounts.sign_in(session, email, password, at=NOW, demo_allowed=True)


def test_the_address_may_be_typed_in_any_case(session: Session) -> None:
    a_person(session, Role.OFFICER)

    assert accounts.sign_in(session, f" {OFFICER.upper()} ", PASSWORD, at=NOW, demo_allowed=True)


def test_a_demo_account_is_refused_in_production(session: Session) -> None:
    officer = a_person(session, Role.OFFICER)
    officer.is_demo = True

    with pytest.raises(SignInRefused):
        accounts.sign_in(session, OFFICER, PASSWORD, at=NOW, demo_allowed=False)


def test_a_session_ends_after_its_idle_time_and_a_click_prolongs_it(session: Session) -> None:
    a_person(session, Role.OFFICER)
    token = signed_in(session)

    assert accounts.user_of(session, token, at=NOW + timedelta(minutes=29), idle_minutes=30)
    assert accounts.user_of(session, token, at=NOW + timedelta(minutes=58), idle_minutes=30)
    assert accounts.user_of(session, token, at=NOW + timedelta(minutes=89), idle_minutes=30) is None


def test_signing_out_ends_the_session_for_good(session: Session) -> None:
    a_person(session, Role.OFFICER)
    token = signed_in(session)

    accounts.sign_out(session, token, at=NOW)
    accounts.sign_out(session, token, at=NOW)

    assert accounts.user_of(session, token, at=NOW, idle_minutes=30) is None


def test_a_deactivated_account_is_out_at_once(session: Session) -> None:
    officer = a_person(session, Role.OFFICER)
    token = signed_in(session)
    officer.is_active = False

    assert accounts.user_of(session, token, at=NOW, idle_minutes=30) is None
