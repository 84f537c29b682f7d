"""The pages of cases: what is listed is what is asked for, taken out and counted; steps and lists are confirmed."""

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.case_lists import APPROVED, OTHER_FIRM, application, as_csv, as_xlsx
from support.visitor import Page, Visitor

from app.domain.roles import Role
from app.models import AuditEvent, Case

CASES = "/plans/TEST-107/cases"
FIRST = {"個案編號": "107-0101", "統一編號": "22099131"}
SECOND = OTHER_FIRM | {"統一編號": "53212539", "個案編號": "107-0102", "類組": "食品藥技", "縣市": "花蓮縣"}


@pytest.fixture
def officer(visit: Callable[..., Visitor]) -> Visitor:
    return visit(Role.OFFICER)


def bring_in(visitor: Visitor, content: bytes, name: str = "個案.csv") -> Page:
    """Upload a list, and confirm what it would change."""
    visitor.get(f"{CASES}/import")
    preview = visitor.upload(f"{CASES}/import", content, name)
    assert preview.heading == "確認匯入個案"
    return confirm(visitor, preview)


def confirm(visitor: Visitor, preview: Page) -> Page:
    actions = [form.get("action") for form in preview.root.all("form")]
    return visitor.post(next(action for action in actions if "import/" in action))


def listed(page: Page) -> list[str]:
    return [cell.one("a").text.split()[0] for cell in page.root.all("th", class_="lead-cell")]


def test_a_list_is_shown_before_it_is_taken(officer: Visitor, stage: Session) -> None:
    officer.get(f"{CASES}/import")
    preview = officer.upload(f"{CASES}/import", as_xlsx(application(**FIRST | APPROVED)), "批次申請.xlsx")

    assert "將新增 1 案、變更 0 案" in preview.text
    assert "受理 → 資格符合 → 推薦 → 核定" in preview.text
    assert stage.scalar(select(Case.id).where(Case.key == "107-0101")) is None

    confirm(officer, preview)

    stage.rollback()
    assert stage.scalar(select(Case.state).where(Case.key == "107-0101")) == "核定"


def test_old_and_new_values_stand_side_by_side_before_anything_changes(officer: Visitor) -> None:
    bring_in(officer, as_csv(application(**FIRST)))

    officer.get(f"{CASES}/import")
    preview = officer.upload(
        f"{CASES}/import", as_csv(application(**FIRST, 輔導單位="示範大學", 申請經費=1500)), "個案.csv"
    )

    rows = [[cell.text for cell in row.all("td")] for row in preview.root.one("table", class_="diff-table").all("tr")]
    assert ["輔導單位", "—", "示範大學"] in rows
    assert ["申請經費", "—", "1,500"] in rows


def test_a_faulty_list_is_refused_with_its_cells(officer: Visitor) -> None:
    officer.get(f"{CASES}/import")
    page = officer.upload(f"{CASES}/import", as_csv(application(**FIRST, 申請經費=-5)), "個案.csv", status=422)

    assert "沒有匯入任何一列" in page.text
    assert [cell.text for cell in page.root.all("span", class_="cell-address")] == ["F2"]


def test_the_address_says_which_cases_are_listed(officer: Visitor) -> None:
    bring_in(officer, as_csv(application(**FIRST | APPROVED), application(**SECOND)))

    assert listed(officer.get(f"{CASES}?state=核定")) == ["107-0101"]
    assert listed(officer.get(f"{CASES}?狀態=核定")) == ["107-0101"]  # under the word of the tables, too
    assert listed(officer.get(f"{CASES}?region=東部&state=受理")) == ["107-0102"]
    assert listed(officer.get(f"{CASES}?state=受理&state=核定&sort=key&desc=1")) == ["107-0102", "107-0101"]
    assert listed(officer.get(f"{CASES}?q=示範電子")) == ["107-0102"]
    assert listed(officer.get(f"{CASES}?review_grade=未填&state=受理")) == ["107-0102"]
    assert (
        officer.get(f"{CASES}?state=核定&state=推薦")
        .root.one("main")
        .one("span", role="status")
        .text.startswith("1 案")
    )


def test_what_is_taken_out_is_what_is_shown_and_leaves_an_event(officer: Visitor, stage: Session) -> None:
    bring_in(officer, as_csv(application(**FIRST | APPROVED), application(**SECOND)))

    book = load_workbook(BytesIO(officer.download(f"{CASES}.xlsx?state=受理")))
    text = officer.download(f"{CASES}.csv?state=受理").decode("utf-8-sig")
    officer.download(f"{CASES}.ods?state=受理")

    keys = [row[0].value for row in book["個案清單"].iter_rows(min_row=4) if row[0].value]
    told = stage.scalars(select(AuditEvent.label).where(AuditEvent.subject == "匯出")).all()
    assert keys == ["107-0102"]
    assert [line.split(",")[0] for line in text.splitlines()] == ["個案編號", "107-0102"]
    assert told == ["個案清單（1 案）"] * 3


def test_what_was_taken_out_comes_back_as_no_change(officer: Visitor) -> None:
    bring_in(officer, as_csv(application(**FIRST | APPROVED, 增加產品附加價值=5000), application(**SECOND)))

    content = officer.download(f"{CASES}.xlsx?region=中部&region=東部&scheme=一般輔導")
    officer.get(f"{CASES}/import")
    preview = officer.upload(f"{CASES}/import", content, "個案清單.xlsx")

    assert "將新增 0 案、變更 0 案" in preview.text


def test_a_view_is_kept_for_its_owner(officer: Visitor, visit: Callable[..., Visitor]) -> None:
    officer.get(CASES)
    page = officer.post(f"{CASES}/views?state=受理", {"name": "今天要審的"})

    assert f"{CASES}?state=%E5%8F%97%E7%90%86" in page.hrefs
    assert "今天要審的" in page.text
    assert "今天要審的" not in visit(Role.MANAGER).get(CASES).text


def test_a_step_is_taken_on_the_page_of_the_case(officer: Visitor) -> None:
    bring_in(officer, as_csv(application(**FIRST | APPROVED)))
    officer.get(f"{CASES}/107-0101")

    page = officer.post(f"{CASES}/107-0101/step", {"target": "輔導中", "on": "107/6/28"})

    assert page.flashes[0] == "已辦理「輔導中」。"
    assert [item.one("span", class_="date").text for item in page.root.one("ol", id="course").all("li")][
        -1
    ] == "107/6/28"
    assert "期末驗收" in [summary.text for summary in page.root.all("summary")]


def test_a_step_that_is_not_next_is_refused_in_words(officer: Visitor) -> None:
    bring_in(officer, as_csv(application(**FIRST | APPROVED)))
    officer.get(f"{CASES}/107-0101")

    page = officer.post(f"{CASES}/107-0101/step", {"target": "結案", "on": "107/11/30"})

    assert "目前為「核定」，不能改為「結案」" in page.flashes[0]


def test_a_step_for_all_ticked_names_what_stands_in_its_way(officer: Visitor) -> None:
    bring_in(officer, as_csv(application(**FIRST | APPROVED), application(**SECOND)))
    officer.get(CASES)

    page = officer.post(f"{CASES}/steps", {"key": ["107-0101", "107-0102"], "target": "輔導中", "on": "107/6/28"})

    assert "107-0102：目前為「受理」" in page.flashes[0]
    assert "107-0101" not in page.flashes[0]


def test_an_application_typed_by_hand_is_held_to_the_same_rules(officer: Visitor) -> None:
    typed = {"key": "107-0900", "firm_name": "示範手填有限公司", "tax_id": "12345678", "county": "臺中市"}
    officer.get(f"{CASES}/new")

    page = officer.post(f"{CASES}/new", typed, status=422)
    assert "檢查碼不符" in page.error_of("tax_id")
    assert page.value("firm_name") == "示範手填有限公司"

    page = officer.post(f"{CASES}/new", typed | {"tax_id": "88117125", "received_on": "107/3/1"})
    assert page.heading == "107-0900 示範手填有限公司"


def test_a_form_sent_empty_says_what_to_do(officer: Visitor) -> None:
    officer.get(f"{CASES}/new")

    assert "請填寫申請資料" in officer.post(f"{CASES}/new", {}, status=422).text


def test_members_of_the_committee_are_averaged(officer: Visitor) -> None:
    bring_in(officer, as_csv(application(**FIRST, 狀態="資格符合")))
    officer.get(f"{CASES}/107-0101")
    points = {f"points-{number}": "80" for number in range(1, 7)}

    officer.post(f"{CASES}/107-0101/scores", {"member": "委員甲", "is_lead": "y", **points})
    page = officer.post(f"{CASES}/107-0101/scores", {"member": "委員乙", **points, "points-1": "90"})

    assert "平均 81.00 分（未達 3 位委員）" in page.text


def test_the_draw_of_visits_is_the_same_for_everybody_and_happens_once(officer: Visitor, stage: Session) -> None:
    signed = APPROVED | {"狀態": "輔導中", "簽約日": "107/6/28"}
    bring_in(officer, as_csv(application(**FIRST | signed), application(**SECOND | signed)))
    officer.get(CASES)

    page = officer.post(f"{CASES}/sample")

    assert len(listed(page)) == 1
    assert "已抽出 1 案進行期中查核，另 1 案由主審委員勾選" in page.flashes[0]
    assert "不再重抽" in officer.post(f"{CASES}/sample", status=409).text


def test_the_lead_reviewer_chooses_the_other_half_by_its_risks(officer: Visitor) -> None:
    signed = APPROVED | {"狀態": "輔導中", "簽約日": "107/6/28"}
    bring_in(officer, as_csv(application(**FIRST | signed), application(**SECOND)))
    officer.get(f"{CASES}/107-0101")

    without = officer.post(f"{CASES}/107-0101/visit", {})
    chosen = officer.post(f"{CASES}/107-0101/visit", {"risk": ["執行異常", "優良案例"]})
    officer.get(f"{CASES}/107-0102")
    too_early = officer.post(f"{CASES}/107-0102/visit", {"risk": "執行異常"})

    assert "請至少勾選一項抽查原則" in without.flashes[0]
    assert "主審委員已勾選 1 案，應勾選 1 案" in chosen.flashes[0]
    assert "執行異常、優良案例" in chosen.text
    assert "「輔導中」的個案才能列入" in too_early.flashes[0]


def test_personal_data_is_shown_where_it_is_needed(officer: Visitor, visit: Callable[..., Visitor]) -> None:
    bring_in(officer, as_csv(application(**FIRST, 負責人="王小明", 聯絡電話="02-12345678")))

    assert "王小明" in officer.get(f"{CASES}/107-0101").text
    manager = visit(Role.MANAGER).get(f"{CASES}/107-0101").text
    assert "王小明" not in manager
    assert "02-12345678" not in manager


@pytest.mark.parametrize("name", ["applications", "reviews", "benefits"])
def test_a_workbook_to_fill_in_comes_back_without_a_change(officer: Visitor, name: str) -> None:
    signed = APPROVED | {"狀態": "輔導中", "簽約日": "107/6/28"}
    bring_in(officer, as_csv(application(**FIRST | signed), application(**SECOND)))
    content = officer.download(f"{CASES}/forms/{name}.xlsx")

    officer.get(f"{CASES}/import")
    preview = officer.upload(f"{CASES}/import", content, "清單.xlsx")

    assert preview.status == 200
    assert "將新增 0 案、變更 0 案" in preview.text
