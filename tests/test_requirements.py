"""What is installed is named to the byte: a version and a hash for each package, and none beside them."""

import re
from pathlib import Path

import pytest

from config import ROOT

LOCKS = sorted(ROOT.glob("requirements*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_has_one_version_and_a_hash(lock: Path) -> None:
    packages = lock.read_text().replace("\\\n", " ").splitlines()

    assert len(packages) > 10
    for package in packages:
        assert re.fullmatch(r"[a-z0-9.-]+(\[\w+\])?==[\w.]+( ;[^-]+)?( +--hash=sha256:[0-9a-f]{64})+", package), package


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_what_we_ask_for_is_what_is_locked(lock: Path) -> None:
    asked = [line for line in lock.with_suffix(".in").read_text().splitlines() if line and line[0] not in "#-"]
    locked = lock.read_text()

    assert asked
    for package in asked:
        name, _, version = re.sub(r"\[\w+\]", "", package).partition("==")
        assert re.search(rf"^{re.escape(name)}(\[\w+\])?=={re.escape(version)}", locked, re.MULTILINE), package


def test_nothing_is_installed_without_its_hash() -> None:
    installing = [line for path in (ROOT / "scripts").glob("*.sh") for line in _commands(path) if "pip install" in line]

    assert len(installing) >= 3
    assert [line for line in installing if "--require-hashes" not in line] == []


def _commands(script: Path) -> list[str]:
    return script.read_text().replace("\\\n", " ").splitlines()
