"""The index as a whole: made anew from the tables, and held against them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from app.domain.search_kinds import SearchKind
from app.models import Plan, SearchDue, SearchEntry
from app.services.search.sources import SOURCES, ids_of
from app.services.transaction import transaction

PORTION = 2000


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An entry that does not say what its row says; ``what`` says in which way."""

    kind: SearchKind
    row_id: int
    what: str


def rebuild(session: Session) -> dict[SearchKind, int]:
    """Make the index anew, and say how many entries of each kind there are. Until it is done nothing else is written.

    Whatever state the index of characters is in: it is put aside, and made of the entries when they are there.
    """
    counted = {}
    with transaction(session), _index_put_aside(session):
        session.execute(delete(SearchDue))
        session.execute(delete(SearchEntry))
        for kind in SearchKind:
            row_ids = ids_of(session, kind)
            counted[kind] = len(row_ids)
            for start in range(0, len(row_ids), PORTION):
                chosen = SOURCES[kind].id.in_(row_ids[start : start + PORTION])
                session.execute(insert(SearchEntry), list(SOURCES[kind].entries(session, kind, chosen)))
    return counted


_INDEXES = {
    "sqlite": ("TRIGGER", "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'search_entry'"),
    "postgresql": ("INDEX", "SELECT indexname, indexdef FROM pg_indexes WHERE indexname LIKE 'search_gram_%'"),
}
_REMAKE = {
    "sqlite": (
        "INSERT INTO search_gram (search_gram) VALUES ('delete-all')",
        "INSERT INTO search_gram (rowid, grams) SELECT id, search_grams(text) FROM search_entry ORDER BY id",
        "INSERT INTO search_gram (search_gram) VALUES ('optimize')",  # what came bit by bit is read as one
    ),
    "postgresql": ("ANALYZE search_entry",),
}


@contextmanager
def _index_put_aside(session: Session) -> Iterator[None]:
    """The block fills the table; all its entries are indexed together afterwards, which is many times as quick."""
    connection = session.connection()
    kind, query = _INDEXES[connection.dialect.name]
    kept = {str(name): str(made_by) for name, made_by in connection.execute(text(query))}
    for name in kept:
        connection.exec_driver_sql(f"DROP {kind} {name}")
    yield
    for statement in (*kept.values(), *_REMAKE[connection.dialect.name]):
        connection.exec_driver_sql(statement)


def fill_if_empty(session: Session) -> None:
    """Make the index of a database that has plans, and was never searched."""
    has_plans, has_entries = (session.scalar(select(table.id).limit(1)) is not None for table in (Plan, SearchEntry))
    if has_plans and not has_entries:
        rebuild(session)


def check(session: Session) -> Iterator[Disagreement]:
    """Hold every row against its entry, and every entry against its row."""
    for kind in SearchKind:
        row_ids = ids_of(session, kind)
        for start in range(0, len(row_ids), PORTION):
            yield from _faulty(session, kind, row_ids[start : start + PORTION])
        yield from _without_row(session, kind, set(row_ids))


def _faulty(session: Session, kind: SearchKind, row_ids: Sequence[int]) -> Iterator[Disagreement]:
    source = SOURCES[kind]
    columns = SearchEntry.__table__.columns
    mine = select(*columns).where(SearchEntry.kind == kind, SearchEntry.row_id.in_(row_ids))
    kept = {row.row_id: dict(row._mapping) for row in session.execute(mine)}
    for wanted in source.entries(session, kind, source.id.in_(row_ids)):
        found = kept.get(wanted["row_id"])
        if found != wanted:
            yield Disagreement(kind, wanted["row_id"], "未編入" if found is None else "內容不同")


def _without_row(session: Session, kind: SearchKind, row_ids: set[int]) -> Iterator[Disagreement]:
    query = select(SearchEntry.row_id).where(SearchEntry.kind == kind).order_by(SearchEntry.row_id)
    yield from (Disagreement(kind, one, "已無此筆資料") for one in session.scalars(query) if one not in row_ids)
