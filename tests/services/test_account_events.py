"""What happened to accounts stays as it was written, whoever asks the database."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from support.signing_in import DESK, signed_in
from support.stage import NOW, a_person

from app.domain.account_events import AccountEventKind
from app.domain.errors import SignInRefused
from app.domain.roles import Role
from app.models import AccountEvent
from app.services import account_events


def test_a_line_says_who_when_and_from_where(session: Session) -> None:
    officer = a_person(session, Role.OFFICER)

    signed_in(session)

    [(kind, line)] = account_events.latest_of(session, officer)
    assert kind is AccountEventKind.SIGNED_IN
    assert (line.at, line.email, line.address, line.browser) == (NOW, officer.email, DESK.address, DESK.browser)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Nobody@Agency.example", "nobody@agency.example"), ("my secret password", ""), ("hunter2@", ""), ("", "")],
)
def test_what_does_not_look_like_an_address_is_not_kept(session: Session, typed: str, kept: str) -> None:
    with pytest.raises(SignInRefused):
        signed_in(session, email=typed)

    assert session.scalars(select(AccountEvent.email)).all() == [kept]


@pytest.mark.parametrize(
    "deed",
    ["UPDATE account_event SET detail = 'never happened'", "DELETE FROM account_event"],
    ids=["rewrite", "erase"],
)
def test_the_database_lets_nobody_rewrite_a_line(session: Session, deed: str) -> None:
    a_person(session, Role.OFFICER)
    signed_in(session)

    with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
        session.execute(text(deed))

    assert session.scalars(select(AccountEvent.detail)).all() == ["方式：密碼"]
