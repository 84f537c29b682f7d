"""The pages of firms: what they received, who may be one, and who sees what of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.plan_builder import case
from support.plan_builder import plan as small_plan
from support.stage import a_plan
from support.visitor import Visitor

from app.domain.roles import Role
from app.models import Case

OTHER = "TEST-107-E"
HERE = "/plans/TEST-107/cases/107-0001"


@pytest.fixture
def two_plans(stage: Session) -> Session:
    """A second plan, of another 受委託單位, helps the same firm, which writes itself differently there."""
    again = case(
        "107-E001",
        firm_name="示範精密（股）公司",
        government_grant=50_000,
        self_fund=None,
        added_value=None,
    )
    a_plan(stage, replace(small_plan(cases=(again,)), code=OTHER, contractor="財團法人他單位"))
    helped = stage.scalars(select(Case).where(Case.key == again.key)).one()
    helped.guided_from, helped.guided_to = date(2018, 5, 2), date(2018, 7, 1)
    stage.commit()
    return stage


def test_a_firm_tells_everything_it_received_with_the_way_to_each_case(
    visit: Callable[..., Visitor], two_plans: Session
) -> None:
    page = visit(Role.OFFICER).get("/firms/04595257")

    assert page.heading == "示範精密股份有限公司"
    assert "檢查碼相符" in page.text
    assert "示範精密（股）公司" in page.text
    assert "2 案" in page.root.one("section", id="total").text
    assert {HERE, f"/plans/{OTHER}/cases/107-E001"} <= set(page.hrefs)


def test_overlapping_help_is_told_on_the_firm_and_on_the_cases_of_both_plans(
    visit: Callable[..., Visitor], two_plans: Session
) -> None:
    officer = visit(Role.OFFICER)

    assert "同期受兩個以上計畫輔導" in officer.get("/firms/04595257").text
    assert "同期另受 TEST-107-E 輔導（案號 107-E001，107/5/2 至 107/7/1）。" in officer.get(HERE).text
    assert "同期另受 TEST-107 輔導" in officer.get(f"/plans/{OTHER}/cases/107-E001").text
    assert "同期重複輔導" in officer.get("/plans/TEST-107/cases").text
    assert "同期另受" not in officer.get("/plans/TEST-107/cases/107-0002").text


def test_a_contractor_sees_its_own_cases_and_that_there_is_another_plan(
    visit: Callable[..., Visitor], two_plans: Session
) -> None:
    contractor = visit(Role.CONTRACTOR, contractor="財團法人他單位")

    page = contractor.get("/firms/04595257")

    assert "1 案" in page.root.one("section", id="total").text
    assert "同期另受其他計畫輔導，詳情請洽計畫辦公室。" in page.text
    assert "107-0001" not in page.text
    assert "TEST-107 輔導" not in page.text
    assert "1 家" in contractor.get("/firms").text
    contractor.get("/firms/10458575", status=404)
    contractor.get("/firms/duplicates", status=403)
    contractor.get("/firms/new", status=403)


@pytest.mark.parametrize("words", ["04595257", "0459", "示範精密", "示範　精密（股）公司", "精密"])
def test_a_firm_is_found_by_number_or_name_however_it_is_written(
    visit: Callable[..., Visitor], two_plans: Session, words: str
) -> None:
    page = visit(Role.AUDITOR).get(f"/firms?q={words}")

    assert "/firms/04595257" in page.hrefs
    assert "/firms/10458575" not in page.hrefs


def test_firms_are_pasted_compared_and_entered_with_the_decision(
    visit: Callable[..., Visitor], two_plans: Session
) -> None:
    officer = visit(Role.OFFICER)
    officer.get("/firms/new")
    text = "22099131\t示範 精密（股）公司\t臺北市信義路2段1號"

    preview = officer.post("/firms/new", {"text": text})
    assert "名稱僅差空白、公司種類簡寫" in preview.text
    done = officer.post("/firms/register", {"text": text, "choice-22099131-04595257": "併為同一企業"})

    assert done.flashes == ["已登錄 1 家企業。"]
    assert "已併入這家企業" in officer.get("/firms/22099131").text
    page = officer.get("/firms/duplicates")
    undone = officer.post(
        next(form.get("action") for form in page.root.all("form") if "undo" in form.get("action", ""))
    )
    assert undone.flashes == ["已撤銷判定，兩家企業恢復個別顯示。"]
    assert "已併入" not in officer.get("/firms/22099131").text


def test_a_merged_firm_counts_with_the_firm_it_is_shown_under(
    visit: Callable[..., Visitor], two_plans: Session
) -> None:
    officer = visit(Role.OFFICER)
    officer.get("/firms/04595257")

    page = officer.post("/firms/10458575/merge/04595257", {"reason": "更名"})

    assert page.path == "/firms/04595257"
    assert "3 案" in page.root.one("section", id="total").text
    assert "更名" in page.text
    assert "同期另受 TEST-107-E" in officer.get("/plans/TEST-107/cases/107-0002").text


def test_faulty_lines_are_named_and_nothing_is_entered(visit: Callable[..., Visitor], stage: Session) -> None:
    officer = visit(Role.OFFICER)
    officer.get("/firms/new")

    page = officer.post("/firms/new", {"text": "12345678\t示範甲有限公司"}, status=422)

    assert "統一編號「12345678」檢查碼不符" in page.text
    assert "登錄" not in [button.text for button in page.root.all("button")]
    officer.get("/firms/12345678", status=404)


@pytest.mark.parametrize(
    ("role", "says"),
    [
        (Role.OFFICER, "22099131 1 家企業與其他統一編號的企業同名"),
        (Role.CONTRACTOR, "其中 1 家企業的名稱或登記地址與其他統一編號的企業相同，將由計畫辦公室確認"),
    ],
)
def test_an_application_of_a_firm_that_may_be_there_already_is_told_at_once(
    visit: Callable[..., Visitor], stage: Session, role: Role, says: str
) -> None:
    person = visit(role)
    person.get("/plans/TEST-107/cases/new")
    typed = {
        "key": "107-0009",
        "firm_name": "示範 精密（股）公司",
        "tax_id": "22099131",
        "county": "臺中市",
        "received_on": "107/2/13",
    }

    page = person.post("/plans/TEST-107/cases/new", typed)

    assert says in " ".join(page.flashes)
