"""The grid of a section on a page: filled by pasting, checked like a workbook, and nobody's who may not report."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from support.visitor import Page, Visitor
from werkzeug.test import encode_multipart

from app.domain.roles import Role
from app.models import Submission

PLAN = "/plans/TEST-107"
GRID = f"{PLAN}/periods/期末/grid"
INDICATORS = f"{GRID}/indicators"


def typed(page: Page, row_key: str | None, **texts: str) -> str:
    """What the page sends back when these texts are typed into a row."""
    rows = json.loads(page.value("state"))
    next(row for row in rows if row["key"] == row_key and not row["texts"])["texts"] = texts
    return json.dumps(rows)


def fields(page: Page, **others: str) -> dict[str, str]:
    """The fields that the page sends along."""
    return {"revision": page.value("revision"), "state": page.value("state"), **others}


def cell(page: Page, row: int, field: str) -> str:
    """What stands in an open cell, without the line end that HTML takes for none."""
    found = page.root.one(id=f"cell-{row}-{field}")
    return found.get("value") if found.tag == "input" else found.text.strip()


@pytest.fixture
def contractor(visit: Callable[..., Visitor]) -> Visitor:
    return visit(Role.CONTRACTOR)


def test_the_plan_page_leads_to_the_grid_whose_columns_are_those_of_the_workbook(contractor: Visitor) -> None:
    assert f"{GRID}/checkpoints" in [link.replace("%E6%9C%9F%E6%9C%AB", "期末") for link in contractor.get(PLAN).hrefs]

    page = contractor.get(INDICATORS)

    assert [head.text for head in page.root.one("table", class_="grid-table").all("th", scope="col")] == [
        *("編號", "屬性", "類別", "項目", "單位", "原訂目標值", "實際達成值", "效益說明", "重大突破")
    ]
    row = page.root.one("table", class_="grid-table").one("tbody").all("tr")[1]
    assert [c.text for c in row.all("td") if not c.all("input") and not c.all("textarea")][-1] == "3.51"
    assert [c.get("data-field") for c in (*row.all("input"), *row.all("textarea"))] == [
        *("actual", "benefit_note", "breakthrough")
    ]


def test_what_is_typed_becomes_a_draft_that_shows_its_differences_and_is_sent(
    contractor: Visitor, stage: Session
) -> None:
    grid = contractor.get(INDICATORS)

    page = contractor.post(INDICATORS, fields(grid, state=typed(grid, "2", actual="5.01億元"), action="check"))

    assert page.path == "/submissions/1"
    assert "5.01 億元" in page.text
    assert "網頁填報" in page.text
    assert "等待計畫辦公室審查" in contractor.post("/submissions/1/send").text


def test_without_scripts_a_block_with_its_headers_goes_the_same_way(contractor: Visitor) -> None:
    grid = contractor.get(INDICATORS)
    block = '編號\t實際達成值\t效益說明\r\n1\t214\t"第一行\n第二行"\r\n2\t5.01\t說明\r\n'

    page = contractor.post(INDICATORS, fields(grid, pasted=block, action="check"))

    assert page.path == "/submissions/1"
    assert "214 案" in page.text
    assert "第二行" in page.text


def test_a_pasted_block_stands_in_the_grid_and_nothing_is_kept(contractor: Visitor, stage: Session) -> None:
    grid = contractor.get(INDICATORS)

    page = contractor.post(
        INDICATORS, fields(grid, pasted="214\t說明\n5.01\t", at_row="0", at_field="actual", action="paste")
    )

    assert "自「實際達成值」欄起對應各欄" in page.flashes[0]
    assert (cell(page, 0, "actual"), cell(page, 0, "benefit_note"), cell(page, 1, "actual")) == ("214", "說明", "5.01")
    assert page.root.one(id="grid-count").text == "3"
    assert stage.scalar(select(func.count()).select_from(Submission)) == 0


def test_what_is_wrong_is_said_at_its_cell_and_what_was_typed_stays(contractor: Visitor, stage: Session) -> None:
    grid = contractor.get(INDICATORS)

    page = contractor.post(
        INDICATORS, fields(grid, state=typed(grid, "2", actual="214 案", benefit_note="<b>說明</b>"), action="check"),
        status=422,
    )  # fmt: skip

    wrong = page.root.one(id="cell-1-actual")
    assert wrong.get("value") == "214 案"
    assert "兩者不能互換" in page.root.one(id=wrong.get("aria-describedby").split()[-1]).text
    assert wrong.get("aria-invalid") == "true"
    assert cell(page, 1, "benefit_note") == "<b>說明</b>"
    assert "#cell-1-actual" in [link.get("href") for link in page.root.all("a")]
    assert stage.scalar(select(func.count()).select_from(Submission)) == 0


def test_a_block_that_does_not_fit_is_refused_and_what_was_typed_stays(contractor: Visitor) -> None:
    grid = contractor.get(INDICATORS)
    state = typed(grid, "1", actual="214")

    page = contractor.post(
        INDICATORS,
        fields(grid, state=state, pasted="1\n2\n3\n4", at_row="0", at_field="actual", action="paste"),
        status=422,
    )

    assert "貼上的內容有 4 列，從這一格起只有 3 列" in page.flashes[0]
    assert cell(page, 0, "actual") == "214"


def test_a_locked_cell_that_a_block_says_otherwise_is_marked_until_the_person_keeps_it(contractor: Visitor) -> None:
    grid = contractor.get(INDICATORS)
    block = fields(grid, pasted="編號\t單位\t實際達成值\n1\t家\t214", action="paste")

    marked = contractor.post(INDICATORS, block)
    kept = contractor.post(INDICATORS, fields(marked, action="keep-locked"))

    assert "鎖定欄，內容不同：家" in marked.root.one(id="cell-0-unit").text
    assert "保留鎖定欄原值（1 格）" in marked.text
    assert contractor.post(INDICATORS, fields(marked, action="check"), status=422)
    assert kept.root.one(id="cell-0-unit").text == "案"
    assert contractor.post(INDICATORS, fields(kept, action="check")).path == "/submissions/1"


def test_a_new_case_is_added_below_the_others(contractor: Visitor) -> None:
    grid = contractor.get(f"{GRID}/cases")
    state = typed(grid, None, key="107-0003", firm_name="新公司", tax_id="04595257", state="結案", county="台中市")

    page = contractor.post(f"{GRID}/cases", fields(grid, state=state, action="check"))

    assert "107-0003 新公司" in page.text
    assert "臺中市" in page.text


def test_a_change_accepted_meanwhile_is_told_and_put_before_the_one_who_types(visit: Callable[..., Visitor]) -> None:
    contractor, officer = visit(Role.CONTRACTOR), visit(Role.OFFICER)
    grid = contractor.get(INDICATORS)
    form = officer.get(f"{PLAN}/indicators/1/report")
    officer.post(f"{PLAN}/indicators/1/report", {"actual": "214", "revision": form.value("revision")})

    wrong = contractor.post(INDICATORS, fields(grid, state=typed(grid, "1", actual="x"), action="check"), status=422)
    sent = fields(wrong, state=typed(grid, "1", actual="215"), action="check")
    page = contractor.post(INDICATORS, sent, status=409)

    assert "已有其他核定的變更" in wrong.flashes[0]
    assert "其他人也改了下列 1 格" in page.flashes[0]
    assert "214 案" in page.text


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN, Role.MANAGER])
def test_who_may_not_report_finds_no_grid_and_is_refused(visit: Callable[..., Visitor], role: Role) -> None:
    visitor = visit(role)

    assert not [link for link in visitor.get(PLAN).hrefs if "/grid/" in link]
    visitor.get(INDICATORS, status=403)
    visitor.get(PLAN)
    visitor.post(INDICATORS, {"revision": "1", "state": "[]"}, status=403)


def test_an_officer_is_told_for_whom_the_report_is(visit: Callable[..., Visitor]) -> None:
    assert "您正代「財團法人示範中心」填報" in visit(Role.OFFICER).get(INDICATORS).flashes[0]


def test_a_contractor_of_another_organisation_is_turned_away(visit: Callable[..., Visitor]) -> None:
    visit(Role.CONTRACTOR, email="other@firm.example", contractor="財團法人他單位").get(INDICATORS, status=403)


@pytest.mark.parametrize("address", [f"{GRID}/budget", f"{PLAN}/periods/年終/grid/indicators"])
def test_a_grid_that_does_not_exist_is_said_in_words(contractor: Visitor, address: str) -> None:
    contractor.get(address, status=404)


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"revision": "1", "state": "{"}, 409, "內容不完整"),
        ({"revision": "1"}, 409, "內容不完整"),
        ({"revision": "99", "state": "[]"}, 404, "請重新開啟填報頁面"),
        ({"state": "[]"}, 404, "請重新開啟填報頁面"),
        ({"revision": "x", "state": "[]"}, 404, "請重新開啟填報頁面"),
    ],
)
def test_what_is_sent_broken_changes_nothing_and_says_so(
    contractor: Visitor, sent: dict[str, str], status: int, words: str
) -> None:
    contractor.get(INDICATORS)

    assert words in contractor.post(INDICATORS, sent, status=status).text


@pytest.mark.parametrize("length", [1_100_000, 1_500_000], ids=["for-the-grid", "for-any-page"])
def test_what_is_too_much_for_a_page_is_refused_in_words(contractor: Visitor, length: int) -> None:
    contractor.get(INDICATORS)
    fields = {"csrf_token": contractor.token, "revision": "1", "state": "[]", "pasted": "甲" * length}
    boundary, body = encode_multipart(fields)

    answer = contractor.client.post(INDICATORS, data=body, content_type=f"multipart/form-data; boundary={boundary}")

    assert answer.status_code in {413, 422}
    assert "改用活頁簿上傳" in answer.text
    assert "甲甲" not in answer.text


def keep(contractor: Visitor, page: Page, state: str, *, status: int = 200, **more: str) -> dict[str, Any]:
    """What the page's script hears when it keeps what is typed."""
    sent = {"csrf_token": contractor.token, **fields(page, state=state, draft=page.value("draft")), **more}
    answer = contractor.client.post(f"{INDICATORS}/draft", data=sent)
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.get_json()
    return told


def test_what_is_typed_is_kept_said_back_and_there_again(contractor: Visitor) -> None:
    grid = contractor.get(INDICATORS)

    said = keep(contractor, grid, typed(grid, "2", actual="5.01"))
    again = contractor.get(INDICATORS)

    assert said["cells"][0]["echo"] == "5.01 億元 = 501,000,000 元"
    assert (said["draft"], said["saved"][:5]) == (1, "已儲存草稿")
    assert cell(again, 1, "actual") == "5.01"
    sent = contractor.post(INDICATORS, fields(again, action="check"))
    assert sent.path == "/submissions/1"
    assert cell(contractor.get(INDICATORS), 1, "actual") == ""


def test_what_is_wrong_is_said_while_it_is_typed(contractor: Visitor) -> None:
    grid = contractor.get(INDICATORS)
    said = keep(contractor, grid, typed(grid, "2", actual="214 案"))
    wrong = next(one for one in said["cells"] if one["field"] == "actual")
    assert (wrong["row"], wrong["problems"][0]["level"]) == (1, "error")


def test_another_window_hears_what_differs_and_may_overwrite_it(contractor: Visitor) -> None:
    grid = contractor.get(INDICATORS)
    keep(contractor, grid, typed(grid, "2", actual="5.01"))

    moved = keep(contractor, grid, typed(grid, "2", actual="4"), status=409)
    keep(contractor, grid, typed(grid, "2", actual="4"), overwrite="y")

    assert moved["cells"] == [{"label": "2 實際達成值", "theirs": "5.01", "mine": "4"}]
    assert cell(contractor.get(INDICATORS), 1, "actual") == "4"


def test_a_draft_is_thrown_away(contractor: Visitor) -> None:
    grid = contractor.get(INDICATORS)
    keep(contractor, grid, typed(grid, "2", actual="5.01"))

    page = contractor.post(INDICATORS, fields(contractor.get(INDICATORS), action="discard"))

    assert "已捨棄草稿" in page.flashes[0]
    assert cell(page, 1, "actual") == ""
