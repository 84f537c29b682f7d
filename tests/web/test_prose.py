"""Figures from prose: 達成情形 is read on request, marked and offered, and held against the fields; nothing is kept."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from support.filing import file_report, with_checkpoint
from support.html_pages import Element
from support.stage import NOW
from support.visitor import Page, Visitor

from app.domain.roles import Role
from app.models import Submission
from app.services import accounts, plans, submissions

PLAN = "/plans/TEST-107"
REPORT = f"{PLAN}/checkpoints/A-2/report"  # counts 案, overdue
PROSE = f"{PLAN}/checkpoints/A-2/prose"
WITHOUT_QUANTITY = f"{PLAN}/checkpoints/B-1/prose"
ACCEPTED = "自2月13日至4月2日公告受理，共計受理658案，其中76案併入12件共通案；4月27日完成資格審查。"
EXPLAINED = {"delay_reason": "廠商延後送件。", "remedy": "加開說明會。", "catch_up_on": "107/12/31"}


@pytest.fixture
def read(visit: Callable[..., Visitor]) -> Callable[..., Page]:
    """``read(achievement="…")``: the page after an officer asked what the text says."""
    officer = visit(Role.OFFICER)
    officer.get(REPORT)

    def reading(path: str = PROSE, *, status: int = 200, **fields: str) -> Page:
        return officer.post(path, {"revision": "1", **fields}, status=status)

    return reading


def panel(page: Page) -> Element:
    return page.root.one(id="prose-panel")


def offers(page: Page) -> list[tuple[str, str]]:
    """What each offer's button does, and the value it sends."""
    buttons = [button for button in panel(page).all("button") if button.get("name")]
    return [(button.text, button.get("value")) for button in buttons]


def marks(page: Page) -> dict[str, str]:
    """What is marked, by id."""
    return {mark.get("id"): mark.text for mark in panel(page).all("mark")}


def warned(page: Page) -> list[str]:
    """The framed messages of the panel."""
    return [frame.text for frame in panel(page).all(class_="flash")]


def announced(page: Page) -> list[str]:
    return [element.text for element in panel(page).all() if "data-prose-say" in element.attributes]


def test_the_form_shows_no_panel_before_it_is_asked_for(visit: Callable[..., Visitor]) -> None:
    page = visit(Role.OFFICER).get(REPORT)

    assert panel(page).text == ""
    asking = next(button for button in page.root.all("button") if button.text == "從文字帶入數字與日期")
    assert asking.get("formaction") == asking.get("hx-post") == PROSE


def test_figures_of_the_unit_and_days_are_offered_for_their_fields(read: Callable[..., Page]) -> None:
    page = read(achievement=ACCEPTED)

    assert offers(page) == [
        ("帶入實際值 658 案", "658 案"),
        ("帶入實際值 76 案", "76 案"),
        ("帶入實際完成日 107/4/2", "107/4/2"),
        ("帶入實際完成日 107/4/27", "107/4/27"),
    ]
    assert "文字中有 3 個數量、2 個日期，可帶入 4 項。" in announced(page)


def test_the_text_is_shown_whole_with_its_figures_and_dates_marked(read: Callable[..., Page]) -> None:
    page = read(achievement=ACCEPTED)

    text = panel(page).one(class_="prose-text")
    readings = [reading.text for reading in text.all("rt")]
    assert list(marks(page).values()) == [
        "2月13日至4月2日（107/2/13 至 107/4/2）",  # what does not say it itself has its reading with it
        "658案",
        "76案",
        "12件",
        "4月27日（107/4/27）",
    ]
    shown = text.text
    for reading in readings:
        shown = shown.replace(f"（{reading}）", "")
    assert shown == ACCEPTED


def test_every_offer_points_to_the_mark_it_was_read_from(read: Callable[..., Page]) -> None:
    page = read(achievement=ACCEPTED)

    found = marks(page)
    lines = panel(page).all("li")
    assert [found[line.get("data-prose-mark")] for line in lines] == [
        "658案",
        "76案",
        "2月13日至4月2日（107/2/13 至 107/4/2）",
        "4月27日（107/4/27）",
    ]
    assert "共計受理658案" in lines[0].one(class_="prose-context").text


def test_lines_of_the_text_stay_lines(read: Callable[..., Page]) -> None:
    page = read(achievement="受理658案。\r\n完成審查。")

    assert "\n完成審查。" in "".join(
        child for child in panel(page).one(class_="prose-text").children if isinstance(child, str)
    )


def test_an_impossible_date_is_marked_as_a_fault_with_its_reason_and_not_offered(read: Callable[..., Page]) -> None:
    page = read(achievement="已於2月30日完成。")

    fault = panel(page).one("mark", class_="is-fault")
    assert fault.text == "2月30日（日期有誤）"
    assert "2 月只有 28 天" in panel(page).one(class_="field-error").text
    assert offers(page) == []
    assert "文字中有 0 個數量、0 個日期、1 處日期有誤，沒有可以帶入實際值或實際完成日的。" in announced(page)


def test_a_checkpoint_without_a_quantity_is_offered_days_only(read: Callable[..., Page]) -> None:
    page = read(WITHOUT_QUANTITY, achievement=ACCEPTED)

    assert {value for _, value in offers(page)} == {"107/4/2", "107/4/27"}


def test_without_text_it_says_what_to_do(read: Callable[..., Page]) -> None:
    assert panel(read(achievement=" ")).text == "達成情形還沒有文字，請先填寫或貼上一段說明。"


def test_a_text_that_is_too_long_is_refused_and_not_read(read: Callable[..., Page]) -> None:
    page = read(achievement=ACCEPTED + "長" * 2000, status=422)

    assert panel(page).text == "請在 2,000 字以內說明。"


def test_markup_in_a_text_stays_text(read: Callable[..., Page]) -> None:
    page = read(achievement="<b>658案</b>")

    assert panel(page).one(class_="prose-text").text == "<b>658案</b>"


@pytest.mark.parametrize(
    ("typed", "disagreement"),
    [
        ({"actual": "568"}, "實際值填 568 案，達成情形寫「658案」，請確認何者正確。"),
        ({"actual": "658"}, None),
        ({"completed_on": "107/4/17"}, "實際完成日填 107/4/17，達成情形寫「4月27日」，請確認何者正確。"),
        ({"completed_on": "107年4月27日"}, None),
        ({}, None),
    ],
    ids=["figure", "same-figure", "day", "same-day", "nothing-typed"],
)
def test_the_panel_says_where_the_fields_and_the_text_disagree(
    read: Callable[..., Page], typed: dict[str, str], disagreement: str | None
) -> None:
    page = read(achievement=ACCEPTED, **typed)

    assert warned(page) == ([disagreement] if disagreement else [])
    assert [line for line in announced(page) if "請確認" in line] == warned(page)


def test_what_is_reported_already_is_held_against_its_text_too(
    visit: Callable[..., Visitor], stage: Session, data_dir: Path
) -> None:
    officer = visit(Role.OFFICER)
    person = accounts.by_email(stage, "officer@agency.example")
    document = with_checkpoint("A-2", actual=Decimal(568), completed_on=date(2018, 4, 27), achievement=ACCEPTED)
    submissions.approve(stage, file_report(stage, document, person, data_dir), by=person, at=NOW)
    form = officer.get(REPORT)

    unchanged = {name: form.value(name) for name in ("revision", "actual", "completed_on", "achievement")}
    page = officer.post(PROSE, unchanged)

    assert warned(page) == ["實際值填 568 案，達成情形寫「658案」，請確認何者正確。"]


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [("actual", "658 案", "已帶入實際值 658 案"), ("completed_on", "107/4/27", "已帶入實際完成日 107/4/27")],
)
def test_without_scripts_the_button_of_an_offer_fills_its_field(
    visit: Callable[..., Visitor], field: str, value: str, label: str
) -> None:
    officer = visit(Role.OFFICER)
    officer.get(REPORT)

    # A form that is sent by a named button ends with what the button says.
    page = officer.post(PROSE, {"achievement": ACCEPTED, field: ["107/4/1" if field != "actual" else "1", value]})

    assert page.value(field) == value
    assert [text for text, _ in offers(page) if text.startswith("已")] == [label]
    assert warned(page) == []


def test_the_page_that_comes_back_keeps_what_was_typed_and_still_saves_where_it_did(read: Callable[..., Page]) -> None:
    page = read(achievement=ACCEPTED, actual="很多", delay_reason="廠商延後送件。")

    assert [page.value(name) for name in ("achievement", "actual", "delay_reason")] == [
        ACCEPTED,
        "很多",
        "廠商延後送件。",
    ]
    assert next(form for form in page.root.all("form") if form.all(id="prose-panel")).get("action") == REPORT


def test_enter_in_a_field_saves_and_does_not_read(visit: Callable[..., Visitor]) -> None:
    page = visit(Role.OFFICER).get(REPORT)

    form = next(form for form in page.root.all("form") if form.all(id="prose-panel"))
    first = next(button for button in form.all("button") if button.get("type") == "submit")
    assert "formaction" not in first.attributes  # browsers press the first one


def test_reading_keeps_nothing(read: Callable[..., Page], stage: Session) -> None:
    before = plans.find(stage, "TEST-107").revision

    read(achievement=ACCEPTED, actual="658", completed_on="107/4/27")

    stage.rollback()
    assert plans.find(stage, "TEST-107").revision == before
    assert stage.scalar(select(func.count()).select_from(Submission)) == 0


def test_a_stranger_and_who_may_not_report_are_refused(visit: Callable[..., Visitor]) -> None:
    for visitor in (visit(Role.CONTRACTOR, contractor="財團法人他單位"), visit(Role.AUDITOR)):
        visitor.get("/plans")
        assert visitor.post(PROSE, {"achievement": ACCEPTED}, status=403).heading == "沒有權限"


def test_a_checkpoint_that_the_plan_has_not_is_not_found(read: Callable[..., Page]) -> None:
    assert "Z-9" in read(f"{PLAN}/checkpoints/Z-9/prose", status=404, achievement=ACCEPTED).text


def test_a_disagreement_is_said_again_after_saving(visit: Callable[..., Visitor]) -> None:
    officer = visit(Role.OFFICER)
    form = officer.get(REPORT)

    page = officer.post(
        REPORT,
        {
            "revision": form.value("revision"),
            "completed_on": "107/4/17",
            "actual": "568",
            "achievement": ACCEPTED,
            **EXPLAINED,
        },
    )

    assert page.flashes == [
        "已儲存查核點 A-2（實際完成日 107/4/17，實際值 568 案，預定趕上日期 107/12/31），計畫資料已更新。",
        "請留意：實際值填 568 案，達成情形寫「658案」，請確認何者正確。",
        "請留意：實際完成日填 107/4/17，達成情形寫「4月27日」，請確認何者正確。",
    ]


def test_the_reviewer_sees_the_warnings_of_a_typed_report(visit: Callable[..., Visitor], stage: Session) -> None:
    contractor, officer = visit(Role.CONTRACTOR), visit(Role.OFFICER)
    contractor.get(REPORT)
    contractor.post(REPORT, {"completed_on": "107/4/27", "actual": "568", "achievement": ACCEPTED})

    page = officer.get("/submissions/1")

    problems = page.root.one(id="problems")
    assert "工作表「查核點」" in problems.text
    assert [cell.text for cell in problems.one("tbody").all("td")] == [
        "—",  # a form has no cells
        "A-2",
        "警示",
        "實際值填 568 案，達成情形寫「658案」，請確認何者正確。",
    ]


def test_a_typed_report_without_a_warning_has_no_problems(visit: Callable[..., Visitor], stage: Session) -> None:
    contractor, officer = visit(Role.CONTRACTOR), visit(Role.OFFICER)
    contractor.get(REPORT)
    contractor.post(REPORT, {"completed_on": "107/4/27", "actual": "658", "achievement": ACCEPTED})

    assert officer.get("/submissions/1").root.all(id="problems") == []
