"""The pages of surveys: what each role sees of the answers, and how they come in."""

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session
from support.stage import NOW
from support.visitor import Visitor

from app.domain.roles import Role
from app.domain.surveys.questions import Question, QuestionKind
from app.domain.surveys.results import Response
from app.services import plans, surveys
from app.services.surveys import NewSurvey

LIST = "/plans/TEST-107/surveys"
PAGE = f"{LIST}/S1"
QUESTIONS = (
    Question("Q1", QuestionKind.RATING, "服務態度"),
    Question("Q2", QuestionKind.RATING, "撥款時效"),
    Question("Q3", QuestionKind.SINGLE, "由何處得知", ("網站", "他人介紹")),
    Question("Q4", QuestionKind.OPEN, "建議"),
)


@pytest.fixture
def survey(stage: Session) -> None:
    """Nine answers of twenty; three are of a group that is too small."""
    plan = plans.find(stage, "TEST-107")
    made = surveys.add(stage, plan, NewSurvey("S1", "業者滿意度", 20), QUESTIONS, by=None, at=NOW, source="題目.xlsx")
    stage.flush()
    both = {"Q1 重要度": 4, "Q1 滿意度": 5, "Q2 重要度": 5, "Q2 滿意度": 2, "Q3": "網站"}
    rows = {f"{n:03}": Response("甲" if n < 6 else "乙", both | {"Q4": f"意見{n}"}) for n in range(9)}
    surveys.put(stage, made, rows, at=NOW)
    stage.commit()


@pytest.mark.parametrize("role", list(Role))
def test_everybody_who_sees_the_plan_sees_what_the_answers_say_together(
    visit: Callable[..., Visitor], survey: None, role: Role
) -> None:
    page = visit(role).get(PAGE)

    quadrants = page.root.all("table")[1].text
    assert "45.0%" in page.text
    assert "5.00" in page.text
    assert "Q2 撥款時效5.002.00優先改善" in quadrants
    assert "未達 5 份" not in page.text


@pytest.mark.parametrize(("role", "is_shown"), [(Role.OFFICER, True), (Role.CONTRACTOR, True), (Role.MANAGER, False)])
def test_what_was_written_is_for_who_manages_the_cases(
    visit: Callable[..., Visitor], survey: None, role: Role, is_shown: bool
) -> None:
    page = visit(role).get(PAGE)

    assert ("意見3" in page.text) is is_shown
    assert ("匯入答卷" in page.text) is is_shown


def test_a_group_that_is_too_small_takes_the_other_with_it(visit: Callable[..., Visitor], survey: None) -> None:
    groups = visit(Role.OFFICER).get(PAGE).root.all("table")[2]

    assert groups.text.count("不公開") == 4


def test_answers_come_in_by_the_file_that_was_downloaded(visit: Callable[..., Visitor], survey: None) -> None:
    officer = visit(Role.OFFICER)
    book = load_workbook(BytesIO(officer.download(f"{PAGE}/answers.xlsx")))
    sheet = book["答卷"]
    for column, value in enumerate(["101", "甲", 5, 6], start=1):
        sheet.cell(4, column).value = value
    refused, sheet_of = BytesIO(), book
    book.save(refused)
    sheet.cell(4, 4).value = 4
    accepted = BytesIO()
    sheet_of.save(accepted)

    officer.get(f"{PAGE}/import")
    bad = officer.upload(f"{PAGE}/import", refused.getvalue(), "答卷.xlsx", status=422)
    good = officer.upload(f"{PAGE}/import", accepted.getvalue(), "答卷.xlsx")

    assert "D4" in bad.text
    assert "「6」不是 1 至 5 的整數" in bad.text
    assert good.flashes == ["已匯入：新增 1 份、更新 0 份、未變更 0 份。"]


def test_a_survey_is_set_up_from_its_questions(visit: Callable[..., Visitor], survey: None) -> None:
    officer = visit(Role.OFFICER)
    book = load_workbook(BytesIO(officer.download(f"{LIST}/forms/questions.xlsx")))
    for column, value in enumerate(["Q1", "量表", "講師專業"], start=1):
        book["問卷題目"].cell(4, column).value = value
    out = BytesIO()
    book.save(out)
    asked = {"title": "課程滿意度", "sent": "30"}

    officer.get(f"{LIST}/new")
    taken = officer.post(f"{LIST}/new", asked | {"key": "S1", "file": (BytesIO(out.getvalue()), "q.xlsx")}, status=422)
    made = officer.post(f"{LIST}/new", asked | {"key": "S2", "file": (BytesIO(out.getvalue()), "q.xlsx")})

    assert "已有編號「S1」的調查" in taken.error_of("key")
    assert made.heading == "課程滿意度"
    assert f"{LIST}/S2" in officer.get(LIST).hrefs


def test_how_many_went_out_can_be_set_right_but_not_below_what_came_back(
    visit: Callable[..., Visitor], survey: None
) -> None:
    officer = visit(Role.OFFICER)
    officer.get(PAGE)

    refused = officer.post(f"{PAGE}/sent", {"sent": "8"})
    corrected = officer.post(f"{PAGE}/sent", {"sent": "10"})

    assert "不可少於已匯入的 9 份" in refused.text
    assert "90.0%" in corrected.text


def test_a_survey_that_is_not_there_is_not_found(visit: Callable[..., Visitor], stage: Session) -> None:
    visit(Role.OFFICER).get(f"{LIST}/S7", status=404)
