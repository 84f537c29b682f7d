"""樞紐分析 in the browser: the address holds what was chosen; table, chart and workbook say the same."""

from collections.abc import Callable
from io import BytesIO
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask import Flask
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session
from support.case_register import register_107
from support.visitor import Visitor

from app.domain.crosstab.layout import Cell
from app.domain.crosstab.presets import PRESETS
from app.domain.roles import Role
from app.services import accounts, crosstabs, plans
from app.services.cases import case_list
from app.web.crosstabs import cases_address

PAGE = "/plans/SMEITA-107/crosstab"
CLOSED = f"{PAGE}?rows=地區&cols=輔導單位別&measure=案數&measure=合計效益&unit=萬元&where=狀態=結案"


@pytest.fixture
def officer(visit: Callable[..., Visitor], stage: Session) -> Visitor:
    register_107(stage)
    return visit(Role.OFFICER)


def table_of(visitor: Visitor, address: str) -> list[list[str]]:
    """Texts of the first table's body."""
    body = visitor.get(address).root.all("tbody")[0]
    return [[cell.text for cell in [*row.all("th"), *row.all("td")]] for row in body.all("tr")]


def test_the_address_says_which_table_is_shown(officer: Visitor) -> None:
    assert table_of(officer, CLOSED) == [
        ["北部", "19", "10,838", "19", "5,059", "24", "6,748", "62", "22,645"],
        ["中部", "24", "6,270", "28", "6,096", "33", "8,719", "85", "21,085"],
        ["南部", "19", "4,827", "18", "4,848", "26", "5,402", "63", "15,077"],
        ["東部", "2", "62", "1", "510", "0", "0", "3", "571"],
        ["其他", "0", "0", "0", "0", "1", "501", "1", "501"],
        ["合計", "64", "21,997", "66", "16,513", "84", "21,370", "214", "59,880"],
    ]


def test_the_form_shows_what_was_chosen(officer: Visitor) -> None:
    root = officer.get(CLOSED).root

    chosen = [one.get("value") or one.text for one in root.all("option") if "selected" in one.attributes]
    ticked = [box.get("value") for box in root.all("input", type="checkbox") if "checked" in box.attributes]
    assert chosen == ["地區", "輔導單位別", "萬元", "狀態=結案"]
    assert ticked == ["案數", "合計效益"]


def test_every_bar_says_in_words_what_it_draws(officer: Visitor) -> None:
    drawing = officer.get(CLOSED).root.one("svg", class_="chart-drawing")

    bars = [title.text for title in drawing.all("title")]
    assert bars[:2] == [
        "北部 62：財團法人 19、學校 19、技術服務業 24",
        "中部 85：財團法人 24、學校 28、技術服務業 33",
    ]
    assert len(bars) == 5
    assert drawing.get("aria-label").endswith("5 列，最多為中部 85")


def test_the_chart_is_taken_along_as_a_drawing_and_as_the_figures_of_the_table(officer: Visitor) -> None:
    files = [link for link in officer.get(CLOSED).hrefs if "/charts/1." in link]
    assert [link.partition("?")[0][-3:] for link in files] == ["svg", "csv"]

    drawing, figures = (officer.client.get(link) for link in files)

    assert drawing.mimetype == "image/svg+xml"
    assert "示範輔導計畫" in drawing.text
    assert figures.data.decode("utf-8-sig").splitlines()[:2] == ["地區,財團法人,學校,技術服務業", "北部,19,19,24"]
    assert officer.client.get(f"{PAGE}/charts/9.svg").status_code == 404


def test_a_table_of_the_report_is_opened_by_its_number(officer: Visitor) -> None:
    page = officer.get(f"{PAGE}?preset=表7")

    assert page.heading.startswith("表7")
    assert [heading.text for heading in page.root.all("h2")][:2] == ["各縣市", "各地區"]
    assert "彰化市 1 0.15" in page.text


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_the_workbook_holds_the_figures_that_are_shown(officer: Visitor, kind: str) -> None:
    content = officer.download(CLOSED.replace(PAGE, f"{PAGE}.{kind}"))

    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "地區 × 輔導單位別：案數、合計效益"
    assert rows[2][0] == "篩選：狀態為結案"
    assert rows[3][1:] == ["財團法人", "", "學校", "", "技術服務業", "", "合計", ""]
    assert rows[4][:3] == ["地區", "案數", "合計效益（萬元）"]
    assert rows[5][:3] == ["北部", 19, 10838]
    assert rows[10] == ["合計", 64, 21997, 66, 16513, 84, 21370, 214, 59880]


def test_the_workbook_is_free_to_be_worked_on(officer: Visitor) -> None:
    book = load_workbook(BytesIO(officer.download(CLOSED.replace(PAGE, f"{PAGE}.xlsx"))))

    assert not book.worksheets[0].protection.sheet


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("rows=功能", "沒有「功能」這個維度；可用的維度為：輔導功能"),
        ("measure=產值", "沒有「產值」這個度量"),
        ("preset=表99", "沒有「表99」這個常用表"),
        ("unit=美元", "沒有「美元」這個單位；可用的單位為：元、千元、萬元、億元"),
        ("where=狀態=結按", "沒有「結按」這個「狀態」的值"),
    ],
)
def test_an_address_with_an_unknown_name_says_what_there_is(officer: Visitor, query: str, words: str) -> None:
    assert words in officer.get(f"{PAGE}?{query}", status=404).text


def test_a_table_of_no_case_says_so(officer: Visitor) -> None:
    page = officer.get(f"{PAGE}?rows=地區&where=狀態=終止")

    assert "沒有符合條件的個案" in page.text
    assert not page.root.all("table")


def test_a_contractor_of_another_organisation_counts_nothing(visit: Callable[..., Visitor], officer: Visitor) -> None:
    stranger = visit(Role.CONTRACTOR, contractor="財團法人他單位")

    assert stranger.get(PAGE, status=403).heading == "沒有權限"
    stranger.get(f"{PAGE}.xlsx", status=403)


def test_a_figure_leads_to_the_list_of_the_cases_behind_it() -> None:
    app = Flask(__name__)
    app.add_url_rule("/plans/<code>/cases", "cases.index", lambda code: code)
    codes = {"106": "SMEITA-106", "107": "SMEITA-107"}
    of_year = (("年度", ("106",)), ("地區（東部含離島）", ("東部及離島",)), ("狀態", ("結案",)))

    with app.test_request_context():
        address = unquote(cases_address(codes, Cell(4, "案數", of_year)) or "")
        over_years = cases_address(codes, Cell(4, "案數", of_year[1:]))
        published = cases_address(codes, Cell(604, "申請案數", None))

    assert address == "/plans/SMEITA-106/cases?region=東部&region=其他&state=結案"
    assert over_years is None
    assert published is None


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        pytest.param("rows=", [["合計", "658"]], id="nothing-told-apart"),
        pytest.param("rows=&cols=輔導模式", [["合計", "582", "76", "658"]], id="columns-alone"),
        pytest.param(
            "rows=輔導模式&cols=輔導模式",
            [["一般", "582", "0", "582"], ["共通性", "0", "76", "76"], ["合計", "582", "76", "658"]],
            id="one-dimension-on-both-axes",
        ),
        pytest.param(
            "rows=輔導模式&measure=件數&measure=家數&where=核定與否=是",
            [["一般", "171", "171"], ["共通性", "7", "44"], ["合計", "178", "215"]],
            id="what-cannot-be-added",
        ),
    ],
)
def test_any_choice_of_axes_makes_a_table(officer: Visitor, query: str, rows: list[list[str]]) -> None:
    assert table_of(officer, f"{PAGE}?{query}") == rows


def test_a_table_is_kept_under_a_name_of_ones_own(visit: Callable[..., Visitor], officer: Visitor) -> None:
    officer.get(CLOSED)
    saved = officer.post(CLOSED.replace(PAGE, f"{PAGE}/views"), {"name": "各區結案"})

    link = next(link for link in saved.root.all("a") if link.text == "各區結案")
    assert table_of(officer, link.get("href"))[-1][-1] == "59,880"
    assert "各區結案" not in visit(Role.MANAGER).get(PAGE).text
    assert "各區結案" not in officer.post(f"{PAGE}/views/1/remove").text


@pytest.mark.parametrize("name", ["表7", "表8", "表13", "表14", "表21", "表23"])
def test_behind_every_count_stand_as_many_cases_in_the_list(
    application: Flask, officer: Visitor, stage: Session, name: str
) -> None:
    plan, viewer = plans.find(stage, "SMEITA-107"), accounts.by_email(stage, "officer@agency.example")
    laid = [crosstabs.lay(stage, crosstabs.Scope((plan,)), table) for table in PRESETS[name].tables]
    counts = [cell for one in laid for line in one.lines for cell in line.cells if cell and cell.measure == "案數"]

    with application.test_request_context():
        addresses = [cases_address({"107": plan.code}, cell) or "" for cell in counts]

    assert len(counts) > 10
    listed = [case_list.page_of(stage, plan, wanted_of(one), number=1, viewer=viewer) for one in addresses]
    assert [listing.page.total for listing in listed] == [cell.value for cell in counts]


def wanted_of(address: str) -> case_list.Wanted:
    """What the list at this address shows."""
    return case_list.wanted(parse_qs(urlsplit(address).query))
