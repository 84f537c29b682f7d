"""A file that was not accepted has a page of its own, and stays in the list of its period."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session
from support.filing import WORKBOOK, filled, typed, with_actual
from support.plan_builder import case
from support.plan_builder import plan as small_plan
from support.visitor import Page, Visitor

from app.domain.roles import Role

pytestmark = pytest.mark.slow  # these run whole workbooks; make test runs them

PLAN = "/plans/TEST-107"
UPLOAD = f"{PLAN}/submissions/new"


def upload_bad(contractor: Visitor, directory: Path) -> Page:
    """Send a workbook in which one figure is none."""
    content = filled(contractor, with_actual(214), directory)
    content, _ = typed(content, directory, "績效指標", "實際達成值", "增加產值", "很多")
    contractor.get(UPLOAD)
    return contractor.upload(UPLOAD, content, "期末.xlsx")


def test_it_is_listed_for_its_author_and_for_reviewers_alone(
    visit: Callable[..., Visitor], stage: Session, tmp_path: Path
) -> None:
    contractor, officer, auditor = visit(Role.CONTRACTOR), visit(Role.OFFICER), visit(Role.AUDITOR)
    upload_bad(contractor, tmp_path)

    for person in (contractor, officer):
        assert "第 1 版 未收" in person.get(PLAN).root.one("section", id="submissions").text
    assert "未收" not in auditor.get(PLAN).root.one("section", id="submissions").text
    auditor.get("/submissions/1", status=404)
    assert "沒有待審的期報" in officer.get("/submissions").text


def test_its_author_may_have_it_read_again_and_a_reviewer_may_look(
    visit: Callable[..., Visitor], stage: Session, tmp_path: Path
) -> None:
    contractor, officer = visit(Role.CONTRACTOR), visit(Role.OFFICER)
    upload_bad(contractor, tmp_path)

    page = officer.get("/submissions/1")
    assert "重新檢核" not in [button.text for button in page.root.all("button")]
    officer.post("/submissions/1/recheck", status=403)
    contractor.get("/submissions/1")
    again = contractor.post("/submissions/1/recheck")

    assert again.flashes[0] == "已重新檢核，檔案仍有錯誤，請依下表修正。"
    assert "很多" in again.root.one("section", id="problems").text


def test_the_same_file_again_leads_to_the_first_with_a_word_about_it(
    visit: Callable[..., Visitor], stage: Session, tmp_path: Path
) -> None:
    contractor = visit(Role.CONTRACTOR)
    upload_bad(contractor, tmp_path)
    content = contractor.download("/submissions/1/source")
    contractor.get(UPLOAD)

    page = contractor.upload(UPLOAD, content, "另一個檔名.xlsx")

    assert page.path == "/submissions/1"
    assert page.flashes[0] == "這個檔案已於 107/12/1 17:00 上傳過（第 1 版，未收）。"


def test_a_reviewer_waives_a_rule_and_the_author_sends_the_file(
    visit: Callable[..., Visitor], stage: Session, tmp_path: Path
) -> None:
    contractor, officer = visit(Role.CONTRACTOR), visit(Role.OFFICER)
    content, _ = typed(contractor.download(WORKBOOK), tmp_path, "經費", "執行數", "營業稅", 260_001)
    contractor.get(UPLOAD)
    assert "豁免" not in contractor.upload(UPLOAD, content, "期末.xlsx").text
    page = officer.get("/submissions/1")
    assert [option.text for option in page.root.all("option")] == ["政府經費超支：經費 一-3|政府經費"]

    waived = officer.post(
        "/submissions/1/waivers", {"waived": "over_contract/一-3|政府經費", "reason": "契約變更辦理中"}
    )
    assert "已沒有擋件的錯誤" in waived.flashes[1]
    contractor.get("/submissions/1")
    draft = contractor.post("/submissions/1/recheck")
    assert draft.flashes[0] == "已重新檢核，沒有錯誤；請確認差異後送審。"
    contractor.post("/submissions/1/send")

    review = officer.get("/submissions/1")
    assert "政府經費超支（一-3|政府經費） 契約變更辦理中" in review.root.one("section", id="waivers").text
    assert "（已豁免：契約變更辦理中）" in review.root.one("section", id="problems").text


@pytest.mark.parametrize(("upload_waivable", "kept"), [(True, "契約變更辦理中"), (False, None)])
def test_a_refused_waiver_says_why_and_keeps_what_was_typed(
    visit: Callable[..., Visitor], stage: Session, tmp_path: Path, upload_waivable: bool, kept: str | None
) -> None:
    contractor, officer = visit(Role.CONTRACTOR), visit(Role.OFFICER)
    if upload_waivable:
        content, _ = typed(contractor.download(WORKBOOK), tmp_path, "經費", "執行數", "營業稅", 260_001)
        contractor.get(UPLOAD)
        contractor.upload(UPLOAD, content, "期末.xlsx")
    else:
        upload_bad(contractor, tmp_path)
    officer.get("/submissions/1")

    page = officer.post("/submissions/1/waivers", {"waived": "over_contract/X", "reason": "契約變更辦理中"}, status=409)

    assert "沒有這項可豁免的錯誤" in page.text
    assert [field.text for field in page.root.all("textarea", id="reason")] == ([kept] if kept else [])


def test_the_author_sends_the_faultless_cases_and_the_others_are_owed(
    visit: Callable[..., Visitor], stage: Session, tmp_path: Path
) -> None:
    contractor, officer = visit(Role.CONTRACTOR), visit(Role.OFFICER)
    content, cell = typed(contractor.download(WORKBOOK), tmp_path, "個案成效", "自籌款", "107-0001", "很多")
    content, _ = typed(content, tmp_path, "個案成效", "自籌款", "107-0002", 41_000)
    contractor.get(UPLOAD)
    rejected = contractor.upload(UPLOAD, content, "期末.xlsx")
    assert "只送審無誤的列" in [button.text for button in rejected.root.all("button")]
    assert "錯誤 1 處" in contractor.get(PLAN).root.one("section", id="submissions").text

    draft = contractor.post("/submissions/1/faultless")

    held = draft.root.one("section", id="held").text
    assert "107-0001示範精密股份有限公司" in held
    assert cell in held
    assert "待補" in held
    assert not contractor.get(PLAN).root.all("section", id="held")
    contractor.get("/submissions/1")
    contractor.post("/submissions/1/send")
    assert "107-0001" in officer.get(PLAN).root.one("section", id="held").text
    officer.get("/submissions/1")
    settled = officer.post("/held-rows/1/settle", {"reason": "該案已撤銷"})
    assert "免補：該案已撤銷" in settled.root.one("section", id="held").text
    assert not officer.get(PLAN).root.all("section", id="held")


def test_a_file_blocked_by_anything_else_is_all_or_nothing(
    visit: Callable[..., Visitor], stage: Session, tmp_path: Path
) -> None:
    contractor = visit(Role.CONTRACTOR)

    page = upload_bad(contractor, tmp_path)

    assert "只送審無誤的列" not in page.text
    assert "還有其他錯誤" in contractor.post("/submissions/1/faultless", status=409).text


def test_problems_stand_in_the_order_of_the_sheet(
    visit: Callable[..., Visitor], stage: Session, tmp_path: Path
) -> None:
    contractor = visit(Role.CONTRACTOR)
    content, lower = typed(contractor.download(WORKBOOK), tmp_path, "查核點", "實際值", "完成第 3 項工作", "很多")
    content, upper = typed(content, tmp_path, "查核點", "實際完成日", "完成第 2 項工作", "108/12/30")
    contractor.get(UPLOAD)

    page = contractor.upload(UPLOAD, content, "期末.xlsx")

    cells = [cell.text for cell in page.root.all("span", class_="cell-address")]
    assert cells.index(upper) < cells.index(lower)


def test_rows_that_the_file_lacks_are_counted_and_said_to_stay(
    visit: Callable[..., Visitor], stage: Session, tmp_path: Path
) -> None:
    contractor = visit(Role.CONTRACTOR)
    path = tmp_path / "cut.xlsx"
    path.write_bytes(contractor.download(WORKBOOK))
    book = load_workbook(path)
    line = next(cell.row for row in book["個案成效"].iter_rows() for cell in row if cell.value == "107-0002")
    book["個案成效"].delete_rows(line)
    book.save(path)
    contractor.get(UPLOAD)

    page = contractor.upload(UPLOAD, path.read_bytes(), "期末.xlsx")

    assert "1缺列（保留）" in page.root.one("div", class_="tally").text
    assert "系統保留原有內容" in page.root.one("section", id="problems").text


def test_hundreds_of_problems_are_paged_and_all_there(
    visit: Callable[..., Visitor], stage: Session, tmp_path: Path
) -> None:
    contractor = visit(Role.CONTRACTOR)
    new = tuple(case(f"107-1{number:03}", tax_id="12345678") for number in range(250))
    content = filled(contractor, replace(small_plan(), cases=(*small_plan().cases, *new)), tmp_path)
    contractor.get(UPLOAD)

    first = contractor.upload(UPLOAD, content, "期末.xlsx")
    second = contractor.get("/submissions/1?page=2")

    assert "共 250 個錯誤" in first.flashes[0]
    listed = [len(page.root.all("span", class_="cell-address")) for page in (first, second)]
    assert listed == [200, 50]


def test_the_file_comes_back_with_its_problems_marked_and_the_stored_one_as_it_came(
    visit: Callable[..., Visitor], stage: Session, tmp_path: Path
) -> None:
    contractor, auditor = visit(Role.CONTRACTOR), visit(Role.AUDITOR)
    content, cell = typed(contractor.download(WORKBOOK), tmp_path, "績效指標", "實際達成值", "增加產值", "很多")
    contractor.get(UPLOAD)
    page = contractor.upload(UPLOAD, content, "期末.xlsx")
    assert "/submissions/1/annotated" in page.hrefs

    marked = load_workbook(BytesIO(contractor.download("/submissions/1/annotated")))

    assert "很多" in marked["績效指標"][cell].comment.text
    assert "檢核結果" in marked.sheetnames
    assert contractor.download("/submissions/1/source") == content
    auditor.get("/submissions/1/annotated", status=404)
