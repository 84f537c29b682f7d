"""``flask backup``: made, listed, proved, and put back on another machine."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from support.databases import Databases

from app import create_app
from config import BackupSettings, Settings

from .conftest import Command, command_of


@pytest.fixture
def databases(databases_of: Callable[[str], Databases]) -> Databases:
    """One engine is enough here: tests/services/backup has both."""
    return databases_of("sqlite")


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return replace(settings, backup=BackupSettings(backup_dir=str(tmp_path / "backups")))


@pytest.fixture
def elsewhere(settings: Settings, databases: Databases, tmp_path: Path) -> Iterator[Command]:
    """Commands of a machine that is empty, and sees the same backups."""
    made: Flask = create_app(replace(settings, database_url=databases.empty(), data_dir=tmp_path / "other"))
    yield command_of(made)
    made.extensions["engine"].dispose()


def test_a_backup_is_made_proved_listed_and_put_back(flask: Command, elsewhere: Command) -> None:
    made = flask("backup", "create", "--json")
    assert (made.code, made.value["findings"]) == (0, [])
    name = made.value["name"]
    assert flask("backup", "list").code == 1  # nobody has proved it yet

    proved = flask("backup", "verify", "--json")

    assert (proved.code, proved.value["name"], proved.value["ok"]) == (0, name, True)
    listed = flask("backup", "list", "--json")
    assert (listed.code, [one["name"] for one in listed.value]) == (0, [name])
    restored = elsewhere("backup", "restore", name, "--json")
    assert (restored.code, restored.value["ok"]) == (0, True)
    assert restored.value["rows"] == made.value["rows"]
    again = elsewhere("backup", "restore", name)
    assert (again.code, "空白的資料庫" in again.err) == (1, True)


def test_a_backup_that_was_altered_is_told_in_words_with_exit_status_1(flask: Command, settings: Settings) -> None:
    name = flask("backup", "create", "--json").value["name"]
    dump = Path(settings.backup.backup_dir) / name / "database.sqlite3"
    dump.write_bytes(dump.read_bytes()[:-4096])

    found = flask("backup", "verify", name)

    assert found.code == 1
    assert "資料庫檔 database.sqlite3 的內容與備份時不符" in found.err
    assert "不符" in flask("backup", "list").out


def test_a_backup_that_does_not_exist_is_refused_in_words(flask: Command) -> None:
    done = flask("backup", "verify", "20180101-000000", "--json")

    assert (done.code, done.value["error"]["code"]) == (1, "NotFound")
