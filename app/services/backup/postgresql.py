"""PostgreSQL: its own programs, which read the snapshot that we count in."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from app.database import make_engine
from app.domain.errors import BackupFailed
from app.services.backup import contents
from app.services.backup.contents import Contents

_OURS = "scratch database of: flask backup verify"  # its comment; no other database is ever dropped
_LONGEST_NAME = 63


class PostgresDatabase:
    """A database on a server."""

    name = "postgresql"
    dump_name = "database.dump"

    def __init__(self, url: str) -> None:
        self._url = make_url(url)

    def dump(self, target: Path) -> Contents:
        """See :class:`app.services.backup.engines.Engine`."""
        engine = make_engine(_address(self._url)).execution_options(isolation_level="REPEATABLE READ")
        try:
            with engine.begin() as connection:
                connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))  # we wait for pg_dump
                snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
                program = _program("pg_dump", _server_version(connection))
                _run(program, self._url, "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
                return contents.read(connection)
        finally:
            engine.dispose()

    @contextmanager
    def scratch(self, dump: Path, workshop: Path) -> Iterator[str]:
        """See :class:`app.services.backup.engines.Engine`."""
        made = self._url.set(database=f"{(self._url.database or '')[: _LONGEST_NAME - 13]}_backup_check")
        engine = create_engine(_address(self._url), isolation_level="AUTOCOMMIT", hide_parameters=True)
        try:
            program = _create(engine, str(made.database))
            try:
                _restore(program, made, dump)
                yield _address(made)
            finally:
                with engine.connect() as connection:
                    _drop(connection, str(made.database))
        finally:
            engine.dispose()

    def restore(self, dump: Path) -> None:
        """See :class:`app.services.backup.engines.Engine`."""
        engine = make_engine(_address(self._url))
        with engine.connect() as connection:
            program = _program("pg_restore", _server_version(connection))
        engine.dispose()
        _restore(program, self._url, dump)


def _create(engine: Engine, name: str) -> str:
    """An empty database; the path of the program that fills it."""
    try:
        with engine.connect() as connection:
            program = _program("pg_restore", _server_version(connection))
            _require_creator(connection)
            _drop(connection, name)
            quoted = connection.dialect.identifier_preparer.quote(name)
            connection.execute(text(f"CREATE DATABASE {quoted} TEMPLATE template0 ENCODING 'UTF8'"))
            connection.execute(text(f"COMMENT ON DATABASE {quoted} IS '{_OURS}'"))
            return program
    except DBAPIError as error:
        raise BackupFailed(f"無法在資料庫主機上建立驗證用的資料庫 {name}：{error.orig}") from error


def _restore(program: str, url: URL, dump: Path) -> None:
    options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    _run(program, url, *options, str(dump))


def _address(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _server_version(connection: Connection) -> int:
    return int(connection.scalar(text("SHOW server_version_num")) or 0) // 10000


def _program(name: str, server: int) -> str:
    """The path of one of PostgreSQL's programs, which must not be older than the server."""
    found = shutil.which(name)
    if found is None:
        raise BackupFailed(f"找不到 {name}；請安裝 PostgreSQL 用戶端程式（Debian：postgresql-client-{server}）。")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    version = re.search(r"(\d+)(?:\.\d+)*", said)
    if version is None or int(version[1]) < server:
        older = version[0] if version else "不明"
        raise BackupFailed(
            f"{name} 的版本（{older}）比資料庫主機（{server}）舊，不能使用；請安裝 postgresql-client-{server}。"
        )
    return found


def _run(program: str, url: URL, *arguments: str) -> None:
    """Run a program on a database. The password goes by the environment: arguments are seen by everybody."""
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    environment = dict(os.environ, LC_ALL="C.UTF-8")
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    done = subprocess.run(  # noqa: S603  our own arguments, no shell
        [program, f"--dbname={plain.render_as_string()}", "--no-password", *arguments],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env=environment,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise BackupFailed(
            f"{Path(program).name} 沒有完成（結束代碼 {done.returncode}）：{said[0] if said else '未說明原因'}；"
            "請確認磁碟空間與資料庫帳號的權限。"
        )


def _require_creator(connection: Connection) -> None:
    may = connection.scalar(text("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"))
    if not may:
        who = connection.scalar(text("SELECT current_user"))
        raise BackupFailed(
            f"資料庫帳號 {who} 不能建立資料庫，因此無法還原驗證；"
            f"請由資料庫管理員執行 ALTER ROLE {who} CREATEDB。備份本身的雜湊已核對。"
        )


def _drop(connection: Connection, name: str) -> None:
    """Remove a scratch database of ours, also one that a broken-off run left."""
    query = text("SELECT shobj_description(oid, 'pg_database') = :ours FROM pg_database WHERE datname = :name")
    found = connection.execute(query, {"ours": _OURS, "name": name}).one_or_none()
    if found is None:
        return
    if not found[0]:
        raise BackupFailed(f"資料庫 {name} 已存在，且不是驗證備份所建；請由資料庫管理員確認後移除。")
    quoted = connection.dialect.identifier_preparer.quote(name)
    connection.execute(text(f"DROP DATABASE {quoted} WITH (FORCE)"))
