"""Rows written for tests of the search."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.services.search import keeping


@contextmanager
def entered(session: Session) -> Iterator[None]:
    """Rows written as no use-case would, and committed as each of them does."""
    yield
    keeping.enter_due(session)
    session.commit()
