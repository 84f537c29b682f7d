"""What a database holds at one moment: rows and their hash, table by table, and the files that rows name.

Tables are read as the database knows them, not as our models do: a backup may be older than the program.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Inspector, String, inspect, text

from app.domain.hash_chain import Noted

FILE_COLUMN = "file_sha256"  # whatever table it is in, it names a file of DATA_DIR
TRAIL = "audit_event"
_PORTION = 5000


@dataclass(frozen=True, slots=True)
class TableMark:
    """How many rows a table has, and the SHA-256 over all of them in the order of the primary key."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """A database as it is in one transaction. ``trail_events`` and ``trail_hash`` are the end of the audit trail."""

    revision: str  # of the schema
    tables: dict[str, TableMark]
    files: frozenset[str]
    trail_events: int
    trail_hash: str | None

    @property
    def noted(self) -> Noted:
        """The end of the trail as it must be found again; nothing, where there was none."""
        return Noted(self.trail_events, self.trail_hash) if self.trail_hash else Noted()


def read(connection: Connection) -> Contents:
    """Read everything; in the transaction of ``connection``, which must show one moment throughout."""
    if connection.dialect.name == "postgresql":
        # Moments and numbers as text must not depend on how somebody configured the server.
        connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))
        connection.execute(text("SET LOCAL DateStyle = 'ISO, YMD'"))
        connection.execute(text("SET LOCAL extra_float_digits = 1"))
    known = inspect(connection)
    names = sorted(set(known.get_table_names()) - _virtual(connection))
    end = _end_of_trail(connection) if TRAIL in names else None
    return Contents(
        _revision(connection) if "alembic_version" in names else "",
        {name: _mark(connection, known, name) for name in names},
        frozenset(file for name in names for file in _files(connection, known, name)),
        end[0] if end else 0,
        end[1] if end else None,
    )


def table_names(connection: Connection) -> list[str]:
    """The tables that are there; of a new database none."""
    return sorted(inspect(connection).get_table_names())


def _virtual(connection: Connection) -> set[str]:
    """Tables that only show what others hold, as those of a full text search on SQLite; the others are read."""
    if connection.dialect.name != "sqlite":
        return set()
    return set(connection.scalars(text("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")))


def _mark(connection: Connection, known: Inspector, table: str) -> TableMark:
    digest, rows = hashlib.sha256(), 0
    for row in _rows(connection, known, table):
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=bytes.hex)
        digest.update(line.encode(errors="surrogatepass") + b"\n")
        rows += 1
    return TableMark(rows, digest.hexdigest())


def _rows(connection: Connection, known: Inspector, table: str) -> Iterator[list[Any]]:
    quoted = connection.dialect.identifier_preparer.quote
    types = {column["name"]: column["type"] for column in known.get_columns(table)}
    order = known.get_pk_constraint(table)["constrained_columns"] or list(types)
    is_postgresql = connection.dialect.name == "postgresql"
    # Another server may sort texts by other rules, and must get the same hash.
    bytewise = ' COLLATE "C"' if is_postgresql else ""
    by = ", ".join(quoted(name) + bytewise * isinstance(types[name], String) for name in order)
    what = "told::text" if is_postgresql else "*"
    query = f"SELECT {what} FROM {quoted(table)} AS told ORDER BY {by}"  # noqa: S608  names from the schema, quoted
    found = connection.execution_options(yield_per=_PORTION).exec_driver_sql(query)
    return (list(row) for row in found)


def _files(connection: Connection, known: Inspector, table: str) -> list[str]:
    if FILE_COLUMN not in {column["name"] for column in known.get_columns(table)}:
        return []
    quoted = connection.dialect.identifier_preparer.quote(table)
    query = f"SELECT DISTINCT {FILE_COLUMN} FROM {quoted} WHERE {FILE_COLUMN} IS NOT NULL"  # noqa: S608
    return list(connection.scalars(text(query)))


def _revision(connection: Connection) -> str:
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def _end_of_trail(connection: Connection) -> tuple[int, str] | None:
    last = connection.execute(text(f"SELECT number, hash FROM {TRAIL} ORDER BY number DESC LIMIT 1")).one_or_none()  # noqa: S608
    return (last[0], last[1]) if last else None
