"""Runs migrations on the database that the caller names; the application's own setting otherwise."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Engine, event
from sqlalchemy.types import TypeDecorator

from app.database import make_engine
from app.models import Base
from config import Settings


def written_out(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Our own column types as plain ones: a migration must not change when a model does."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    plain = item.impl_instance
    return f"sa.{plain!r}"


def is_of_a_model(name: str | None, _kind: str, _parents: Any) -> bool:
    """No model describes the index of characters that is searched: each engine has its own (migration 0038)."""
    return not (name or "").startswith("search_gram")


def run() -> None:
    """Migrate inside one transaction: all of a change, or none of it."""
    url = context.config.attributes.get("database_url") or Settings.from_environment().database_url
    engine = make_engine(url)
    if engine.dialect.name == "sqlite":
        _let_tables_be_copied(engine)
    with engine.begin() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=written_out,
            include_name=is_of_a_model,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if engine.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError("the migration would leave rows that refer to nothing")
    engine.dispose()


def _let_tables_be_copied(engine: Engine) -> None:
    """SQLite alters a table by copying and dropping it, which would take away every row that refers to it; foreign
    keys can be put aside only before the transaction begins, and so are checked at its end."""
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA foreign_keys=OFF"))


run()
