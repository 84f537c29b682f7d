"""部分受理: the faultless rows of 個案成效 go on, the others stay owed until they are settled."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.filing import with_actual
from support.plan_builder import case
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person

from app.domain.audit_trail import Subject
from app.domain.errors import PermissionDenied, WrongState
from app.domain.roles import Role
from app.domain.submission_status import SubmissionStatus
from app.models import AuditEvent, HeldRow, Submission
from app.services import held_rows, plan_owed, rejections, reversals, review_comments, submissions
from app.services.pages import held_lines
from app.services.review_comments import Remark

pytestmark = pytest.mark.slow  # these run whole workbooks; make test runs them
SHEET = "個案成效"
NEW = tuple(case(f"107-{number:04}", firm_name=f"新{number}公司") for number in (3, 4, 5))


@pytest.fixture
def officer(session: Session, desk):
    """Who reviews."""
    return a_person(session, Role.OFFICER)


@pytest.fixture
def mixed(desk):
    """Three new cases of which one has a wrong tax number, and one known case with a figure that is none."""
    plan = small_plan()
    file = desk.exported().fill(replace(plan, cases=(*plan.cases, *NEW)))
    file.type_in(SHEET, "107-0004", "統一編號", "12345678")
    file.type_in(SHEET, "107-0001", "政府經費", "很多")
    file.type_in(SHEET, "107-0002", "自籌款", 41_000)
    return file


def faultless(session: Session, desk, submission: Submission, by=None) -> None:
    rejections.send_faultless(
        session, submission, by=by or desk.by, on=NOW.date(), at=NOW, data_dir=desk.folder / "files"
    )


def accepted(session: Session, desk, submission: Submission, officer) -> Submission:
    submissions.send(session, submission, by=desk.by, at=NOW)
    submissions.approve(session, submission, by=officer, at=NOW)
    return submission


@pytest.fixture
def partly(session: Session, desk, mixed) -> Submission:
    """That file, taken in without its faulty rows."""
    submission = desk.received(mixed).submission
    assert submission.status is SubmissionStatus.REJECTED
    faultless(session, desk, submission)
    return submission


def keys(rows) -> list[str | None]:
    return [row.key for row in rows]


def test_the_faultless_rows_go_on_and_the_faulty_ones_stay_as_they_were(
    session: Session, desk, partly, officer
) -> None:
    before = desk.document()
    assert (partly.status, partly.problems) == (SubmissionStatus.DRAFT, [])

    accepted(session, desk, partly, officer)

    after = desk.document()
    assert [row.key for row in after.cases] == ["107-0001", "107-0002", "107-0003", "107-0005"]
    assert after.row("cases", "107-0001") == before.row("cases", "107-0001")
    assert after.row("cases", "107-0002").self_fund == 41_000


def test_what_was_held_is_named_with_its_firm_and_every_reason(session: Session, desk, partly) -> None:
    first, second = held_lines.of_submission(session, partly)

    assert (first.name, first.label) == ("107-0001", "示範精密股份有限公司")
    assert "很多" in first.reasons[0]
    assert (second.name, second.label) == ("107-0004", "新4公司")
    assert "統一編號" in second.reasons[0]


def test_rows_are_owed_from_sending_until_a_later_report_brings_them(session: Session, desk, partly, officer) -> None:
    assert held_rows.owed(session, desk.plan) == []
    submissions.send(session, partly, by=desk.by, at=NOW)
    assert keys(held_rows.owed(session, desk.plan)) == ["107-0001", "107-0004"]
    submissions.approve(session, partly, by=officer, at=NOW)
    assert keys(held_rows.owed(session, desk.plan)) == ["107-0001", "107-0004"]
    on_page = plan_owed.of_plan(session, desk.plan).held
    assert [(row.name, row.submission) for row in on_page] == [
        ("107-0001", "期末 第 1 版"),
        ("107-0004", "期末 第 1 版"),
    ]
    assert "很多" in on_page[0].reasons[0]

    plan = desk.document()
    corrected = desk.exported().fill(replace(plan, cases=(*plan.cases, NEW[1])))
    corrected.remove_row(SHEET, "107-0001")
    accepted(session, desk, desk.received(corrected).submission, officer)

    assert keys(held_rows.owed(session, desk.plan)) == ["107-0001"]
    settled = held_rows.of_submission(session, partly)[1]
    assert (settled.key, settled.settled_how, settled.settled_by) == ("107-0004", "期末 第 2 版已補報", officer)
    told = session.scalars(select(AuditEvent).where(AuditEvent.subject == Subject.HELD_ROW)).all()
    assert [(one.row_key, one.after) for one in told] == [("107-0004", '"期末 第 2 版已補報"')]


def test_a_row_that_is_held_once_more_is_not_settled_by_that(session: Session, desk, partly, officer) -> None:
    accepted(session, desk, partly, officer)
    again = desk.exported()
    again.type_in(SHEET, "107-0001", "政府經費", "還是很多")
    second = desk.received(again).submission
    faultless(session, desk, second)

    accepted(session, desk, second, officer)

    assert keys(held_rows.owed(session, desk.plan)) == ["107-0001", "107-0004", "107-0001"]


def test_a_row_that_is_brought_but_returned_is_still_owed(session: Session, desk, partly, officer) -> None:
    accepted(session, desk, partly, officer)
    plan = desk.document()
    second = desk.received(desk.exported().fill(replace(plan, cases=(*plan.cases, NEW[1])))).submission
    submissions.send(session, second, by=desk.by, at=NOW)
    review_comments.add(session, second, [Remark("cases/107-0004", "統一編號不符", asks=True)], by=officer, at=NOW)

    submissions.approve(session, second, by=officer, at=NOW)

    assert desk.document().row("cases", "107-0004") is None
    assert "107-0004" in keys(held_rows.owed(session, desk.plan))


def test_a_report_about_something_else_settles_nothing(session: Session, desk, partly, officer) -> None:
    accepted(session, desk, partly, officer)
    reported = with_actual(214, desk.document())
    typed = submissions.Proposal(reported, desk.plan.revision, submissions.SubmissionSource.FORM)

    submissions.record_directly(session, desk.plan, partly.period, typed, by=officer, at=NOW)

    assert keys(held_rows.owed(session, desk.plan)) == ["107-0001", "107-0004"]


def test_two_rows_of_one_number_are_both_held(session: Session, desk) -> None:
    plan = small_plan()
    file = desk.exported().fill(replace(plan, cases=(*plan.cases, *NEW)))
    file.type_in(SHEET, "107-0004", "個案編號", "107-0003")
    submission = desk.received(file).submission

    faultless(session, desk, submission)

    [held] = held_rows.of_submission(session, submission)
    assert (held.key, [reason["code"] for reason in held.reasons]) == ("107-0003", ["key_repeated"])
    assert [added.key for added in submissions.changes(session, submission).added] == ["107-0005"]


def test_a_row_without_a_number_is_named_by_its_line(session: Session, desk) -> None:
    plan = small_plan()
    file = desk.exported().fill(replace(plan, cases=(*plan.cases, *NEW)))
    cell = file.type_in(SHEET, "107-0004", "個案編號", None)
    submission = desk.received(file).submission

    faultless(session, desk, submission)

    [line] = held_lines.of_submission(session, submission)
    assert line.name == f"第 {cell.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')} 列（無編號）"


def test_a_file_with_another_error_is_all_or_nothing(session: Session, desk, mixed) -> None:
    mixed.type_in("績效指標", "1", "實際達成值", "很多")
    submission = desk.received(mixed).submission

    with pytest.raises(WrongState, match="還有其他錯誤"):
        faultless(session, desk, submission)

    assert (submission.status, session.query(HeldRow).count()) == (SubmissionStatus.REJECTED, 0)


def test_only_its_author_chooses_it(session: Session, desk, mixed, officer) -> None:
    submission = desk.received(mixed).submission

    with pytest.raises(PermissionDenied):
        faultless(session, desk, submission, by=officer)


def test_a_discarded_draft_gives_its_held_rows_back_as_errors(session: Session, desk, mixed, partly) -> None:
    submissions.discard(session, partly, by=desk.by, at=NOW)

    assert (partly.status, held_rows.of_submission(session, partly)) == (SubmissionStatus.REJECTED, [])
    assert {problem["key"] for problem in partly.problems} == {"107-0001", "107-0004"}


def test_a_reviewer_lets_a_row_go_with_a_reason(session: Session, desk, partly, officer) -> None:
    accepted(session, desk, partly, officer)
    first = held_rows.owed(session, desk.plan)[0]

    with pytest.raises(WrongState, match="理由"):
        held_rows.let_go(session, first.id, " ", by=officer, at=NOW)
    with pytest.raises(PermissionDenied):
        held_rows.let_go(session, first.id, "該案已撤銷", by=desk.by, at=NOW)
    held_rows.let_go(session, first.id, "該案已撤銷", by=officer, at=NOW)
    with pytest.raises(WrongState, match="免補：該案已撤銷"):
        held_rows.let_go(session, first.id, "再一次", by=officer, at=NOW)

    assert keys(held_rows.owed(session, desk.plan)) == ["107-0004"]


def test_a_report_that_is_taken_back_settles_nothing_and_owes_nothing(
    session: Session, desk, partly: Submission, officer
) -> None:
    manager = a_person(session, Role.MANAGER)
    accepted(session, desk, partly, officer)
    fixed = desk.exported().fill(replace(desk.document(), cases=(*desk.document().cases, NEW[1])))
    repeated = accepted(session, desk, desk.received(fixed).submission, officer)
    assert held_rows.owed(session, desk.plan) == []

    reversals.revert(session, repeated, by=manager, at=NOW, reason="誤報。")
    assert "107-0004" in {row.key for row in held_rows.owed(session, desk.plan)}

    reversals.revert(session, partly, by=manager, at=NOW, reason="誤報。")
    assert held_rows.owed(session, desk.plan) == []
