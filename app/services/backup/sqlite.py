"""SQLite: the online backup of the engine itself, beside whoever writes meanwhile."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from app.database import make_engine
from app.domain.errors import BackupFailed
from app.services.backup import contents
from app.services.backup.contents import Contents


class SqliteDatabase:
    """A database in a file."""

    name = "sqlite"
    dump_name = "database.sqlite3"

    def __init__(self, url: str) -> None:
        self._url = url

    def dump(self, target: Path) -> Contents:
        """See :class:`app.services.backup.engines.Engine`."""
        engine = make_engine(self._url).execution_options(writes=False)
        try:
            with engine.begin() as connection, closing(sqlite3.connect(target)) as copy:
                held = contents.read(connection)  # from here on the transaction shows one moment, to the copy, too
                source = connection.connection.driver_connection
                assert isinstance(source, sqlite3.Connection)
                source.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        except (sqlite3.Error, DBAPIError) as error:
            raise BackupFailed(f"資料庫無法複製：{error}；請確認備份目錄的空間與權限。") from error
        finally:
            engine.dispose()
        return held

    @contextmanager
    def scratch(self, dump: Path, workshop: Path) -> Iterator[str]:
        """See :class:`app.services.backup.engines.Engine`."""
        with tempfile.TemporaryDirectory(prefix=".making-", dir=workshop) as folder:
            copy = Path(folder) / self.dump_name
            shutil.copyfile(dump, copy)
            try:
                with closing(sqlite3.connect(copy)) as opened:
                    [(verdict,), *_] = opened.execute("PRAGMA integrity_check(1)").fetchall()
            except sqlite3.Error as error:
                raise BackupFailed(f"資料庫檔無法開啟：{error}。") from error
            if verdict != "ok":
                raise BackupFailed(f"資料庫檔已損毀：{verdict}。")
            yield f"sqlite:///{copy}"

    def restore(self, dump: Path) -> None:
        """See :class:`app.services.backup.engines.Engine`."""
        target = make_url(self._url).database
        assert target
        try:
            address = f"{dump.resolve().as_uri()}?mode=ro"
            with closing(sqlite3.connect(address, uri=True)) as source, closing(sqlite3.connect(target)) as filled:
                source.backup(filled)
        except sqlite3.Error as error:
            raise BackupFailed(f"資料庫無法還原至 {target}：{error}；請確認空間與權限。") from error
