"""Empty and migrated databases for tests, on either engine: the schema is made once a run and copied.

A copy costs PostgreSQL more than most tests do, so there it is emptied and handed out again.
"""

import itertools
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url
from support import postgres_server
from support.emptying import emptied, schema_of
from support.shared import once, run_directory

from app.database import upgrade

SERVER = "postgresql"  # the directory of our own server within that of the run


class Databases(Protocol):
    """Where tests get databases of their own; whoever asks for one gives it back with ``drop``."""

    def empty(self) -> str:
        """Address of a new database without any table."""

    def migrated(self) -> str:
        """Address of a new database with today's schema and no row."""

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""


@dataclass
class SqliteDatabases:
    """Databases in files under ``directory``."""

    directory: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def empty(self) -> str:
        return f"sqlite:///{self._next_file()}"

    def migrated(self) -> str:
        file = self._next_file()
        shutil.copyfile(self._template(), file)
        return f"sqlite:///{file}"

    def drop(self, url: str) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{make_url(url).database}{ending}").unlink(missing_ok=True)

    def _next_file(self) -> Path:
        return self.directory / f"{next(self._numbers)}.sqlite3"

    @staticmethod
    def _template() -> Path:
        with once("template.sqlite3") as file:
            if not file.exists():
                unfinished = file.with_suffix(".unfinished")
                upgrade(f"sqlite:///{unfinished}")
                unfinished.rename(file)
        return file


@dataclass
class PostgresDatabases:
    """Databases on one server, told apart from those of other runs and processes by ``prefix``.

    What is given back as it was made, but for its rows, is emptied and used again; anything else is removed.
    """

    server: URL
    prefix: str
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _schema: str = ""  # of a new copy
    _emptied: list[str] = field(default_factory=list)

    def empty(self) -> str:
        return self._create("template0")

    def migrated(self) -> str:
        if self._emptied:
            return self._emptied.pop()
        url = self._create(self._template())
        self._schema = self._schema or schema_of(_driverless(url))
        return url

    def drop(self, url: str) -> None:
        if emptied(_driverless(url), self._schema):
            self._emptied.append(url)
        else:
            self._remove(make_url(url).database or "")

    def remove_all(self) -> None:
        """Leave nothing on a server that outlives the run."""
        with self._connection() as connection:
            found = connection.execute("select datname from pg_database where starts_with(datname, %s)", [self.prefix])
            names = [name for (name,) in found]
        for name in names:
            self._remove(name)

    @property
    def _template_name(self) -> str:
        return f"{self.prefix}_template"

    def _template(self) -> str:
        with once("template.postgresql") as marker:
            if not marker.exists():
                upgrade(self._create("template0", self._template_name))
                marker.touch()
        return self._template_name

    def _create(self, template: str, name: str | None = None) -> str:
        name = name or f"{self.prefix}_{os.getpid()}_{next(self._numbers)}"
        # Copying files is twice as quick as writing them through the log, which is the default.
        self._execute(
            sql.SQL("create database {} template {} encoding 'UTF8' strategy file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return self._url(name)

    def _url(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)

    def _remove(self, name: str) -> None:
        self._execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def _execute(self, statement: sql.Composed) -> None:
        with self._connection() as connection:
            connection.execute(statement)

    def _connection(self) -> psycopg.Connection:
        return psycopg.connect(_driverless(self.server), autocommit=True)


def _driverless(url: URL | str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def postgres_databases() -> PostgresDatabases:
    """Databases on the server that TEST_DATABASE_URL names, or on one of our own, started when first needed.

    :raises support.postgres_server.NoPostgres: when there is neither.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    prefix = f"tracker_{run_directory().name.rpartition('-')[2]}"
    return PostgresDatabases(make_url(given or _own_server()), prefix)


def _own_server() -> str:
    with once("server-address") as address:
        if not address.exists():
            address.write_text(postgres_server.start(run_directory() / SERVER))
    return address.read_text()


def leave_servers() -> None:
    """At the end of a run: stop the server that it started, or tidy up on the one it was given."""
    if (run_directory() / SERVER).exists():
        postgres_server.stop(run_directory() / SERVER)
    elif (run_directory() / "template.postgresql").exists():
        postgres_databases().remove_all()
