"""Rows that are there once, whoever adds them twice or at the same time."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.models import Base


def add_once(session: Session, table: type[Base], row: Mapping[str, Any]) -> bool:
    """Add a row unless one with the same key is there; whether it was added. A step: the caller commits.

    Who comes while somebody else is adding the same row waits for how that ends.
    """
    if session.get_bind().dialect.name == "postgresql":
        adding: Any = postgresql.insert(table).values(row).on_conflict_do_nothing()
    else:
        adding = sqlite.insert(table).values(row).on_conflict_do_nothing()
    return session.execute(adding.returning(*inspect(table).primary_key)).first() is not None
