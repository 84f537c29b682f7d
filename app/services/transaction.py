"""The only place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.services.search import keeping


def release(session: Session) -> None:
    """End the transaction that reading began, so that nobody waits for us while we do something slow."""
    session.rollback()


def move_on(session: Session) -> None:
    """See from now on what others have written; what was read stays at hand. Nothing may wait to be written."""
    session.commit()


@contextmanager
def transaction(session: Session) -> Iterator[None]:
    """All that the block writes, or nothing of it: commit when it ends, roll back if it raises.

    What was written can be searched from then on, too.
    """
    try:
        yield
        keeping.enter_due(session)
        session.commit()
    except BaseException:
        session.rollback()
        raise
