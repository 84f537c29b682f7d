"""Two people fill in one row at once: what only one changed merges by itself, what both changed the second chooses."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from support.visitor import Page, Visitor

from app.domain.plan_document import Checkpoint, CompletionBasis
from app.domain.roles import Role
from app.models import Submission
from app.services import plans

PLAN = "/plans/TEST-107"
FORM = f"{PLAN}/checkpoints/B-2/report"  # 167 案 by 107/12/16
INDICATOR = f"{PLAN}/indicators/1/report"
GRID = f"{PLAN}/periods/期末/grid/checkpoints"
BLANK = {"delay_reason": "", "remedy": "", "catch_up_on": ""}  # a browser sends every field
FIRST = {**BLANK, "completed_on": "107/11/30", "actual": "214", "achievement": "已完成。"}


def live(session: Session) -> Checkpoint:
    session.rollback()
    row = plans.document(session, plans.find(session, "TEST-107")).row("checkpoints", "B-2")
    assert isinstance(row, Checkpoint)
    return row


def reports(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Submission)) or 0


def sent_again(page: Page, **choices: str) -> dict[str, str]:
    """Everything that the merge view sends back, with what is chosen on it."""
    hidden = {one.get("name"): one.get("value") for one in page.root.one("main").all("input", type="hidden")}
    return hidden | {f"settle-checkpoints/B-2/{field}": side for field, side in choices.items()}


@pytest.fixture
def officer(visit: Callable[..., Visitor]) -> Visitor:
    """Who is quicker."""
    return visit(Role.OFFICER)


@pytest.fixture
def colleague(visit: Callable[..., Visitor]) -> Visitor:
    """Who opened the form at the same time, and sends it later."""
    return visit(Role.OFFICER, email="colleague@agency.example")


@pytest.fixture
def opened(officer: Visitor, colleague: Visitor) -> str:
    """The revision on which both opened the form; the first has saved it since."""
    revision = colleague.get(FORM).value("revision")
    officer.get(FORM)
    officer.post(FORM, {**FIRST, "revision": revision})
    return revision


def test_fields_that_only_one_of_them_changed_merge_without_a_word(
    officer: Visitor, colleague: Visitor, stage: Session
) -> None:
    revision = colleague.get(FORM).value("revision")
    officer.get(FORM)
    officer.post(FORM, {**FIRST, "actual": "", "completed_on": "", "revision": revision})

    page = colleague.post(FORM, {**FIRST, "achievement": "", "revision": revision})

    assert page.flashes == ["已儲存查核點 B-2（實際完成日 107/11/30，實際值 214 案），計畫資料已更新。"]
    assert (live(stage).actual, live(stage).achievement) == (214, "已完成。")


def test_what_both_changed_is_shown_with_its_three_values_and_nothing_is_kept(
    colleague: Visitor, stage: Session, opened: str
) -> None:
    page = colleague.post(FORM, {**FIRST, "actual": "215", "remedy": "加班。", "revision": opened}, status=409)

    [line] = page.root.one("tbody").all("tr")
    assert line.text.startswith("B-2 完成第 2 項工作查核點 實際值 （未填） 214 案計畫辦公室甲")
    assert "215 案" in line.text
    assert (live(stage).actual, live(stage).remedy, reports(stage)) == (214, None, 1)


@pytest.mark.parametrize(("side", "stands"), [("theirs", 215), ("ours", 214)])
def test_the_second_chooses_and_the_rest_of_the_form_is_saved_with_it(
    colleague: Visitor, stage: Session, opened: str, side: str, stands: int
) -> None:
    page = colleague.post(FORM, {**FIRST, "actual": "215", "remedy": "加班。", "revision": opened}, status=409)

    done = colleague.post(FORM, sent_again(page, actual=side))

    assert done.path == PLAN
    assert (live(stage).actual, live(stage).remedy) == (stands, "加班。")


def test_without_a_choice_the_question_is_asked_again(colleague: Visitor, stage: Session, opened: str) -> None:
    typed = {**FIRST, "actual": "215", "achievement": "另述。", "revision": opened}
    page = colleague.post(FORM, typed, status=409)

    again = colleague.post(FORM, sent_again(page, actual="theirs"), status=409)

    assert [one.get("name") for one in again.root.all("input", type="radio") if "checked" in one.attributes] == [
        "settle-checkpoints/B-2/actual"
    ]
    assert live(stage).actual == 214


def test_a_choice_made_before_yet_another_change_counts_for_nothing(
    officer: Visitor, colleague: Visitor, stage: Session, opened: str
) -> None:
    page = colleague.post(FORM, {**FIRST, "actual": "215", "revision": opened}, status=409)
    officer.post(FORM, {**FIRST, "actual": "216", "revision": officer.get(FORM).value("revision")})

    again = colleague.post(FORM, sent_again(page, actual="theirs"), status=409)

    assert "216 案" in again.root.one("tbody").text
    assert live(stage).actual == 216


def test_a_completion_date_and_its_bound_are_one_choice(colleague: Visitor, stage: Session, opened: str) -> None:
    typed = {**FIRST, "completed_on": "107/11/29前", "revision": opened}
    page = colleague.post(FORM, typed, status=409)
    assert len(page.root.one("tbody").all("tr")) == 1

    colleague.post(FORM, sent_again(page, completed_on="theirs"))

    row = live(stage)
    assert row.completed_on is not None
    assert (row.completed_on.isoformat(), row.completion_basis) == ("2018-11-29", CompletionBasis.ON_OR_BEFORE)


def test_who_fills_in_the_same_or_keeps_all_that_stands_makes_no_report(
    colleague: Visitor, stage: Session, opened: str
) -> None:
    same = colleague.post(FORM, {**FIRST, "revision": opened})
    assert "沒有需要儲存的修改" in same.flashes[0]

    colleague.get(FORM)
    page = colleague.post(FORM, {**FIRST, "actual": "215", "revision": opened}, status=409)
    kept = colleague.post(FORM, sent_again(page, actual="ours"))

    assert "沒有需要儲存的修改" in kept.flashes[0]
    assert (live(stage).actual, reports(stage)) == (214, 1)


def test_both_together_are_held_to_the_rules(officer: Visitor, colleague: Visitor, stage: Session) -> None:
    revision = colleague.get(FORM).value("revision")
    officer.get(FORM)
    officer.post(FORM, {**FIRST, "actual": "", "revision": revision})

    late = {**FIRST, "completed_on": "", "achievement": "", "actual": "100", "revision": revision}
    page = colleague.post(FORM, late, status=422)  # complete by the one, and not reached by the other

    assert "請填寫落後原因" in page.error_of("delay_reason")
    assert (page.value("actual"), page.value("achievement")) == ("100", "已完成。")
    assert page.value("revision") == "2"
    assert live(stage).actual is None


def test_what_a_contractor_chose_reaches_the_reviewer_without_a_conflict(
    visit: Callable[..., Visitor], officer: Visitor, stage: Session, opened: str
) -> None:
    contractor = visit(Role.CONTRACTOR)
    contractor.get(FORM)
    page = contractor.post(FORM, {**FIRST, "actual": "215", "revision": opened}, status=409)
    contractor.post(FORM, sent_again(page, actual="theirs"))

    review = officer.get("/submissions/2")
    assert "衝突" not in review.text
    assert "214 案 215 案" in review.text
    officer.post("/submissions/2/approve")

    assert live(stage).actual == 215


def test_an_indicators_form_asks_in_the_same_way(officer: Visitor, colleague: Visitor, stage: Session) -> None:
    revision = colleague.get(INDICATOR).value("revision")
    officer.get(INDICATOR)
    officer.post(INDICATOR, {"actual": "214", "benefit_note": "", "breakthrough": "", "revision": revision})
    typed = {"actual": "215", "benefit_note": "說明。", "breakthrough": "", "revision": revision}
    page = colleague.post(INDICATOR, typed, status=409)

    colleague.post(INDICATOR, sent_again(page) | {"settle-indicators/1/actual": "theirs"})

    stage.rollback()
    row = plans.document(stage, plans.find(stage, "TEST-107")).indicators[0]
    assert (row.actual, row.benefit_note) == (215, "說明。")


def test_a_grid_asks_before_it_makes_a_draft(visit: Callable[..., Visitor], officer: Visitor, stage: Session) -> None:
    contractor = visit(Role.CONTRACTOR)
    grid = contractor.get(GRID)
    officer.get(FORM)
    officer.post(FORM, {**FIRST, "revision": "1"})
    rows = json.loads(grid.value("state"))
    next(row for row in rows if row["key"] == "B-2")["texts"] = {"actual": "215", "completed_on": "107/11/30"}
    typed = {"revision": "1", "state": json.dumps(rows), "action": "check"}

    asked = contractor.post(GRID, typed, status=409)
    assert "其他人也改了下列 1 格" in asked.flashes[0]
    assert reports(stage) == 1
    chosen = {"seen": asked.value("seen"), "settle-checkpoints/B-2/actual": "theirs"}
    page = contractor.post(GRID, {**typed, "state": asked.value("state"), **chosen})

    assert page.path == "/submissions/2"
    assert "衝突" not in page.text
    assert "214 案 215 案" in page.root.one("table", class_="diff-table").text
