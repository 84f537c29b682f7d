"""A checkpoint's completion typed on the page: read as people write, refused with the domain's own sentences."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from support.filing import file_report, with_checkpoint
from support.plan_builder import counted_checkpoint
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_plan
from support.visitor import Visitor

from app.domain.plan_document import Checkpoint, CompletionBasis
from app.domain.roles import Role
from app.models import Submission
from app.services import accounts, plans, submissions

PLAN = "/plans/TEST-107"
DUE_LATER = f"{PLAN}/checkpoints/B-2/report"  # 167 案 by 107/12/16
OVERDUE = f"{PLAN}/checkpoints/A-2/report"  # 334 案 by 107/4/30
COUNTED = "/plans/COUNT-107/checkpoints/A-1/report"
IN_TIME = {"completed_on": "107/11/30", "actual": "214", "achievement": "已完成。"}
EXPLAINED = {"delay_reason": "廠商延後送件。", "remedy": "加開說明會。", "catch_up_on": "107/12/31"}


def live(session: Session, key: str) -> Checkpoint:
    """The checkpoint as the plan has it now."""
    session.rollback()
    row = plans.document(session, plans.find(session, "TEST-107")).row("checkpoints", key)
    assert isinstance(row, Checkpoint)
    return row


def reports(session: Session) -> int:
    """How many reports there are, whatever became of them."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(Submission)) or 0


def test_what_an_officer_types_counts_at_once(visit: Callable[..., Visitor], stage: Session) -> None:
    officer = visit(Role.OFFICER)
    form = officer.get(DUE_LATER)

    page = officer.post(DUE_LATER, {**IN_TIME, "revision": form.value("revision")})

    assert page.path == PLAN
    assert page.flashes == ["已儲存查核點 B-2（實際完成日 107/11/30，實際值 214 案），計畫資料已更新。"]
    row = live(stage, "B-2")
    assert (row.completed_on.isoformat(), row.actual, row.achievement) == ("2018-11-30", 214, "已完成。")
    assert "214" in page.root.one("tr", id="checkpoint-B-2").text


def test_what_a_contractor_types_waits_for_review(visit: Callable[..., Visitor], stage: Session) -> None:
    contractor, officer = visit(Role.CONTRACTOR), visit(Role.OFFICER)
    form = contractor.get(DUE_LATER)

    page = contractor.post(DUE_LATER, {**IN_TIME, "revision": form.value("revision")})

    assert page.flashes == ["已送審查核點 B-2（實際完成日 107/11/30，實際值 214 案），計畫辦公室核定後資料才會更新。"]
    assert live(stage, "B-2").actual is None
    assert "/submissions/1" in officer.get("/submissions").hrefs
    assert "網頁填報" in officer.get("/submissions/1").text


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("107/11/30", "107/11/30"),
        ("107.11.30", "107/11/30"),
        ("1071130", "107/11/30"),
        ("107年11月30日", "107/11/30"),
        ("民國107年11月30日", "107/11/30"),
        ("2018-11-30", "107/11/30"),
        ("11月30日", "107/11/30"),  # the year of the plan
        ("107/11/30前", "107/11/30以前"),
    ],
)
def test_a_date_is_read_as_people_write_it_and_echoed(
    visit: Callable[..., Visitor], stage: Session, written: str, understood: str
) -> None:
    officer = visit(Role.OFFICER)
    officer.get(DUE_LATER)

    page = officer.post(DUE_LATER, {**IN_TIME, "completed_on": written, "actual": "很多"}, status=422)

    assert page.understood("completed_on") == f"系統理解為：{understood}"
    assert page.value("completed_on") == written
    assert reports(stage) == 0


def test_an_upper_bound_is_kept_as_one(visit: Callable[..., Visitor], stage: Session) -> None:
    officer = visit(Role.OFFICER)
    officer.get(DUE_LATER)
    officer.post(DUE_LATER, {**IN_TIME, "completed_on": "107/11/30前"})
    assert live(stage, "B-2").completion_basis is CompletionBasis.ON_OR_BEFORE

    officer.post(DUE_LATER, IN_TIME)
    assert live(stage, "B-2").completion_basis is CompletionBasis.EXACT

    officer.post(DUE_LATER, {**IN_TIME, "on_or_before": "y"})
    assert live(stage, "B-2").completion_basis is CompletionBasis.ON_OR_BEFORE


@pytest.mark.parametrize(
    ("field", "written", "message"),
    [
        ("completed_on", "107/2/30", "2 月"),
        ("completed_on", "107/13/1", "月"),
        ("completed_on", "去年冬天", "去年冬天"),
        ("completed_on", "107年11月", "不是單一日期"),
        ("completed_on", "107/12/25", "晚於填報日 107/12/1"),
        ("actual", "很多", "很多"),
        ("actual", "200至214", "不是單一數值"),
        ("actual", "214家", "家"),
        ("actual", "-3", "不可為負數"),
        ("catch_up_on", "107/2/30", "2 月"),
        ("achievement", "長" * 2001, "2,000 字以內"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_kept(
    visit: Callable[..., Visitor], stage: Session, field: str, written: str, message: str
) -> None:
    officer = visit(Role.OFFICER)
    officer.get(DUE_LATER)

    page = officer.post(DUE_LATER, {**IN_TIME, field: written}, status=422)

    assert message in page.error_of(field)
    assert page.value(field) == written
    assert "資料尚未儲存" in page.flashes[0]
    assert (reports(stage), live(stage, "B-2").completed_on) == (0, None)


def test_an_overdue_checkpoint_asks_for_reason_remedy_and_a_date_to_catch_up(
    visit: Callable[..., Visitor], stage: Session
) -> None:
    contractor = visit(Role.CONTRACTOR)
    contractor.get(OVERDUE)

    refused = contractor.post(OVERDUE, {"achievement": "審查中。"}, status=422)

    for field, label in [("delay_reason", "落後原因"), ("remedy", "改善對策"), ("catch_up_on", "預定趕上日期")]:
        assert f"請填寫{label}" in refused.error_of(field)
    assert reports(stage) == 0
    contractor.post(OVERDUE, {"achievement": "審查中。", **EXPLAINED})
    assert reports(stage) == 1


def test_a_form_that_was_opened_before_another_change_takes_nothing_back(
    visit: Callable[..., Visitor], stage: Session
) -> None:
    officer, colleague = visit(Role.OFFICER), visit(Role.MANAGER, email="unused@agency.example")
    opened_early = officer.get(DUE_LATER).value("revision")
    officer.get(OVERDUE)
    officer.post(OVERDUE, {"completed_on": "107/4/27", "actual": "658", "revision": opened_early})

    officer.post(DUE_LATER, {**IN_TIME, "revision": opened_early})

    assert colleague.get(PLAN).status == 200
    assert (live(stage, "A-2").actual, live(stage, "B-2").actual) == (658, 214)


def test_a_form_on_a_cell_that_changed_meanwhile_does_not_overwrite_it(
    visit: Callable[..., Visitor], stage: Session
) -> None:
    officer = visit(Role.OFFICER)
    opened_early = officer.get(DUE_LATER).value("revision")
    officer.post(DUE_LATER, {**IN_TIME, "revision": opened_early})

    officer.post(DUE_LATER, {**IN_TIME, "actual": "215", "revision": opened_early}, status=409)

    assert live(stage, "B-2").actual == 214


def test_a_form_of_an_unknown_revision_is_refused(visit: Callable[..., Visitor], stage: Session) -> None:
    officer = visit(Role.OFFICER)
    officer.get(DUE_LATER)

    page = officer.post(DUE_LATER, {**IN_TIME, "revision": "99"}, status=404)

    assert "重新開啟填報頁面" in page.text
    assert reports(stage) == 0


@pytest.mark.parametrize("written", ["5.01", "5.01億元", "50,100萬元", "501,000,000元"])
def test_a_figure_in_a_scaled_unit_is_echoed_in_base_units_too(
    visit: Callable[..., Visitor], stage: Session, written: str
) -> None:
    add_plan_counting_in(stage, "億元")
    officer = visit(Role.OFFICER)
    officer.get(COUNTED)

    page = officer.post(COUNTED, {"actual": written, "completed_on": "107/2/30"}, status=422)

    assert page.understood("actual") == "系統理解為：5.01 億元 = 501,000,000 元"


@pytest.mark.parametrize(
    ("unit", "actual"),
    [
        ("億元", 501_000_000),
        ("億元", 501_234_567),
        ("億元", 12),
        ("萬人次", 420_000),
        ("萬人次", 3_500_000_000),
        ("案", 0),
    ],
)
def test_a_figure_that_nobody_touches_comes_back_exactly(
    visit: Callable[..., Visitor], stage: Session, unit: str, actual: int
) -> None:
    add_plan_counting_in(stage, unit, actual=Decimal(actual))
    officer = visit(Role.OFFICER)
    form = officer.get(COUNTED)

    officer.post(COUNTED, {"actual": form.value("actual"), "completed_on": "107/11/30", **EXPLAINED})

    stage.rollback()
    assert plans.document(stage, plans.find(stage, "COUNT-107")).checkpoints[0].actual == actual


def add_plan_counting_in(session: Session, unit: str, **changes: Decimal) -> None:
    """A plan with one checkpoint, which promises a quantity in ``unit``."""
    row = counted_checkpoint("A-1", 351_000_000, unit, due_on=NOW.date(), **changes)
    row = replace(row, weight_pct=Decimal(100))
    a_plan(session, replace(small_plan(), code="COUNT-107", checkpoints=(row,)))


def test_the_form_shows_what_is_reported_already(visit: Callable[..., Visitor], stage: Session, data_dir: Path) -> None:
    officer = visit(Role.OFFICER)
    person = accounts.by_email(stage, "officer@agency.example")
    document = with_checkpoint("B-2", actual=Decimal(214), achievement="第一行\n第二行")
    submissions.approve(stage, file_report(stage, document, person, data_dir), by=person, at=NOW)

    form = officer.get(DUE_LATER)

    assert (form.value("actual"), form.value("achievement")) == ("214", "第一行 第二行")
    assert form.value("revision") == "2"


def test_a_checkpoint_that_the_plan_has_not_is_not_found(visit: Callable[..., Visitor]) -> None:
    page = visit(Role.OFFICER).get(f"{PLAN}/checkpoints/Z-9/report", status=404)

    assert "Z-9" in page.text
