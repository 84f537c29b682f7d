"""Tests do not see each other's rows, whatever they commit, roll back or refuse on the way."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from support.databases import Databases

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


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_fresh_database_has_no_rows_and_counts_from_one(fresh_engine: Engine, turn: str) -> None:
    with make_session_factory(fresh_engine)() as session:
        assert agencies(session) == 0

        agency = Agency(name="committed in a test")
        session.add(agency)
        session.commit()

        assert agency.id == 1


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_fresh_database_has_the_schema_whatever_another_test_did_to_its_own(fresh_engine: Engine, turn: str) -> None:
    with fresh_engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM agency")) == 0

        connection.execute(text("ALTER TABLE agency RENAME TO office"))


def test_who_never_hung_up_holds_nothing_of_the_next_database(databases: Databases) -> None:
    given_back = databases.migrated()
    left_open = make_engine(given_back).raw_connection()
    left_open.detach()  # nobody resets it on closing
    left_open.cursor().execute("INSERT INTO agency (name) VALUES ('not yet committed')")

    databases.drop(given_back)

    engine = make_engine(next_one := databases.migrated())
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        connection.execute(text("INSERT INTO agency (name) VALUES ('not yet committed')"))
    assert left_open.dbapi_connection is not None
    left_open.dbapi_connection.close()
    engine.dispose()
    databases.drop(next_one)
