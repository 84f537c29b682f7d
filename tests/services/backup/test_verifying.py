"""Whatever happens to a backup shows, and is named."""

import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, make_url, text
from support.databases import Databases
from support.stage import NOW

from app.database import make_engine
from app.services import backup
from app.services.backup import KeptBackup, manifest, stored_files
from config import Settings

from .conftest import dump_of, findings, flip_a_byte, left_in, made


def test_what_is_missing_or_other_in_the_dump_is_named_by_its_table(office: Settings, databases: Databases) -> None:
    backed_up = made(office)
    good = manifest.read(backed_up.folder)

    _forge(
        office,
        databases,
        backed_up,
        "DELETE FROM indicator WHERE id = (SELECT min(id) FROM indicator)",
        "UPDATE plan SET government_budget = government_budget + 1",
        "DROP TABLE attempt_count",
    )
    # Whoever forges the dump may also seal it anew: only restoring it shows.
    digest = stored_files.digest_of(backed_up.folder / good.database_file)
    manifest.write(backed_up.folder, replace(good, database_sha256=digest))

    rows = good.contents.tables["indicator"].rows
    assert findings(office, backed_up).splitlines() == [
        "資料表 attempt_count 不在還原的資料庫中。",
        f"資料表 indicator 應有 {rows} 筆，還原後有 {rows - 1} 筆。",
        "資料表 plan 筆數相同（1 筆），但內容與備份時不符。",
        "資料表 search_due 應有 0 筆，還原後有 1 筆。",  # the trigger that notes what is to be searched no more
    ]


def test_a_rewritten_audit_trail_is_found_in_the_restored_database(office: Settings, databases: Databases) -> None:
    engine = make_engine(office.database_url)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_event_no_update"))
        else:
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE audit_event SET actor = '別人' WHERE number = 3"))
    engine.dispose()

    assert "稽核軌跡：第 3 筆紀錄的內容遭變更。" in findings(office, made(office))


def test_a_sound_backup_is_remembered_as_such_until_its_dump_is_altered(office: Settings) -> None:
    backed_up = made(office)
    assert backed_up.verification is None

    found = backup.verify(office, backed_up, at=NOW)

    assert found.findings == ()
    assert (found.files, found.events > 5, found.rows > 20) == (1, True, True)
    assert backed_up.is_sound

    flip_a_byte(dump_of(backed_up), -200)

    assert f"資料庫檔 {dump_of(backed_up).name} 的內容與備份時不符" in findings(office, backed_up)
    assert not backed_up.is_sound
    assert left_in(office) == [backed_up.name]  # no scratch copy
    assert not [name for name in _databases(office) if "backup_check" in name]


def test_a_database_of_somebody_else_is_not_dropped(office: Settings) -> None:
    if "postgresql" not in office.database_url:
        pytest.skip("SQLite restores into a file of its own")
    name = f"{make_url(office.database_url).database}_backup_check"
    _on_server(office, f'CREATE DATABASE "{name}"')

    try:
        assert "不是驗證備份所建" in findings(office, made(office))
        assert name in _databases(office)
    finally:
        _on_server(office, f'DROP DATABASE "{name}"')


def test_an_account_that_may_make_no_database_is_told_so(office: Settings) -> None:
    if "postgresql" not in office.database_url:
        pytest.skip("SQLite restores into a file of its own")
    backed_up = made(office)
    _on_server(office, "CREATE ROLE modest LOGIN")

    try:
        url = make_url(office.database_url).set(username="modest").render_as_string(hide_password=False)
        assert "ALTER ROLE modest CREATEDB" in findings(replace(office, database_url=url), backed_up)
    finally:
        _on_server(office, "DROP ROLE modest")


def _forge(office: Settings, databases: Databases, backed_up: KeptBackup, *statements: str) -> None:
    """Rewrite the dump as if it had been made of another database."""
    dump = dump_of(backed_up)
    if "postgresql" not in office.database_url:
        with closing(sqlite3.connect(dump)) as opened:
            opened.executescript(";".join(statements))
        return
    url = databases.empty()
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    subprocess.run(["pg_restore", "--no-owner", f"--dbname={plain}", dump], check=True)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(";".join(statements)))
    engine.dispose()
    subprocess.run(["pg_dump", "--format=custom", f"--dbname={plain}", f"--file={dump}"], check=True)
    databases.drop(url)


def _databases(office: Settings) -> list[str]:
    if "postgresql" not in office.database_url:
        return []
    engine = create_engine(office.database_url)
    with engine.connect() as connection:
        names = list(connection.scalars(text("SELECT datname FROM pg_database")))
    engine.dispose()
    return names


def _on_server(office: Settings, statement: str) -> None:
    engine = create_engine(office.database_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
