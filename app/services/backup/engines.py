"""How each engine hands out a database as it is at one moment, and takes it back."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy import make_url

from app.services.backup.contents import Contents


class Engine(Protocol):
    """One database, by its address."""

    name: str
    dump_name: str

    def dump(self, target: Path) -> Contents:
        """Write the database to a file, and say what it held in that very moment. Nobody waits for it.

        :raises app.domain.errors.BackupFailed: if that is not possible here.
        """

    def scratch(self, dump: Path, workshop: Path) -> AbstractContextManager[str]:
        """The address of a database that was made from the dump and goes afterwards.

        :raises app.domain.errors.BackupFailed: if the dump cannot be read, or no database be made.
        """

    def restore(self, dump: Path) -> None:
        """Fill the database, which has no tables, from the dump: with all of it, or nothing.

        :raises app.domain.errors.BackupFailed: if the dump cannot be read.
        """


def engine_of(url: str) -> Engine:
    """The engine of a database."""
    from app.services.backup.postgresql import PostgresDatabase
    from app.services.backup.sqlite import SqliteDatabase

    kinds: dict[str, Callable[[str], Engine]] = {"sqlite": SqliteDatabase, "postgresql": PostgresDatabase}
    return kinds[make_url(url).get_backend_name()](url)
