"""Engine, sessions and schema: one way to the database for pages, commands, jobs and tests.

Alembic takes longer to import than most commands take to run, so it is imported where it is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from app.domain.search_text import grams

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def make_engine(url: str) -> Engine:
    """An engine for ``url``. On SQLite it keeps foreign keys, waits for other writers, and begins when asked to.

    Its errors do not repeat what was to be written: they end up in logs, and rows hold what people told us.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:
    # The driver's own transaction handling leaves DDL and savepoints outside; BEGIN is sent below instead.
    connection.isolation_level = None
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")
    # Triggers of the search index call it; PostgreSQL has it as a function of its own (migration 0038).
    connection.create_function("search_grams", 1, grams, deterministic=True)


def _begin_immediate(connection: Connection) -> None:
    # Taking the write lock at once costs readers little in WAL mode and spares writers the "database is locked"
    # that no time-out helps against, when a transaction reads first and writes later.
    immediate = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def make_session_factory(engine: Engine) -> sessionmaker[Session]:
    """Sessions whose objects stay readable after a commit."""
    return sessionmaker(engine, expire_on_commit=False)


def alembic_config(url: str) -> Config:
    """Alembic told where the migrations and the database are."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["database_url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Create the schema or bring it up to ``revision``."""
    from alembic import command

    command.upgrade(alembic_config(url), revision)
