"""差異分析 on the pages: the figures of the command, what the address says, and words written in the row."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from sqlalchemy import event
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual
from support.html_pages import Element
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan
from support.visitor import Page, Visitor

from app import clock
from app.demo import plan_107
from app.domain.change_request import ChangeSet, Edit
from app.domain.roles import Role
from app.services import change_requests, plans, submissions
from app.services.change_requests import Proposal

Visit = Callable[..., Visitor]
PLAN = "/plans/TEST-107/variance"
NOTE = f"{PLAN}/notes/indicators/1"
BEHIND = {
    "sentence": "完成個案輔導數較原預期規劃短少 67 案。",
    "cause": "受輔導業者因素（歇業、退出、配合度）",
    "reason": "兩家歇業",
    "remedy": "遞補廠商",
    "catch_up_on": "107/12/15",
    "responsibility": "業者",
}


@pytest.fixture
def reported(stage: Session, data_dir: Path) -> Session:
    """The small plan with 100 of 167 cases accepted at the end of the year."""
    contractor = a_person(stage, Role.CONTRACTOR, email="sender@firm.example", contractor=small_plan().contractor)
    reviewer = a_person(stage, Role.MANAGER, email="reviewer@agency.example")
    submissions.approve(stage, file_report(stage, with_actual(100), contractor, data_dir), by=reviewer, at=NOW)
    return stage


def rows(page: Page) -> dict[str, list[str]]:
    """The cells of each line by its item's text."""
    table = page.root.one("table")
    found = [row for body in table.all("tbody") for row in body.all("tr") if row.all("td")]
    return {item_of(row.one("th")): [" ".join(cell.text.split()) for cell in row.all("td")] for row in found}


def item_of(head: Element) -> str:
    """The item without the lines under it."""
    under = head.all(class_="sub")
    return (head.text.partition(under[0].text)[0] if under and under[0].text else head.text).strip()


def test_every_line_of_the_107_plan_says_what_the_command_says(
    application: Flask, stage: Session, visit: Visit
) -> None:
    a_plan(stage, plan_107.reported())

    said = json.loads(application.test_cli_runner().invoke(args=["variance", "SMEITA-107", "--json"]).output)
    content = visit(Role.OFFICER).download("/plans/SMEITA-107/variance.csv")

    lines = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    head = next(number for number, line in enumerate(lines) if line[0] == "層級")
    shown = [dict(zip(lines[head], line, strict=True)) for line in lines[head + 1 :]]
    of_command = [one for one in shown if one["層級"] not in ("經費", "人力")]

    def figures(target: str, actual: str, difference: str) -> list[Decimal | None]:
        return [Decimal(text) if text else None for text in (target, actual, difference)]

    assert [
        (one["項目"], one["單位"], figures(one["現行目標"], one["實際"], one["差異"]), one["狀態"], one["差異分析"])
        for one in of_command
    ] == [
        (
            one["item"],
            one["unit"],
            figures(one["target"] or "", one["actual"] or "", one["difference"] or ""),
            one["status"],
            one["sentence"],
        )
        for one in said
    ]
    printed = {one["項目"]: (one["現行目標"], one["實際"], one["差異分析"]) for one in shown}
    assert printed["完成個案輔導數"] == ("167", "214", "完成個案輔導數比原預期規劃超出 47 案。")
    assert printed["增加產值"] == ("3.51", "5.01", "增加產值比原預期規劃超出 1.5 億元。")


def test_a_period_that_waits_can_be_looked_at_beside_what_was_accepted(
    reported: Session, visit: Visit, data_dir: Path
) -> None:
    contractor = a_person(reported, Role.CONTRACTOR, email="other@firm.example", contractor=small_plan().contractor)
    document = plans.document(reported, plans.find(reported, "TEST-107"))
    waiting = file_report(reported, with_actual(160, document), contractor, data_dir, base_revision=2)

    page = visit(Role.OFFICER).get(f"{PLAN}?period={waiting.id}&beside=期末")

    cells = rows(page)["完成個案輔導數"]
    assert (cells[2], cells[3], cells[4]) == ("160案", "100案", "-7案")
    assert "期末（送審中，尚未核定）" in page.text


def test_the_first_target_stays_beside_every_change_of_it(reported: Session, visit: Visit) -> None:
    plan = plans.find(reported, "TEST-107")
    officer, manager = (
        a_person(reported, role, email=f"{role.name}@a.example") for role in (Role.OFFICER, Role.MANAGER)
    )
    edit = Edit("indicators", "1", "target", Decimal(167), Decimal(180))
    asked = Proposal(ChangeSet((edit,)), "預算增加", "總目標增加", plan.revision)
    request = change_requests.draft(reported, plan, asked, by=officer, at=NOW)
    change_requests.send(reported, request, by=officer, at=NOW)
    change_requests.approve(reported, request, by=manager, at=NOW)
    visitor = visit(Role.AUDITOR)

    now, first = visitor.get(PLAN), visitor.get(f"{PLAN}?baseline=original")

    cells = rows(now)["完成個案輔導數"]
    assert cells[0] == "167案以上"
    assert cells[1].startswith("180案以上")
    assert "107/12/1 核定 預算增加" in cells[1]
    assert "第 1 次變更 180案" in cells[1]
    assert cells[4] == "-80案"
    assert rows(first)["完成個案輔導數"][4] == "-67案"


def test_the_address_chooses_sorts_and_finds(reported: Session, visit: Visit) -> None:
    visitor = visit(Role.MANAGER)

    assert list(rows(visitor.get(f"{PLAN}?level=人力"))) == ["研究員級", "副研究員級"]
    assert list(rows(visitor.get(f"{PLAN}?status=未達成"))) == ["完成個案輔導數"]
    assert next(iter(rows(visitor.get(f"{PLAN}?order=worst")))) == "完成個案輔導數"
    assert list(rows(visitor.get(f"{PLAN}?q=網站"))) == ["網站累計瀏覽"]
    assert "沒有符合條件的項目" in visitor.get(f"{PLAN}?q=無此項目").text
    visitor.get(f"{PLAN}?status=大概", status=404)
    visitor.get(f"{PLAN}?period=期初", status=404)


def test_words_are_written_in_the_row_and_stay_beside_the_draft(reported: Session, visit: Visit) -> None:
    officer = visit(Role.OFFICER)

    refused = officer.post(NOTE, {"sentence": BEHIND["sentence"]}, status=422)
    saved = officer.post(NOTE, BEHIND)

    assert refused.error_of("remedy") == "請填寫改善對策。"
    assert refused.error_of("catch_up_on") == "請填寫預定趕上日期。"
    told = rows(saved)["完成個案輔導數"][-1]
    assert "已儲存差異分析。" in saved.flashes[0]
    for words in (*BEHIND.values(), "系統草稿：完成個案輔導數較原預期規劃短少 67 案，達成率 59.9%。", "計畫辦公室甲"):
        assert words in told
    assert officer.get(NOTE).value("remedy") == "遞補廠商"


def test_a_contractors_words_wait_for_the_office(reported: Session, visit: Visit) -> None:
    contractor, officer = visit(Role.CONTRACTOR), visit(Role.OFFICER)

    saved = contractor.post(NOTE, BEHIND)
    waiting = officer.get(PLAN)
    [form] = [one for one in waiting.root.all("form") if "/adopt/" in one.get("action")]
    adopted = officer.post(form.get("action"), {})

    assert "計畫辦公室採用後生效" in saved.flashes[0]
    assert "待計畫辦公室採用" in rows(waiting)["完成個案輔導數"][-1]
    assert not [one for one in contractor.get(PLAN).root.all("form") if "/adopt/" in one.get("action")]
    assert "待計畫辦公室採用" not in rows(adopted)["完成個案輔導數"][-1]


def test_a_text_is_read_before_it_is_kept_and_a_strange_figure_is_pointed_out(reported: Session, visit: Visit) -> None:
    officer = visit(Role.OFFICER)
    strange = {**BEHIND, "sentence": "較原預期規劃短少 66 案。"}

    looked_at = officer.post(f"{PLAN}/prose/indicators/1", strange)
    saved = officer.post(NOTE, strange)

    told = "文字所寫的 66 案 與本列數字（差異 67 案、實際 100 案、目標 167 案）都不相同，請確認。"
    assert told in looked_at.text
    assert told in rows(saved)["完成個案輔導數"][-1]


def test_all_plans_are_listed_with_the_worst_first_and_counted(reported: Session, visit: Visit) -> None:
    better = replace(with_actual(214), code="BETTER-107")
    a_plan(reported, better)
    manager = visit(Role.MANAGER)

    page = manager.get("/variance?roc_year=107")
    added = manager.get("/variance?roc_year=107&by=組別")

    assert [line[-2].split()[0] for line in rows_of(page)][:2] == ["未達成低於應達數，須說明", "未填報"]
    counts = next(one for one in page.root.all("ul") if one.get("aria-label") == "各狀態項數")
    assert [" ".join(one.text.split()) for one in counts.all("li")] == [
        *("超越 1 項", "達成 0 項", "未達成 1 項", "無目標 0 項", "未填報 4 項")
    ]
    [line] = [cells for cells in rows_of(added) if cells[1] == "完成個案輔導數"]
    assert line[2:9] == ["2", "2", "334案", "334案", "314案", "-20案", "94.0%"]


def rows_of(page: Page) -> list[list[str]]:
    bodies = page.root.one("table").all("tbody")
    return [
        [" ".join(cell.text.split()) for cell in (*row.all("th"), *row.all("td"))]
        for body in bodies
        for row in body.all("tr")
    ]


def test_every_level_is_listed_added_up_and_taken_away(reported: Session, visit: Visit) -> None:
    auditor = visit(Role.AUDITOR)

    for level in ("績效指標", "查核點", "經費", "人力"):
        for by in ("", "組別", "受委託單位", "分支計畫", "機關"):
            assert rows_of(auditor.get(f"/variance?roc_year=107&level={level}&by={by}")), (level, by)
        assert auditor.download(f"/variance.csv?roc_year=107&level={level}")
    assert "經濟部工業局" in auditor.download("/variance.csv?roc_year=107&by=機關").decode()


def test_of_others_plans_nobody_sees_a_line(reported: Session, visit: Visit) -> None:
    stranger = visit(Role.CONTRACTOR, contractor="另一單位", email="stranger@firm.example")

    assert "您目前沒有可以檢視的計畫" in stranger.get("/variance").text
    stranger.get(PLAN, status=403)


def test_a_page_asks_as_often_for_many_plans_as_for_one(application: Flask, reported: Session, visit: Visit) -> None:
    asked: list[str] = []
    event.listen(application.extensions["engine"], "before_cursor_execute", lambda *args: asked.append(args[2]))
    manager = visit(Role.MANAGER)

    def count() -> int:
        asked.clear()
        manager.get("/variance?roc_year=107")
        return len(asked)

    count()  # the first page after signing in writes when the person was last seen
    one = count()
    for number in range(5):
        a_plan(reported, replace(small_plan(), code=f"MORE-{number}"))

    assert count() == one <= 14  # the frame of every page among them


def test_files_hold_typed_figures_and_no_formula(reported: Session, visit: Visit) -> None:
    officer = visit(Role.OFFICER)
    officer.post(NOTE, {**BEHIND, "reason": "=HYPERLINK(1)"})

    books: dict[str, Any] = {kind: officer.download(f"{PLAN}.{kind}?order=worst") for kind in ("xlsx", "ods", "csv")}

    sheet = load_workbook(BytesIO(books["xlsx"])).worksheets[0]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert cells["=HYPERLINK(1)"].data_type == "s"
    assert cells[-67].number_format == "#,##0"
    assert "對照現行目標值" in cells
    ods = CalamineWorkbook.from_filelike(BytesIO(books["ods"])).get_sheet_by_index(0).to_python()
    assert any(-67.0 in line and "=HYPERLINK(1)" in line for line in ods)
    assert "'=HYPERLINK(1)" in books["csv"].decode("utf-8-sig")


def test_the_list_judges_a_line_by_the_day_of_its_report_as_the_plans_own_page_does(
    stage: Session, visit: Visit, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contractor = a_person(stage, Role.CONTRACTOR, email="sender@firm.example", contractor=small_plan().contractor)
    reviewer = a_person(stage, Role.MANAGER, email="reviewer@agency.example")
    submissions.approve(stage, file_report(stage, with_actual(149), contractor, data_dir), by=reviewer, at=NOW)
    later = NOW.replace(year=2019)
    monkeypatch.setattr(clock, "now", lambda: later)
    monkeypatch.setattr(clock, "today", lambda: later.date())
    manager = visit(Role.MANAGER)

    of_plan = rows(manager.get(PLAN))["完成個案輔導數"]
    in_list = rows(manager.get("/variance?roc_year=107"))["完成個案輔導數"]

    assert of_plan[-2:] == in_list[-2:]
    assert of_plan[-2] == "未達成期程尚未屆滿"
