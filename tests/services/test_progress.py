"""How far the work is: told to the one who waits, to nobody else, and not when it is done."""

import os
import time
from pathlib import Path

import pytest

from app.services import progress
from app.services.progress import Progress, Report

READING = Progress("讀取", 5000, 20000)


def test_who_waits_is_told_how_far_the_work_is(tmp_path: Path) -> None:
    with Report(tmp_path, "token", owner=1) as report:
        report.tell(READING)

        assert progress.of(tmp_path, "token", owner=1) == READING


@pytest.mark.parametrize(("token", "owner"), [("token", 2), ("other", 1), ("../token", 1)])
def test_nobody_else_is_told(tmp_path: Path, token: str, owner: int) -> None:
    with Report(tmp_path, "token", owner=1) as report:
        report.tell(READING)

        assert progress.of(tmp_path, token, owner) is None


def test_nothing_is_told_of_work_that_ended_even_badly(tmp_path: Path) -> None:
    def break_at_work() -> None:
        with Report(tmp_path, "token", owner=1) as report:
            report.tell(READING)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_at_work()

    assert progress.of(tmp_path, "token", owner=1) is None


def test_what_a_broken_process_left_is_swept_away_after_a_day(tmp_path: Path) -> None:
    left = tmp_path / "progress" / "left.json"
    left.parent.mkdir()
    left.write_text("{}")
    long_ago = time.time() - 25 * 3600
    os.utime(left, (long_ago, long_ago))

    with Report(tmp_path, "token", owner=1):
        assert not left.exists()


def test_a_new_stage_is_told_at_once(tmp_path: Path) -> None:
    with Report(tmp_path, "token", owner=1) as report:
        report.tell(READING)
        report.tell(Progress("讀取", 5001, 20000))
        report.tell(Progress("比對"))

        assert progress.of(tmp_path, "token", owner=1) == Progress("比對")
