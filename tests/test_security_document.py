"""docs/security.md names tests that exist, and leaves no chapter out."""

import re
from functools import cache

import pytest

from config import ROOT

DOCUMENT = (ROOT / "docs" / "security.md").read_text()
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(test_\w+)`", DOCUMENT)))
ASPECTS = (
    *("存取控制", "事件日誌與可歸責性", "營運持續計畫", "識別與鑑別"),
    *("系統與服務獲得", "系統與通訊保護", "系統與資訊完整性"),
)


@cache
def source_of(file: str) -> str:
    """What the file says; its name begins under ``tests/``, with or without that word."""
    return (ROOT / "tests" / file.removeprefix("tests/")).read_text()


@pytest.mark.parametrize(("file", "test"), NAMED, ids=lambda part: part)
def test_a_test_that_is_named_there_exists(file: str, test: str) -> None:
    assert re.search(rf"^def {test}\(", source_of(file), re.MULTILINE)


def test_every_chapter_and_aspect_has_a_row_that_names_a_test() -> None:
    rows = [row for row in DOCUMENT.splitlines() if row.startswith("| ")]

    for begin in [*ASPECTS, *(f"V{number} " for number in range(2, 15))]:
        assert any(row.startswith(f"| {begin}") and "::test_" in row for row in rows), begin
    assert any(row.startswith("| V1 ") and "`make check`" in row for row in rows)


def test_every_name_that_looks_like_a_test_was_understood() -> None:
    assert DOCUMENT.count("::test_") == len(re.findall(r"`[\w/]+\.py::test_\w+`", DOCUMENT))
