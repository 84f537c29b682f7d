"""Runs migrations on the database that the caller names; the application's own setting otherwise."""

from typing import Any, Literal

from alembic import context
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


def run() -> None:
    """Migrate inside one transaction: all of a change, or none of it."""
    url = context.config.attributes.get("database_url") or Settings.from_environment().database_url
    engine = make_engine(url)
    with engine.begin() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=written_out,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
