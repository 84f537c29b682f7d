"""Takes what happened and is not told yet to the inboxes."""

import logging
from collections.abc import Iterable
from datetime import date

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.models import ToldSource, User
from app.services import notices
from app.services.adding_once import add_once
from app.services.news import accounts, alerts, changes, reports
from app.services.news.source import News
from app.services.transaction import release, transaction

log = logging.getLogger(__name__)
MOST_AT_ONCE = 2000  # rows of a source in one run; other work waits meanwhile, and the next run goes on
SOURCES = (*reports.SOURCES, *changes.SOURCES, *alerts.SOURCES, *accounts.SOURCES)


def work(session: Session, _on: date) -> str:
    """The job: tell everything that is still to be told."""
    told, failed = spread(session)
    return f"通知 {told} 則" + (f"；{failed} 件無法通知，下次再試，原因見系統紀錄" if failed else "")


def spread(session: Session, *, by: User | None = None) -> tuple[int, int]:
    """Tell what is not told yet, each row in a transaction of its own.

    :param by: only what this person did: so that others hear of it at once, and not when the job comes round.
    :returns: how many pieces of news were put into inboxes, and how many rows could not be told. Those stay to be
        told.
    """
    told = failed = 0
    for source in SOURCES:
        for row_id, actor_id in session.execute(source.pending(by).limit(MOST_AT_ONCE)).all():
            try:
                pieces = list(source.news_of(session, row_id))
            except SQLAlchemyError:
                raise  # the fault is not the row's
            except Exception:
                # One row that nobody can read must not keep the news of all others back.
                log.exception("%s %s could not be made into news", source.name, row_id)
                release(session)
                failed += 1
            else:
                told += _tell(session, source.name, row_id, actor_id, pieces)
    return told, failed


def _tell(session: Session, source: str, row_id: int, actor_id: int | None, pieces: Iterable[News]) -> int:
    with transaction(session):
        if not add_once(session, ToldSource, {"source": source, "row_id": row_id}):
            return 0
        return sum(
            notices.tell(
                session,
                person,
                key=f"{source}/{row_id}",
                kind=piece.kind,
                subject=piece.subject,
                text=piece.text,
                path=piece.path,
                plan=piece.plan,
                at=piece.at,
            )
            for piece in pieces
            for person in piece.to
            if person.id != actor_id  # nobody is told what they did themselves
        )
