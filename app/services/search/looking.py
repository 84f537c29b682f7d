"""How each engine looks for words among the entries of one kind, the newest years first.

Both have an index of pairs of characters (migrations 0038, 0046), which gives the entries that may have a word;
whether they have it, their text says. What is asked for often stands in nearly every entry, and is found sooner without
the index.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, cast, column, func, literal_column, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.sql.selectable import Subquery

from app.domain.search_kinds import SearchKind, ids_of
from app.domain.search_text import coded, grams_asked
from app.models import SearchEntry

FOUND = (
    *(SearchEntry.id, SearchEntry.kind, SearchEntry.row_id, SearchEntry.plan_id, SearchEntry.roc_year),
    *(SearchEntry.key, SearchEntry.title, SearchEntry.detail),
)
#: Entries that PostgreSQL reads before it asks the index, which costs it more the commoner a word is.
NEWEST = 1500
_GRAMS = table("search_gram", column("rowid"))


def has(words: Sequence[str], text: Any = SearchEntry.text) -> ColumnElement[bool]:
    """Whether a text has all the words, exactly."""
    return and_(*(text.contains(word, autoescape=True) for word in words))


def among(kind: SearchKind, chosen: ColumnElement[bool], words: Sequence[str], most: int) -> Select[Any]:
    """Look at every entry of a few; ``chosen`` is a condition with an index."""
    query: Any = select(*FOUND).where(SearchEntry.kind == kind, chosen, has(words))
    chosen_first: Select[Any] = query.order_by(SearchEntry.id).limit(most)
    return chosen_first


def on_sqlite(kind: SearchKind, words: Sequence[str], sight: ColumnElement[bool], most: int) -> Select[Any]:
    """The full text search hands out entries from the lowest number on, and stops when there are enough."""
    lowest, highest = ids_of(kind)
    asked = " AND ".join(f'"{coded(gram)}"' for gram in grams_asked(words))
    query: Any = (
        select(*FOUND)
        .join_from(_GRAMS, SearchEntry, SearchEntry.id == _GRAMS.c.rowid)
        # No other index: whoever begins with the entries reads all of them.
        .with_hint(SearchEntry, "NOT INDEXED", "sqlite")
        .where(literal_column("search_gram").op("MATCH")(asked), _GRAMS.c.rowid.between(lowest, highest))
        .where(has(words), sight)
        .order_by(_GRAMS.c.rowid)
    )
    enough: Select[Any] = query.limit(most)
    return enough


def newest(kind: SearchKind, words: Sequence[str], sight: ColumnElement[bool], most: int) -> Select[Any]:
    """What is found among the newest entries of the kind."""
    lowest, highest = ids_of(kind)
    read = (
        select(*FOUND, SearchEntry.text)
        .where(SearchEntry.id.between(lowest, highest), sight)
        .order_by(SearchEntry.id)
        .limit(NEWEST)
        .subquery()
    )
    return _of(read, words).limit(most)


def on_postgresql(kind: SearchKind, words: Sequence[str], sight: ColumnElement[bool], most: int) -> Select[Any]:
    """All that the index gives, the newest first: for what is rare."""
    asked = " & ".join(f"'{_quoted(gram)}'" for gram in grams_asked(words))
    fits = func.search_grams(SearchEntry.text).op("@@")(cast(asked, TSQUERY))
    read = (
        select(*FOUND, SearchEntry.text)
        # The kind is written out, or a statement that is prepared would not see that an index is for it.
        .where(literal_column(f"search_entry.kind = '{kind.name}'"), fits, sight)
        .offset(literal_column("0"))  # nothing from outside is let in, or the planner reads entry after entry
        .subquery()
    )
    return _of(read, words).order_by(read.c.id).limit(most)


def _quoted(gram: str) -> str:
    return gram.replace("\\", r"\\").replace("'", "''")


def _of(read: Subquery, words: Sequence[str]) -> Select[Any]:
    return select(*(read.c[found.key] for found in FOUND)).where(has(words, read.c.text))
