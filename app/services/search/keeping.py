"""Keeps the index at what is written, in the transaction that writes it (decision 0032).

Triggers note which rows were written, whoever wrote them and how; ``transaction`` has them entered before it commits.
Steps: they neither ask for permission nor commit.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.orm import Session

from app.domain.search_kinds import SearchKind
from app.models import Plan, SearchDue, SearchEntry
from app.services.search.sources import SOURCES

PORTION = 500  # below what every database takes as parameters of one query
_COMPARED = (SearchEntry.id, SearchEntry.row_id, SearchEntry.plan_id, SearchEntry.text, SearchEntry.detail)


def enter_due(session: Session) -> None:
    """Enter what was written and is not searched yet."""
    session.flush()  # the triggers speak once the rows are there
    due = session.execute(delete(SearchDue).returning(SearchDue.kind, SearchDue.row_id)).all()
    _enter_all(session, due)


def enter(session: Session, kind: SearchKind, row_ids: Sequence[int]) -> None:
    """Have the entries of some rows say what the rows say; a row that is gone has none."""
    for start in range(0, len(row_ids), PORTION):
        _enter(session, kind, row_ids[start : start + PORTION])


def _enter(session: Session, kind: SearchKind, row_ids: Sequence[int]) -> None:
    source, mine = SOURCES[kind], (SearchEntry.kind == kind, SearchEntry.row_id.in_(row_ids))
    wanted = {row["row_id"]: row for row in source.entries(session, kind, source.id.in_(row_ids))}
    kept = {row.row_id: row for row in session.execute(select(*_COMPARED).where(*mine))}
    old = [row for row in kept.values() if not _says_the_same(row, wanted.get(row.row_id))]
    if old:
        leave(session, [row.id for row in old])
    fresh = [row for row_id, row in wanted.items() if row_id not in kept] + [
        wanted[row.row_id] for row in old if row.row_id in wanted
    ]
    if fresh:
        session.execute(insert(SearchEntry), fresh)
    if kind is SearchKind.PLAN:
        _enter_all(session, _in_another_year(session, row_ids))


def _enter_all(session: Session, rows: Iterable[Row[SearchKind, int]]) -> None:
    noted = defaultdict[SearchKind, dict[int, None]](dict)  # each once, in the order in which they were written
    for kind, row_id in rows:
        noted[kind][row_id] = None
    for kind, row_ids in noted.items():
        enter(session, kind, list(row_ids))


def _in_another_year(session: Session, plan_ids: Sequence[int]) -> Sequence[Row[SearchKind, int]]:
    """What stands under a year that its plan has no longer: it was put right."""
    query = select(SearchEntry.kind, SearchEntry.row_id).join(Plan, Plan.id == SearchEntry.plan_id)
    return session.execute(query.where(Plan.id.in_(plan_ids), SearchEntry.roc_year != Plan.roc_year)).all()


def leave(session: Session, ids: Iterable[int]) -> None:
    """Take entries out."""
    session.execute(
        delete(SearchEntry).where(SearchEntry.id.in_(list(ids))).execution_options(synchronize_session=False)
    )


def _says_the_same(kept: Any, wanted: dict[str, Any] | None) -> bool:
    return wanted is not None and all(
        getattr(kept, column.key) == wanted[column.key] for column in _COMPARED if column.key != "row_id"
    )
