"""Fixtures for tests that need a database. Each such test runs once per engine, SQLite and PostgreSQL.

``session``             for most tests: whatever happens is rolled back.
``fresh_database_url``  a migrated database of its own, for tests that commit, run commands or start processes.
``empty_database_url``  a database without tables, for migrations.
"""

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from support.databases import Databases, SqliteDatabases, leave_servers, postgres_databases
from support.postgres_server import NoPostgres
from support.shared import close_run, open_run

from app.database import make_engine, make_session_factory

ENGINES = ["sqlite", "postgresql"]

_this_process_opened_the_run = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_this_process_opened_the_run] = open_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if config.stash.get(_this_process_opened_the_run, False):
        leave_servers()
        close_run()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine_name" not in metafunc.fixturenames:
        return
    one_is_enough = metafunc.config.getoption("--quick") or metafunc.definition.get_closest_marker("browser")
    metafunc.parametrize("engine_name", ENGINES[:1] if one_is_enough else ENGINES)


@pytest.fixture(scope="session")
def databases_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Databases]:
    """The databases of an engine, by its name. Without a server the test fails in CI, and is skipped elsewhere."""

    @cache
    def found(engine_name: str) -> Databases:
        if engine_name == "sqlite":
            return SqliteDatabases(tmp_path_factory.mktemp("sqlite"))
        return postgres_databases()

    def databases(engine_name: str) -> Databases:
        try:
            return found(engine_name)
        except NoPostgres as error:
            if os.environ.get("CI") == "true":
                pytest.fail(str(error))
            pytest.skip(str(error))

    return databases


@pytest.fixture
def databases(engine_name: str, databases_of: Callable[[str], Databases]) -> Databases:
    """The databases of the engine that this test runs on."""
    return databases_of(engine_name)


@pytest.fixture
def fresh_database_url(databases: Databases) -> Iterator[str]:
    """A database of the test's own with today's schema and no row."""
    url = databases.migrated()
    yield url
    databases.drop(url)


@pytest.fixture
def empty_database_url(databases: Databases) -> Iterator[str]:
    """A database of the test's own without any table."""
    url = databases.empty()
    yield url
    databases.drop(url)


@pytest.fixture(scope="session")
def engine_of(databases_of: Callable[[str], Databases]) -> Iterator[Callable[[str], Engine]]:
    """The engine over the one database that the rolled-back tests of this process share, by the engine's name."""
    made: dict[str, tuple[str, Engine]] = {}

    def engine(engine_name: str) -> Engine:
        if engine_name not in made:
            url = databases_of(engine_name).migrated()
            made[engine_name] = (url, make_engine(url))
        return made[engine_name][1]

    yield engine
    for engine_name, (url, used) in made.items():
        used.dispose()
        databases_of(engine_name).drop(url)


@pytest.fixture
def engine(engine_name: str, engine_of: Callable[[str], Engine]) -> Engine:
    """An engine on a migrated database without rows; what a test commits through it stays, so prefer ``session``."""
    return engine_of(engine_name)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session as the application makes it, but what it commits is a savepoint, and all of it is rolled back."""
    with engine.connect() as connection:
        transaction = connection.begin()
        with make_session_factory(engine)(bind=connection, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Where uploaded files of this test go."""
    directory = tmp_path / "files"
    directory.mkdir()
    return directory
