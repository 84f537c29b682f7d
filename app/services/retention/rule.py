"""What a rule of retention is, and the plain kind: rows that nobody needs any more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, inspect, select
from sqlalchemy.orm import Session

from app.models import Base
from app.services.transaction import transaction

PORTION = 2000  # rows that go at a time, so that nobody waits for long


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that goes after a while. ``count`` says how much would go now, ``forget`` lets it go and says how much.

    Both are given the moment it is. Forgetting twice, or breaking off in between, is harmless.
    """

    key: str  # in answers of the command; never changed
    what: str
    kept: str  # 「30 天」
    source: str  # why so long
    count: Callable[[Session, datetime], int]
    forget: Callable[[Session, datetime], int]


def rows_go(
    key: str, what: str, table: type[Base], days: int, source: str, is_old: Callable[[datetime], ColumnElement[bool]]
) -> Rule:
    """Rows of a table go after so many days.

    :param is_old: which, given the moment that many days ago.
    """

    def count(session: Session, at: datetime) -> int:
        old = is_old(at - timedelta(days=days))
        return session.scalar(select(func.count()).select_from(table).where(old)) or 0

    def forget(session: Session, at: datetime) -> int:
        [key_column] = inspect(table).primary_key
        portion = select(key_column).where(is_old(at - timedelta(days=days))).order_by(key_column).limit(PORTION)
        gone = 0
        while ids := session.scalars(portion).all():
            with transaction(session):
                session.execute(delete(table).where(key_column.in_(ids)))
            gone += len(ids)
        return gone

    return Rule(key, what, f"{days} 天", source, count, forget)
