"""The corpus of awkward files, each read through the real door and held against what was written down by hand."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session
from support.stage import NOW

from app.database import make_engine, make_session_factory
from app.domain import canonical
from app.domain.findings import Problem
from app.domain.merge import is_blank
from app.services import plans, revisions, workbook_exchange
from app.workbooks.reader import read_workbook
from tests.fixtures.workbooks import seeds
from tests.fixtures.workbooks.build import FILES, RECIPES, build
from tests.fixtures.workbooks.packing import unzipped

pytestmark = pytest.mark.slow  # a process for every file; make test runs them

ASKS = re.compile("[請須]|視為|是否")
ON = date(2018, 12, 1)
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((FILES.parent / "expected.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def session(databases_of):
    """A database with the plan of the corpus; nothing that is tested here depends on which engine keeps it."""
    databases = databases_of("sqlite")
    url = databases.migrated()
    engine = make_engine(url)
    with make_session_factory(engine)() as session:
        _set_up_the_plan(session)
        yield session
    engine.dispose()
    databases.drop(url)


def _set_up_the_plan(session: Session) -> None:
    plan = plans.add(session, canonical.from_json(seeds.PLAN.read_text()), is_demo=False, by=None, at=NOW)
    revision, exported = revisions.find(session, plan, 1), read_workbook(seeds.XLSX).meta
    assert revision is not None
    assert exported is not None
    # A document that has gained a field since has another hash; a revision keeps the one it was stored with.
    revision.sha256 = exported.fingerprint
    session.commit()


def _cases():
    for name, expected in EXPECTED.items():
        fault = expected.get("known_fault")
        marks = [pytest.mark.xfail(strict=True, reason=fault)] if fault else []
        yield pytest.param(name, id=name, marks=marks)


@pytest.mark.parametrize("name", list(_cases()))
def test_a_file_is_answered_as_its_author_needs(session, name):
    examined = workbook_exchange.examine(session, (FILES / name).read_bytes(), name, by=None, on=ON)

    problems = sorted(map(_problem, examined.problems))
    assert problems == sorted(EXPECTED[name].get("problems", ()))
    assert examined.is_accepted == (not any(" 錯誤 " in problem for problem in problems))
    assert sorted(_changes(examined)) == sorted(EXPECTED[name].get("changes", ()))
    assert [one.message for one in examined.problems if not ASKS.search(one.message)] == []
    assert not session.dirty
    assert not session.new


def _problem(problem: Problem) -> str:
    return f"{problem.sheet or '-'} {problem.cell or '-'} {problem.severity} {problem.code}"


def _changes(examined):
    if examined.merge is None:
        return
    assert examined.merge.conflicts == ()
    for change in examined.merge.changes:
        parts = change.theirs if isinstance(change.theirs, tuple) else (change.theirs,)
        said = " ".join("(blank)" if is_blank(part) else str(canonical.encode(part)) for part in parts)
        yield f"{change.id} = {said}"
    for added in examined.merge.added:
        yield f"{added.section}/{added.key} added"


def test_every_file_has_its_recipe_and_its_expectation():
    assert {path.name for path in FILES.iterdir()} == set(RECIPES) == set(EXPECTED)


def test_every_recipe_tells_what_the_person_did():
    assert [name for name, recipe in RECIPES.items() if not recipe.__doc__] == []


def test_the_corpus_stays_small():
    assert sum(path.stat().st_size for path in FILES.iterdir()) < 2_000_000


def test_the_recipes_make_the_files(tmp_path):
    build(tmp_path)

    assert [path.name for path in FILES.iterdir() if not _same(path, tmp_path / path.name)] == []


def _same(kept: Path, made: Path) -> bool:
    """Byte for byte; of packages the parts, because how tightly they are packed depends on the machine's library."""
    if kept.read_bytes() == made.read_bytes():
        return True
    try:
        return list(unzipped(kept.read_bytes()).items()) == list(unzipped(made.read_bytes()).items())
    except Exception:
        return False
