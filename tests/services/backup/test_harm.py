"""Harm done to the folder of a backup shows, and is named. No engine plays a part in it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from support.databases import Databases

from app.services.backup import KeptBackup, manifest
from config import Settings

from .conftest import dump_of, files_of, findings, flip_a_byte, made


@pytest.fixture
def databases(databases_of: Callable[[str], Databases]) -> Databases:
    return databases_of("sqlite")


def _flip_in_the_dump(backed_up: KeptBackup) -> str:
    flip_a_byte(dump_of(backed_up), -200)
    return f"資料庫檔 {dump_of(backed_up).name} 的內容與備份時不符"


def _lose_the_dump(backed_up: KeptBackup) -> str:
    name = dump_of(backed_up).name
    dump_of(backed_up).unlink()
    return f"資料庫檔 {name} 不在備份中"


def _flip_in_a_file(backed_up: KeptBackup) -> str:
    [path] = files_of(backed_up)
    flip_a_byte(path, 0)
    return f"檔案 {path.name} 不在備份中，或內容與備份時不符"


def _lose_a_file(backed_up: KeptBackup) -> str:
    [path] = files_of(backed_up)
    path.unlink()
    return f"檔案 {path.name} 不在備份中，或內容與備份時不符"


def _flip_in_the_manifest(backed_up: KeptBackup) -> str:
    flip_a_byte(backed_up.folder / manifest.FILE_NAME, 60)
    return "備份清單"


def _lose_the_manifest(backed_up: KeptBackup) -> str:
    (backed_up.folder / manifest.FILE_NAME).unlink()
    return "備份清單"


def _forget_a_file(backed_up: KeptBackup) -> str:
    """As a program with a fault would: the manifest does not know a file that a row names."""
    [path] = files_of(backed_up)
    manifest.write(backed_up.folder, replace(manifest.read(backed_up.folder), files={}))
    return f"資料庫所記載的檔案 {path.name} 不在備份清單中"


@pytest.mark.parametrize(
    "harm",
    [
        *(_flip_in_the_dump, _lose_the_dump, _flip_in_a_file, _lose_a_file),
        *(_flip_in_the_manifest, _lose_the_manifest, _forget_a_file),
    ],
)
def test_harm_done_to_a_backup_is_named(office: Settings, harm: Callable[[KeptBackup], str]) -> None:
    backed_up = made(office)

    expected = harm(backed_up)

    assert expected in findings(office, backed_up)
    assert not backed_up.is_sound
