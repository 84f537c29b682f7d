"""排程: what an administrator sees of the night, and does about it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session
from support.stage import NOW
from support.visitor import Visitor

from app.domain.job_course import RunCause, RunStatus
from app.domain.roles import Role
from app.models import JobRun, Lease, ScheduledJob
from app.services.scheduling.lease import SCHEDULER

JOBS, SCAN = "/admin/jobs", "/admin/jobs/scan_slippage"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def a_run(status: RunStatus = RunStatus.DONE, *, started_at: datetime = NOW - MINUTE, **said: object) -> JobRun:
    """A run of the scan that took 65 seconds."""
    return JobRun(
        **{
            "job": "scan_slippage",
            "cause": RunCause.SCHEDULED,
            "due_at": started_at,
            "day": started_at.date(),
            "status": status,
            "attempts": 1,
            "token": 7,
            "started_at": started_at,
            "finished_at": None if status is RunStatus.RUNNING else started_at + timedelta(seconds=65),
        }
        | said
    )


def a_lease(*, until: datetime) -> Lease:
    held = {"holder": "night-host:12:ab", "held_since": NOW - DAY, "heard_at": NOW - MINUTE}
    return Lease(name=SCHEDULER, token=7, expires_at=until, **held)


@pytest.fixture
def keep(stage: Session) -> Callable[..., None]:
    """Puts rows into the database."""

    def kept(*rows: object) -> None:
        stage.rollback()
        stage.add_all(rows)
        stage.commit()

    return kept


def test_the_list_says_when_each_job_runs_how_it_went_and_what_it_did(
    visit: Callable[..., Visitor], keep: Callable[..., None]
) -> None:
    keep(a_run(outcome="新開 14、升級 0、解除 0、未結 14 件"))

    page = visit(Role.AUDITOR).get(JOBS)

    for said in ("落後掃描", "每日 01:00", "0 1 * * *", "107/12/2 01:00", "用時 1 分 5 秒", "新開 14", "完成"):
        assert said in page.text


def test_a_failure_is_red_and_says_what_went_wrong_and_when_it_is_tried_again(
    visit: Callable[..., Visitor], keep: Callable[..., None]
) -> None:
    keep(a_run(RunStatus.FAILED, attempts=2, error="OSError: 磁碟已滿"))

    page = visit(Role.ADMIN).get(JOBS)

    assert "1 項工作上次執行未完成" in page.text
    for said in ("第 2 次嘗試", "OSError: 磁碟已滿", "將於 107/12/1 17:05 重試"):
        assert said in page.text
    [word] = [one for one in page.root.all("span") if one.text == "失敗"]
    assert "tone-red" in (word.get("class") or "")


def test_what_is_not_tried_again_is_left_for_a_person(visit: Callable[..., Visitor], keep: Callable[..., None]) -> None:
    keep(a_run(RunStatus.FAILED, attempts=5, error="OSError: 磁碟已滿"))

    assert "不再自動重試" in visit(Role.ADMIN).get(SCAN).text


def test_whoever_may_look_at_jobs_sees_in_the_menu_that_one_is_red(
    visit: Callable[..., Visitor], keep: Callable[..., None]
) -> None:
    admin, officer = visit(Role.ADMIN), visit(Role.OFFICER)
    keep(a_run(RunStatus.FAILED))
    assert "項工作未完成" in admin.get("/plans").text
    assert "項工作未完成" not in officer.get("/plans").text

    keep(a_run(started_at=NOW))

    assert "項工作未完成" not in admin.get("/plans").text


def test_nobody_at_work_is_said_first(
    visit: Callable[..., Visitor], keep: Callable[..., None], engine_name: str
) -> None:
    admin = visit(Role.ADMIN)
    assert "排程程式從未執行" in admin.get(JOBS).text

    keep(a_lease(until=NOW - MINUTE), a_run(RunStatus.RUNNING))

    page = admin.get(JOBS)
    assert "自 107/12/1 16:59 起沒有回報" in page.text
    assert "中斷" in page.text  # its process is gone, whatever the ledger says
    assert "執行中" not in [one.text.strip() for one in page.root.all("span")]


def test_a_process_at_work_is_named_and_its_run_goes_on(
    visit: Callable[..., Visitor], keep: Callable[..., None], engine_name: str
) -> None:
    keep(a_lease(until=NOW + 9000 * DAY), a_run(RunStatus.RUNNING))

    page = visit(Role.ADMIN).get(JOBS)

    assert "排程程式於 night-host 執行" in page.text
    assert "已執行 1 分 0 秒" in page.text
    assert "中斷" not in page.text


def test_an_administrator_changes_the_hours_and_is_told_what_is_wrong_with_them(
    visit: Callable[..., Visitor], stage: Session
) -> None:
    admin = visit(Role.ADMIN)
    admin.get(SCAN)
    refused = admin.post(f"{SCAN}/schedule", {"cron": "0 25 * * *"}, status=422)
    assert "「時」欄須為 0 至 23" in refused.text
    assert 'value="0 25 * * *"' in refused.html

    changed = admin.post(f"{SCAN}/schedule", {"cron": "30 2 * * 1-5"})

    assert "每週一至週五 02:30" in changed.text
    assert "預設 0 1 * * *" in changed.text
    assert "107/12/3 02:30" in changed.text


def test_an_administrator_pauses_resumes_and_runs_at_once(visit: Callable[..., Visitor], stage: Session) -> None:
    admin = visit(Role.ADMIN)
    admin.get(SCAN)

    assert "恢復排程" in admin.post(f"{SCAN}/pause").text
    assert "暫停排程" in admin.post(f"{SCAN}/resume").text
    asked = admin.post(f"{SCAN}/run")

    assert "系統管理者甲於 107/12/1 17:00 要求立即執行" in asked.text
    stage.rollback()
    decided = stage.get_one(ScheduledJob, "scan_slippage")
    assert (decided.is_paused, decided.run_asked_at) == (False, NOW)
    assert "尚在等候排程程式" in admin.post(f"{SCAN}/run", status=409).text


def test_an_auditor_reads_and_finds_nothing_to_press(visit: Callable[..., Visitor], stage: Session) -> None:
    page = visit(Role.AUDITOR).get(SCAN)

    assert "立即執行" not in [button.text for button in page.root.all("button")]
    assert not [one for one in page.root.all("input") if one.get("name") == "cron"]


def test_the_runs_of_a_job_are_paged_newest_first(visit: Callable[..., Visitor], keep: Callable[..., None]) -> None:
    keep(*(a_run(started_at=NOW - number * DAY, outcome=f"第{number}夜") for number in range(60)))
    admin = visit(Role.ADMIN)

    first, second = admin.get(SCAN), admin.get(f"{SCAN}?page=2")

    assert "共 60 次，第 1 頁，共 2 頁" in first.text
    assert ("第0夜" in first.text, "第49夜" in first.text, "第50夜" in first.text) == (True, True, False)
    assert ("第50夜" in second.text, "第59夜" in second.text) == (True, True)


def test_a_job_that_does_not_exist_is_not_found(visit: Callable[..., Visitor], stage: Session) -> None:
    assert "查無排程工作" in visit(Role.ADMIN).get(f"{JOBS}/nothing", status=404).text
