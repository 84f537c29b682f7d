"""本週變化 and 進度走勢: what was kept, as people read it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual, with_checkpoint
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan
from support.visitor import Visitor

from app.domain.roles import Role
from app.services import snapshots, submissions

PLAN = "/plans/TEST-107"


def keep(session: Session, at: datetime) -> None:
    snapshots.take(session, on=at.date(), at=at)


@pytest.fixture
def two_weeks(stage: Session, data_dir: object) -> Session:
    """Kept ten days ago and today; in between, one plan was reported on and another came."""
    untouched = replace(small_plan(), code="QUIET-107", name="平靜計畫")
    a_plan(stage, untouched)
    keep(stage, NOW - timedelta(days=10))
    reporter = a_person(stage, Role.CONTRACTOR, email="reporter@firm.example", contractor=small_plan().contractor)
    done = with_checkpoint("B-1", with_actual(214), completed_on=NOW.date(), delay_reason="配合廠商排程")
    filed = file_report(stage, done, reporter, data_dir)  # type: ignore[arg-type]
    submissions.approve(stage, filed, by=a_person(stage, Role.MANAGER, email="m@agency.example"), at=NOW)
    a_plan(stage, replace(small_plan(), code="NEW-107"))
    keep(stage, NOW)
    return stage


def test_the_page_says_what_is_different_since_a_week_ago(visit: Callable[..., Visitor], two_weeks: Session) -> None:
    page = visit(Role.MANAGER).get("/week")

    assert "指標 1 完成個案輔導數 —未填報 → 214案" in page.text.replace(" 案", "案")
    assert "完成查核點 B-1" in " ".join(page.text.split())
    assert "107/11/21 至 107/12/1" in page.text
    assert "另有 1 項計畫沒有變化" in page.text
    assert "1 項計畫的紀錄不足兩天，無從比較：NEW-107" in page.text
    assert f"{PLAN}" in page.hrefs


def test_before_two_days_are_kept_the_page_says_so(visit: Callable[..., Visitor], stage: Session) -> None:
    assert "還沒有可以比較的紀錄" in visit(Role.AUDITOR).get("/week").text


def test_nothing_different_is_said_too(visit: Callable[..., Visitor], stage: Session) -> None:
    keep(stage, NOW - timedelta(days=1))
    keep(stage, NOW)

    assert "沒有變化" in visit(Role.MANAGER).get("/week?since=107/11/30").text


def test_a_day_that_cannot_be_read_is_told_beside_what_was_typed(
    visit: Callable[..., Visitor], two_weeks: Session
) -> None:
    page = visit(Role.MANAGER).get("/week?since=昨天", status=422)

    assert page.value("since") == "昨天"
    assert any("昨天" in flash for flash in page.flashes)


def test_nobody_reads_of_a_plan_that_is_not_theirs(visit: Callable[..., Visitor], two_weeks: Session) -> None:
    page = visit(Role.CONTRACTOR, contractor="財團法人他單位").get("/week")

    assert "示範輔導計畫" not in page.text
    assert "NEW-107" not in page.text


def test_the_days_of_a_plan_show_how_it_went(visit: Callable[..., Visitor], two_weeks: Session) -> None:
    page = visit(Role.MANAGER).get(f"{PLAN}/days")

    assert [row.one("th").text for row in page.root.one("tbody").all("tr")] == ["107/12/1", "107/11/21"]
    assert "事後回算" not in page.text


def test_one_day_is_no_trend(visit: Callable[..., Visitor], stage: Session) -> None:
    keep(stage, NOW)

    page = visit(Role.MANAGER).get(f"{PLAN}/days")

    assert "留存的日期還不足兩天" in page.text
    assert not page.root.all("table")
