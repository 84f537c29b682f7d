"""Five thousand valid files with something changed in them: read, or cleanly refused, and never anything else."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from functools import cache

import pytest
from support import fuzz_worker
from support.mutation import mutated

from app.domain import canonical
from app.workbooks.safety import read_safely
from config import ROOT
from tests.fixtures.workbooks import seeds

pytestmark = pytest.mark.slow

MUTATIONS, BATCH = 5_000, 500
SAMPLE = range(BATCH)
HEAVY = "file_too_heavy"


@cache
def answers(first: int) -> dict[int, list[str]]:
    """What came of the files of one batch, by their numbers."""
    found: dict[int, list[str]] = {}
    while len(found) < BATCH:
        found |= _answers_from(first + len(found), first + BATCH)
    return found


def _answers_from(first: int, last: int) -> dict[int, list[str]]:
    """The answers from ``first`` on; a process that was ended has answered for the last number that it said."""
    command = [sys.executable, fuzz_worker.__file__, str(first), str(last)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    found: dict[int, list[str]] = {}
    for line in done.stdout.splitlines():
        number, _, codes = line.partition(" ")
        found[int(number)] = json.loads(codes) if codes else [_end_of(done)]
    assert found, done.stderr
    return found


def _end_of(done: subprocess.CompletedProcess[str]) -> str:
    # An allocation beyond the limit aborts the reading library; the real door answers that the file is too heavy.
    if done.returncode == -signal.SIGABRT and "memory allocation" in done.stderr:
        return HEAVY
    return f"ENDED with {done.returncode}: {done.stderr[-500:]}"


@pytest.mark.parametrize("first", range(0, MUTATIONS, BATCH))
def test_no_mutation_is_answered_with_an_exception_or_the_end_of_the_process(first):
    codes = answers(first)

    assert {number: said for number, said in codes.items() if any(" " in code for code in said)} == {}
    assert all(codes.values())


def test_the_mutations_reach_deep():
    """Most must get past the first look, and past the reading library, or the run says little."""
    codes = Counter(code for said in answers(SAMPLE.start).values() for code in said)
    read = [number for number, said in answers(SAMPLE.start).items() if not said[0].startswith("file_")]

    assert len(read) > BATCH * 0.5
    assert codes["accepted"] > BATCH * 0.15
    assert codes[HEAVY] < BATCH * 0.01
    assert len(codes) > 20


@pytest.mark.parametrize("number", SAMPLE[::10])
def test_the_real_door_says_the_same(number):
    base = canonical.from_json(seeds.PLAN.read_text())

    assert fuzz_worker.judged(read_safely(mutated(number)), base) == answers(SAMPLE.start)[number]
