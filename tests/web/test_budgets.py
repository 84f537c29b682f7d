"""The pages of the budget show what was printed, to those who may read it."""

import csv
from collections.abc import Callable
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.stage import NOW
from support.visitor import Visitor

from app.domain.roles import Role
from app.models import Resolution
from app.services import demo_budget


@pytest.fixture
def manager(stage: Session, visit: Callable[..., Visitor]) -> Visitor:
    """A manager in whose agencies there are budgets."""
    demo_budget.load(stage, at=NOW)
    return visit(Role.MANAGER)


def rows_of(visitor: Visitor, address: str) -> dict[str, list[str]]:
    """The figures of each row of a page by the name of the row; a name that stands twice keeps its first row."""
    found: dict[str, list[str]] = {}
    for row in visitor.get(address).root.all("tr"):
        if row.all("td"):
            found.setdefault(row.one("th").text, [cell.text for cell in row.all("td")])
    return found


def test_the_budget_of_108_is_printed_in_thousands(manager: Visitor) -> None:
    page = manager.get("/programme/budget").root.text

    assert "108 年度預算" in page
    assert "4,680,435" in page
    assert "+247,120" in page
    assert "小型企業創新研發綱要計畫(SBIR)-管理與推動計畫" in page


def test_each_year_of_a_plan_over_several_years_has_its_money(manager: Visitor) -> None:
    rural, valley = rows_of(manager, "/programme/multi-year").values()

    assert rural[:5] == ["3.39", "3.88", "1.88", "0.76", "0.75"]
    assert valley[-1].startswith("28.26")
    assert "預估" in valley[-1]


def test_a_resolution_says_where_it_stands_and_how_it_was_answered(manager: Visitor) -> None:
    rows = rows_of(manager, "/programme/resolutions")

    (frozen,) = [cells for name, cells in rows.items() if "「中小企業科技應用」凍結" in name]
    (late,) = [cells for name, cells in rows.items() if "示範：計畫績效指標檢討報告" in name]
    assert frozen[:5] == ["綠燈：已辦理", "已辦理", "未訂期限", "經濟部中小企業處", "立法院復准予動支"]
    assert late[0] == "黃燈：逾期"
    assert late[1].startswith("逾期未辦理")
    assert late[3].endswith("計畫辦公室、主管")
    assert next(iter(rows)).startswith("示範：計畫績效指標檢討報告")  # what is longest overdue comes first


def test_the_percentages_of_114_are_those_that_were_printed(manager: Visitor) -> None:
    rows = [cells for name, cells in rows_of(manager, "/programme/indicators").items() if "年度KPI" in name]

    assert [cells[2] for cells in rows] == ["109.9%", "249.3%"]
    assert all("相符" in cells[3] for cells in rows)


def test_a_year_without_a_budget_says_so(manager: Visitor) -> None:
    assert "沒有 99 年度的預算" in manager.get("/programme/budget/99").root.text


ANSWER = {
    "answer": "已函送報告至立法院",
    "text": "已函送書面報告。",
    "letter_no": "經企字第1070000001號",
    "answered_on": "107/11/30",
}


@pytest.fixture
def late(stage: Session, manager: Visitor) -> str:
    """The address of a resolution that is late."""
    row = stage.scalars(select(Resolution).where(Resolution.subject.contains("計畫績效指標檢討報告"))).one()
    return f"/programme/resolutions/{row.id}"


def test_what_the_office_records_is_what_the_list_says_from_then_on(visit: Callable[..., Visitor], late: str) -> None:
    officer = visit(Role.OFFICER)
    before = officer.get(late).text

    officer.post(late, ANSWER)

    (row,) = [cells for name, cells in rows_of(officer, "/programme/resolutions").items() if "檢討報告" in name]
    assert "逾期 12 天" in before
    assert row[:2] == ["綠燈：逾期辦理", "逾期辦理"]
    assert row[4:] == ["已函送報告至立法院", "107/11/30經企字第1070000001號"]
    assert "計畫辦公室甲" in officer.get(late).text


def test_what_is_missing_stands_at_its_field_and_what_was_typed_stays(visit: Callable[..., Visitor], late: str) -> None:
    officer = visit(Role.OFFICER)
    officer.get(late)

    page = officer.post(late, ANSWER | {"letter_no": "", "answered_on": "107/12/2"}, status=422)

    assert "請填寫函復文號" in page.error_of("letter_no")
    assert "晚於今天（107/12/1）" in page.error_of("answered_on")
    assert (page.value("text"), page.value("answered_on")) == ("已函送書面報告。", "107/12/2")
    assert "尚未登錄辦理情形" in officer.get(late).text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        pytest.param("answer", "", "請選擇辦理結果", id="no-result"),
        pytest.param("answered_on", "107/11", "不是單一日期", id="a-month"),
        pytest.param("answered_on", "107/11/30以前", "請填確切日期", id="a-bound"),
        pytest.param("text", "字" * 2001, "2,000 字以內", id="too-long"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(
    visit: Callable[..., Visitor], late: str, field: str, typed: str, said: str
) -> None:
    officer = visit(Role.OFFICER)
    officer.get(late)

    assert said in officer.post(late, ANSWER | {field: typed}, status=422).error_of(field)


def test_what_somebody_else_recorded_meanwhile_is_shown_before_one_records_more(
    visit: Callable[..., Visitor], late: str
) -> None:
    officer = visit(Role.OFFICER)
    officer.get(late)
    officer.post(late, ANSWER)

    page = officer.post(late, ANSWER | {"text": "另一份報告。", "after": ""}, status=422)
    again = officer.post(late, ANSWER | {"text": "另一份報告。", "after": page.value("after")})

    assert "已有新的辦理情形" in page.text
    assert again.status == 200
    assert "2 筆，以最近一筆為準" in again.text


def test_who_only_reads_sees_no_form(manager: Visitor, late: str) -> None:
    page = manager.get(late)

    assert "尚未登錄辦理情形" in page.text
    assert not page.root.all(name="answered_on")


def test_the_list_is_taken_out_with_what_was_done(visit: Callable[..., Visitor], late: str) -> None:
    officer = visit(Role.OFFICER)
    officer.get(late)
    officer.post(late, {"answer": "辦理中", "text": "資料彙整中。", "letter_no": "", "answered_on": ""})

    content = officer.client.get("/programme/resolutions.csv").data.decode("utf-8-sig")
    title, day, _demo, heads, first, *_ = csv.reader(StringIO(content))

    said = dict(zip(heads, first, strict=True))
    assert (title, day) == (["立法院決議"], ["資料日期 107/12/1"])
    assert (said["案由"], said["燈號"], said["逾期天數"]) == ("示範：計畫績效指標檢討報告", "黃", "12")
    assert (said["誰處理"], said["辦理結果"], said["辦理情形"]) == ("計畫辦公室、主管", "辦理中", "資料彙整中。")


def test_the_workbook_says_what_the_csv_says(manager: Visitor) -> None:
    sheet = load_workbook(BytesIO(manager.client.get("/programme/resolutions.xlsx").data))["立法院決議"]
    lines = list(csv.reader(StringIO(manager.client.get("/programme/resolutions.csv").data.decode("utf-8-sig"))))

    assert [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(4, values_only=True)] == [
        *lines[3:]
    ]
    assert manager.client.get("/programme/resolutions.ods").status_code == 200
