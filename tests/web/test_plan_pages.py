"""The list of plans, the page of one, the alerts: what a manager reads off them."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual
from support.plan_builder import plan as small_plan
from support.stage import NOW
from support.visitor import Visitor

from app.domain.roles import Role
from app.services import accounts, plans, submissions

PLAN = "/plans/TEST-107"


def test_the_plan_page_says_where_it_slips_how_far_and_who_acts(visit: Callable[..., Visitor]) -> None:
    page = visit(Role.MANAGER).get(PLAN)

    assert page.root.one(class_="light-lg").text == "紅燈 嚴重落後"
    assert "逾期 215 天" in page.root.one("tr", id="checkpoint-A-2").text  # 107/4/30 to 107/12/1
    assert "尚餘 15 天" in page.root.one("tr", id="checkpoint-B-2").text
    assert "財團法人示範中心" in page.text


def test_the_light_says_what_the_rule_behind_it_says(visit: Callable[..., Visitor], stage: Session) -> None:
    empty = replace(small_plan(), code="EMPTY-106", checkpoints=(), periods=())  # closed, and nothing to measure
    plans.add(stage, empty, is_demo=False, by=None, at=NOW)
    stage.commit()
    manager = visit(Role.MANAGER)

    assert manager.get("/plans/EMPTY-106").root.one(class_="light-lg").text == "灰燈 未填報"
    [line] = [row.text for row in manager.get("/plans").root.all("tr") if "沒有可計算的進度" in row.text]
    assert "灰燈：未填報" in line


def test_a_figure_stands_in_its_printed_unit_beside_its_target(
    visit: Callable[..., Visitor], stage: Session, data_dir: Path
) -> None:
    officer = visit(Role.OFFICER)
    person = accounts.by_email(stage, "officer@agency.example")
    submissions.approve(stage, file_report(stage, with_actual(214), person, data_dir), by=person, at=NOW)

    section = officer.get(PLAN).root.one("section", id="indicators")
    rows = [row for row in section.all("tr") if (row.get("id") or "").startswith("indicator-")]

    first = next(row for row in rows if "完成個案輔導數" in row.text or "技術服務家數" in row.text)
    assert "167案以上 214案 +47案 128.1% 超越" in first.text
    assert "完成個案輔導數比原預期規劃超出 47 案。" in first.text
    assert "3.51億元" in next(row.text for row in rows if "增加產值" in row.text)


@pytest.mark.parametrize(("role", "may"), [(Role.OFFICER, True), (Role.MANAGER, True), (Role.AUDITOR, False)])
def test_a_scan_is_offered_to_those_who_may_start_one(visit: Callable[..., Visitor], role: Role, may: bool) -> None:
    page = visit(role).get(PLAN)

    assert ("立即掃描" in [button.text for button in page.root.all("button")]) is may


def test_a_scan_on_demand_opens_alerts_once(visit: Callable[..., Visitor]) -> None:
    manager = visit(Role.MANAGER)
    assert "沒有符合條件的警示" in manager.get("/alerts").text
    manager.get(PLAN)

    first = manager.post(f"{PLAN}/scan")
    again = manager.post(f"{PLAN}/scan")

    assert first.flashes[0].startswith("掃描完成：新開 4、")
    assert again.flashes[0].startswith("掃描完成：新開 0、")
    listed = manager.get("/alerts")
    assert "共 4 件警示" in listed.text
    opened = [manager.get(link) for link in listed.hrefs if re.fullmatch(r"/alerts/\d+", link)]
    leads_to = {link.get("href") for page in opened for link in page.root.all("a")}
    assert {f"{PLAN}#checkpoint-A-2", f"{PLAN}#submissions"} <= leads_to


def test_a_scan_is_refused_to_those_who_may_not(visit: Callable[..., Visitor]) -> None:
    auditor = visit(Role.AUDITOR)
    auditor.get(PLAN)

    auditor.post(f"{PLAN}/scan", status=403)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("?q=示範輔導", True),
        ("?q=test-107", True),
        ("?q=別的計畫", False),
        ("?roc_year=107", True),
        ("?roc_year=108", False),
        ("?light=紅", True),
        ("?light=綠", False),
        ("?roc_year=nonsense&page=999", True),
    ],
)
def test_the_list_of_plans_is_filtered(visit: Callable[..., Visitor], query: str, found: bool) -> None:
    page = visit(Role.OFFICER).get(f"/plans{query}")

    assert (PLAN in page.hrefs) is found


def test_filters_of_the_alerts_are_kept_in_the_form(visit: Callable[..., Visitor]) -> None:
    page = visit(Role.OFFICER).get("/alerts?status=resolved&light=紅&plan=TEST-107")

    assert [option.get("value") for option in page.root.all("option", selected="")] == ["resolved", "紅", "TEST-107"]


def test_names_are_shown_as_text_whatever_is_in_them(visit: Callable[..., Visitor]) -> None:
    page = visit(Role.OFFICER).get("/plans?q=<script>alert(1)</script>")

    assert page.root.one(id="filter-q").get("value") == "<script>alert(1)</script>"


def test_who_has_no_plan_yet_is_told_so_and_not_to_loosen_filters(visit: Callable[..., Visitor]) -> None:
    page = visit(Role.CONTRACTOR, email="other@firm.example", contractor="財團法人他單位").get("/plans")

    assert "您目前沒有可以檢視的計畫" in page.root.text
    assert "篩選條件" not in page.root.one(id="results").text
