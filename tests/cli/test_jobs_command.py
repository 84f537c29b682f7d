"""``flask jobs``: how the night went, and a job by hand."""

import pytest

from .conftest import Command

pytestmark = pytest.mark.slow  # each sets up the demonstration


def test_a_job_is_run_by_hand_for_any_day_and_stands_in_the_list(demo: Command) -> None:
    before = demo("jobs", "list", "--json")
    assert (before.code, before.value["scheduler"]["at_work"]) == (1, False)  # nobody is at work

    done = demo("jobs", "run", "scan_slippage", "--on", "2018-07-31", "--json")

    assert done.code == 0, done.err
    assert (done.value["job"], done.value["day"]) == ("scan_slippage", "2018-07-31")
    assert done.value["outcome"].startswith("新開 14")
    [scan] = [one for one in demo("jobs", "list", "--json").value["jobs"] if one["name"] == "scan_slippage"]
    assert (scan["cron"], scan["paused"]) == ("0 1 * * *", False)
    assert (scan["last"]["status"], scan["last"]["cause"], scan["last"]["day"]) == ("完成", "命令列", "2018-07-31")
    assert "排程程式未執行" in demo("jobs", "list").out


def test_a_job_that_does_not_exist_is_refused_in_words(demo: Command) -> None:
    done = demo("jobs", "run", "nothing", "--json")

    assert (done.code, done.value["error"]["code"]) == (1, "NotFound")
