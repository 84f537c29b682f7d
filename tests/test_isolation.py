"""Tests do not see each other's rows, whatever they commit, roll back or refuse on the way."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.database import make_engine, make_session_factory
from app.models import Agency


@pytest.fixture
def fresh_engine(fresh_database_url: str) -> Iterator[Engine]:
    engine = make_engine(fresh_database_url)
    yield engine
    engine.dispose()


def agencies(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Agency)) or 0


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_another_test_committed_is_not_there(session: Session, turn: str) -> None:
    assert agencies(session) == 0

    session.add(Agency(name="committed in a test"))
    session.commit()

    assert agencies(session) == 1


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_refused_row_takes_back_only_what_was_not_committed(session: Session, turn: str) -> None:
    session.add(Agency(name="kept"))
    session.commit()

    session.add_all([Agency(name="lost"), Agency(name="kept")])
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()

    assert agencies(session) == 1


def test_a_fresh_database_keeps_what_is_committed_for_other_connections(fresh_engine: Engine) -> None:
    with make_session_factory(fresh_engine)() as writer:
        writer.add(Agency(name="seen by the other"))
        writer.commit()

    with make_session_factory(fresh_engine)() as reader:
        assert agencies(reader) == 1
