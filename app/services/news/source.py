"""Where news come from: the rows of a table that records what happened."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, null, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain.notices import NoticeKind
from app.models import Plan, ToldSource, User


@dataclass(frozen=True, slots=True)
class News:
    """What some people are told, as ``notices.tell`` takes it."""

    to: Sequence[User]
    kind: NoticeKind
    subject: str
    text: str
    path: str
    plan: Plan | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """Rows that are made into news, each once.

    :ivar name: under which they are noted as told; a row that is told at two points of its life has two sources.
    :ivar actor_id: the column that says whose deed a row is: they are not told of it. ``None``: nobody's.
    """

    name: str
    row_id: InstrumentedAttribute[int]
    actor_id: SQLColumnExpression[Any] | None
    where: tuple[ColumnElement[bool], ...]
    news_of: Callable[[Session, int], Iterable[News]]

    def pending(self, by: User | None) -> Select[int, Any]:
        """Number and actor of each row that is still to be told, oldest first; with ``by`` only of their deeds.

        Not by the highest number told: a transaction that began earlier may commit later.
        """
        is_told = select(ToldSource.row_id).where(ToldSource.source == self.name, ToldSource.row_id == self.row_id)
        query = select(self.row_id, self._actor).where(*self.where, ~is_told.exists()).order_by(self.row_id)
        return query if by is None else query.where(self._actor == by.id)

    @property
    def _actor(self) -> SQLColumnExpression[Any]:
        return null() if self.actor_id is None else self.actor_id
