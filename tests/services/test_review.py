"""The review of a report: taken, commented, accepted in part, returned, opened again; each step on record."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual, with_checkpoint
from support.plan_builder import case
from support.stage import NOW, a_person, a_plan, the_contractor_of

from app.domain.errors import NotFound, PermissionDenied, UnusableEntry, WrongState
from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.domain.submission_status import Action, SubmissionStatus
from app.domain.thresholds import Thresholds
from app.models import AuditEvent, Plan, Submission, User
from app.services import (
    alerts,
    annotated_files,
    plan_owed,
    plans,
    review_comments,
    review_settings,
    submission_course,
    submissions,
)
from app.services.pages import submission_list
from app.services.review_comments import Remark
from app.services.review_settings import ReviewRule

from .conftest import Desk

ACTUAL, CASE = "indicators/1/actual", "cases/107-0009"
TODAY = date(2018, 12, 1)


@pytest.fixture
def plan(session: Session) -> Plan:
    return a_plan(session)


@pytest.fixture
def contractor(session: Session, plan: Plan) -> User:
    return the_contractor_of(session, plan)


@pytest.fixture
def officer(session: Session, plan: Plan) -> User:
    return a_person(session, Role.OFFICER)


@pytest.fixture
def manager(session: Session, plan: Plan) -> User:
    return a_person(session, Role.MANAGER)


def partly_wrong(actual: int = 999) -> PlanDocument:
    """A wrong figure, a good one, and a new case."""
    document = with_actual(actual)
    first, second, *others = document.indicators
    document = replace(document, indicators=(first, replace(second, actual=Decimal(5)), *others))
    return replace(document, cases=(*document.cases, case("107-0009")))


def steps(session: Session, submission: Submission) -> list[tuple[Action, str]]:
    return [(one.action, one.made_by.email) for one in submission_course.of_submission(session, submission)]


def live(session: Session, plan: Plan) -> PlanDocument:
    return plans.document(session, plan)


def two_review(session: Session, plan: Plan, by: User) -> None:
    review_settings.change(session, plan.agency_id, ReviewRule(2, 5), "金額較大", plan_code=plan.code, by=by, at=NOW)


class TestTaking:
    def test_whoever_takes_it_reviews_it_and_its_author_cannot_take_it_back(
        self, session: Session, data_dir: Path, contractor: User, officer: User
    ) -> None:
        sent = file_report(session, with_actual(214), contractor, data_dir)

        submissions.take(session, sent, by=officer, at=NOW)

        assert (sent.status, sent.taken_by) == (SubmissionStatus.IN_REVIEW, officer)
        with pytest.raises(WrongState, match=r"審查中.*抽回"):
            submissions.recall(session, sent, by=contractor, at=NOW)

    def test_another_decides_only_after_taking_over_with_a_remark(
        self, session: Session, data_dir: Path, contractor: User, officer: User, manager: User
    ) -> None:
        sent = file_report(session, with_actual(214), contractor, data_dir)
        submissions.take(session, sent, by=officer, at=NOW)

        with pytest.raises(WrongState, match="正由計畫辦公室甲審查"):
            submissions.approve(session, sent, by=manager, at=NOW)
        with pytest.raises(WrongState, match="正由計畫辦公室甲審查"):
            submissions.send_back(session, sent, by=manager, at=NOW, comment="退")
        with pytest.raises(WrongState, match="原因"):
            submissions.take_over(session, sent, by=manager, at=NOW, remark=" ")
        submissions.take_over(session, sent, by=manager, at=NOW, remark="承辦人請假")

        assert submissions.approve(session, sent, by=manager, at=NOW) == 1

    def test_a_report_that_waits_is_taken_back_by_its_own_side_only(
        self, session: Session, data_dir: Path, plan: Plan, contractor: User, officer: User
    ) -> None:
        colleague = a_person(session, Role.CONTRACTOR, email="b@firm.example", contractor=plan.contractor.name)
        sent = file_report(session, with_actual(214), contractor, data_dir)

        with pytest.raises(PermissionDenied, match="其他單位"):
            submissions.recall(session, sent, by=officer, at=NOW)
        submissions.recall(session, sent, by=colleague, at=NOW)

        assert (sent.status, sent.submitted_at) == (SubmissionStatus.DRAFT, None)
        assert submissions.waiting_for(session, officer) == []
        submissions.send(session, sent, by=contractor, at=NOW)
        assert [action for action, _ in steps(session, sent)] == [
            *(Action.KEEP, Action.SEND, Action.RECALL, Action.SEND),
        ]


class TestTwoReviewers:
    def test_the_second_is_another_person_and_only_then_the_plan_changes(
        self, session: Session, data_dir: Path, plan: Plan, contractor: User, officer: User, manager: User
    ) -> None:
        two_review(session, plan, officer)
        sent = file_report(session, with_actual(214), contractor, data_dir)

        assert submissions.approve(session, sent, by=officer, at=NOW, remark="案數已核對") == 0
        assert (sent.status, plan.revision) == (SubmissionStatus.PASSED_FIRST, 1)
        assert submissions.waiting_for(session, officer) == []
        with pytest.raises(PermissionDenied, match="另一位審查人"):
            submissions.approve(session, sent, by=officer, at=NOW)
        assert submissions.waiting_for(session, manager) == [sent]
        assert submissions.approve(session, sent, by=manager, at=NOW) == 1

        assert (sent.status, sent.reviewed_by, sent.first_reviewed_by) == (SubmissionStatus.APPROVED, manager, officer)
        assert [action for action, _ in steps(session, sent)][-2:] == [Action.AGREE, Action.APPROVE]

    def test_what_the_first_asks_to_correct_the_second_leaves_out(
        self, session: Session, data_dir: Path, plan: Plan, contractor: User, officer: User, manager: User
    ) -> None:
        two_review(session, plan, officer)
        sent = file_report(session, partly_wrong(), contractor, data_dir)
        review_comments.add(session, sent, [Remark(ACTUAL, "與個案數不符", asks=True)], by=officer, at=NOW)
        submissions.approve(session, sent, by=officer, at=NOW)

        assert submissions.approve(session, sent, by=manager, at=NOW) == 2

        assert live(session, plan).indicators[0].actual is None

    def test_what_an_officer_types_waits_for_the_second(
        self, session: Session, data_dir: Path, plan: Plan, officer: User
    ) -> None:
        two_review(session, plan, officer)
        typed = replace(submissions.Proposal(with_actual(214), 1, submissions.SubmissionSource.FORM), file_name=None)

        kept = submissions.record_directly(
            session, plan, plans.period_of(session, plan, "期末"), typed, by=officer, at=NOW
        )

        assert (kept.status, plan.revision) == (SubmissionStatus.PASSED_FIRST, 1)

    def test_the_plans_own_setting_goes_before_its_agencys(
        self, session: Session, plan: Plan, officer: User, contractor: User
    ) -> None:
        assert review_settings.of_plan(session, plan) == ReviewRule(1, 7)
        two_review(session, plan, officer)
        review_settings.change(session, plan.agency_id, ReviewRule(1, 3), "簡化", plan_code="", by=officer, at=NOW)

        assert review_settings.of_plan(session, plan) == ReviewRule(2, 5)
        with pytest.raises(PermissionDenied):
            review_settings.change(session, plan.agency_id, ReviewRule(), "x", plan_code="", by=contractor, at=NOW)
        with pytest.raises(WrongState, match="補正天數"):
            review_settings.change(session, plan.agency_id, ReviewRule(3, 5), "x", plan_code="", by=officer, at=NOW)
        with pytest.raises(NotFound, match="沒有計畫"):
            review_settings.change(session, plan.agency_id, ReviewRule(), "x", plan_code="NO", by=officer, at=NOW)


class TestReturningAPart:
    def test_the_rest_is_accepted_in_one_revision_and_the_part_stays_owed_until_it_is_brought(
        self, session: Session, data_dir: Path, plan: Plan, contractor: User, officer: User
    ) -> None:
        sent = file_report(session, partly_wrong(), contractor, data_dir)
        asked = [Remark(ACTUAL, "與個案數不符", asks=True), Remark(CASE, "統一編號請附佐證", asks=True)]
        review_comments.add(session, sent, [*asked, Remark(None, "其餘無意見")], by=officer, at=NOW)

        assert submissions.approve(session, sent, by=officer, at=NOW, correct_by=date(2018, 12, 10)) == 1

        assert (live(session, plan).indicators[0].actual, live(session, plan).indicators[1].actual) == (None, 5)
        assert (plan.revision, sent.status, sent.correct_by) == (2, SubmissionStatus.APPROVED, date(2018, 12, 10))
        assert [row.place for row in review_comments.owed(session, plan)] == [ACTUAL, CASE]
        of_page = [(one.label, one.text, one.by) for one in plan_owed.of_plan(session, plan).corrections]
        assert of_page == [(one.label, one.text, one.made_by.name) for one in review_comments.owed(session, plan)]

        again = file_report(session, partly_wrong(214), contractor, data_dir)
        submissions.approve(session, again, by=officer, at=NOW)

        assert live(session, plan).indicators[0].actual == 214
        assert review_comments.owed(session, plan) == []
        assert {row.settled_how for row in review_comments.of_submission(session, sent) if row.asks} == {
            "期末 第 2 版已補正"
        }

    def test_a_reviewer_who_changes_their_mind_accepts_it_and_the_words_stay(
        self, session: Session, data_dir: Path, plan: Plan, contractor: User, officer: User
    ) -> None:
        sent = file_report(session, with_actual(999), contractor, data_dir)
        review_comments.add(session, sent, [Remark(ACTUAL, "偏高", asks=True)], by=officer, at=NOW)

        submissions.approve(session, sent, by=officer, at=NOW, returned=[])

        [kept] = review_comments.of_submission(session, sent)
        assert (live(session, plan).indicators[0].actual, kept.text, sent.correct_by) == (999, "偏高", None)
        assert (kept.returned_at, kept.settled_how) == (None, "審查後收下，不退回")

    def test_nothing_is_returned_without_a_word(
        self, session: Session, data_dir: Path, contractor: User, officer: User
    ) -> None:
        sent = file_report(session, with_actual(999), contractor, data_dir)

        with pytest.raises(WrongState, match="須填寫審查意見"):
            review_comments.add(session, sent, [Remark(ACTUAL, " ", asks=True)], by=officer, at=NOW)
        with pytest.raises(WrongState, match="須先填寫審查意見"):
            submissions.approve(session, sent, by=officer, at=NOW, returned=[ACTUAL])
        with pytest.raises(NotFound, match="沒有"):
            review_comments.add(session, sent, [Remark("indicators/1/target", "x")], by=officer, at=NOW)

        assert sent.status is SubmissionStatus.SUBMITTED

    def test_a_rest_that_breaks_a_rule_by_itself_is_not_accepted(
        self, session: Session, data_dir: Path, plan: Plan, contractor: User, officer: User
    ) -> None:
        done = with_checkpoint("A-2", completed_on=date(2018, 4, 20), actual=Decimal(334), achievement="已受理334案。")
        sent = file_report(session, done, contractor, data_dir)
        day = Remark("checkpoints/A-2/completed_on", "與公文日期不符", asks=True)
        review_comments.add(session, sent, [day], by=officer, at=NOW)

        with pytest.raises(UnusableEntry, match=r"無法單獨收下.*整列退回"):
            submissions.approve(session, sent, by=officer, at=NOW)

        assert (plan.revision, sent.status) == (1, SubmissionStatus.IN_REVIEW)

    def test_what_is_owed_can_be_let_go_with_a_reason(
        self, session: Session, data_dir: Path, plan: Plan, contractor: User, officer: User
    ) -> None:
        sent = file_report(session, with_actual(999), contractor, data_dir)
        review_comments.add(session, sent, [Remark(ACTUAL, "偏高", asks=True)], by=officer, at=NOW)
        submissions.approve(session, sent, by=officer, at=NOW)
        [owed] = review_comments.owed(session, plan)

        with pytest.raises(WrongState, match="理由"):
            review_comments.let_go(session, owed.id, "", by=officer, at=NOW)
        with pytest.raises(PermissionDenied):
            review_comments.let_go(session, owed.id, "不必了", by=contractor, at=NOW)
        review_comments.let_go(session, owed.id, "併入下年度", by=officer, at=NOW)

        assert (review_comments.owed(session, plan), owed.settled_how) == ([], "免補正：併入下年度")

    def test_comments_are_among_the_reviewers_until_the_report_is_decided(
        self, session: Session, data_dir: Path, contractor: User, officer: User
    ) -> None:
        sent = file_report(session, with_actual(999), contractor, data_dir)
        review_comments.add(session, sent, [Remark(ACTUAL, "偏高", asks=True)], by=officer, at=NOW)

        assert list(review_comments.shown_to(session, sent, contractor)) == []
        submissions.send_back(session, sent, by=officer, at=NOW, comment="請補正")

        assert [row.text for row in review_comments.shown_to(session, sent, contractor)] == ["偏高"]
        with pytest.raises(WrongState, match="不能再加註"):
            review_comments.add(session, sent, [Remark(None, "還有")], by=officer, at=NOW)


def test_the_contractors_own_file_says_at_the_cell_what_the_reviewer_said(
    session: Session, desk_of: Callable[..., Desk]
) -> None:
    desk, officer = desk_of(None), a_person(session, Role.OFFICER)
    file = desk.exported()
    cell = file.type_in("績效指標", "1", "實際達成值", 999)
    sent = desk.submitted(file)
    remarks = [Remark(ACTUAL, "與個案數不符", asks=True), Remark("indicators/1", "請附佐證"), Remark(None, "其餘無誤")]
    review_comments.add(session, sent, remarks, by=officer, at=NOW)

    def marked() -> Workbook:
        content = annotated_files.of_submission(session, sent, viewer=desk.by, data_dir=desk.folder)
        return load_workbook(BytesIO(content))

    assert marked()["績效指標"][cell].comment is None  # not before it is decided
    submissions.send_back(session, sent, by=officer, at=NOW, comment="請補正兩處", correct_by=date(2018, 12, 10))

    book = marked()
    assert "【審查意見】與個案數不符" in book["績效指標"][cell].comment.text
    told = [str(line.value) for row in book["檢核結果"].iter_rows() for line in row if line.value]
    assert {"審查意見：請補正兩處", "補正期限：107/12/10", "與個案數不符", "請附佐證", "其餘無誤"} <= set(told)
    assert any("審查意見 3 項（藍色" in line for line in told)


class TestDueDate:
    def test_it_is_as_chosen_or_as_usual_and_never_over(
        self, session: Session, data_dir: Path, plan: Plan, contractor: User, officer: User
    ) -> None:
        sent = file_report(session, with_actual(999), contractor, data_dir)

        with pytest.raises(WrongState, match="不可早於今天"):
            submissions.send_back(session, sent, by=officer, at=NOW, comment="退", correct_by=date(2018, 11, 30))
        submissions.send_back(session, sent, by=officer, at=NOW, comment="請補正")

        assert sent.correct_by == TODAY + timedelta(days=7)


class TestLock:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE submission SET document = '{}'",
            "UPDATE submission SET reviewed_at = NULL, status = 'DRAFT', applied_revision = NULL",
            "UPDATE submission SET review_comment = 'x'",
            "UPDATE submission SET correct_by = '2030-01-01'",
            "DELETE FROM submission",
        ],
    )
    def test_the_database_itself_refuses_to_change_what_was_accepted(
        self, session: Session, data_dir: Path, contractor: User, officer: User, statement: str
    ) -> None:
        sent = file_report(session, with_actual(214), contractor, data_dir)
        session.execute(text("UPDATE submission SET review_comment = 'before it is accepted, it may change'"))
        submissions.approve(session, sent, by=officer, at=NOW)

        session.execute(text("DELETE FROM submission_event"))

        with pytest.raises(DBAPIError, match="locked"), session.begin_nested():
            session.execute(text(statement))

    def test_a_manager_opens_it_again_with_a_reason_and_its_figures_stay(
        self, session: Session, data_dir: Path, plan: Plan, contractor: User, officer: User, manager: User
    ) -> None:
        sent = file_report(session, with_actual(214), contractor, data_dir)
        submissions.approve(session, sent, by=officer, at=NOW)

        for refused, person, reason in [(PermissionDenied, officer, "x"), (WrongState, manager, " ")]:
            with pytest.raises(refused):
                submissions.reopen(session, sent, by=person, at=NOW, reason=reason)
        submissions.reopen(session, sent, by=manager, at=NOW, reason="佐證不足", correct_by=date(2018, 12, 20))

        assert (sent.status, sent.correct_by) == (SubmissionStatus.REOPENED, date(2018, 12, 20))
        assert (live(session, plan).indicators[0].actual, plan.revision) == (214, 2)
        assert [change.theirs for change in submissions.changes(session, sent).changes] == [214]

    def test_what_was_opened_again_is_owed_after_its_new_due_date(
        self, session: Session, data_dir: Path, plan: Plan, contractor: User, officer: User, manager: User
    ) -> None:
        sent = file_report(session, with_actual(214), contractor, data_dir)
        submissions.approve(session, sent, by=officer, at=NOW)
        due = plans.period_of(session, plan, "期末").due_on
        at = datetime(due.year, due.month, due.day, 4, tzinfo=UTC)
        submissions.reopen(session, sent, by=manager, at=at, reason="佐證不足", correct_by=due + timedelta(days=9))

        def missing(days: int) -> bool:
            slips = alerts.slips_of(session, plan, Thresholds(), on=due + timedelta(days=days))
            return any(slip.key == "期末" for slip in slips)

        assert (missing(9), missing(10)) == (False, True)


def test_a_report_sent_before_dawn_counts_for_the_day_in_the_offices(
    session: Session, data_dir: Path, contractor: User, officer: User
) -> None:
    sent = file_report(session, with_actual(214), contractor, data_dir, send=False)
    submissions.send(session, sent, by=contractor, at=datetime(2018, 12, 1, 17, tzinfo=UTC))

    [line] = submission_list.waiting(session, officer, on=TODAY)

    assert line.days == (date(2018, 12, 2) - sent.period.due_on).days


def test_every_step_is_on_record_and_in_the_trail(
    session: Session, data_dir: Path, contractor: User, officer: User, manager: User
) -> None:
    sent = file_report(session, with_actual(214), contractor, data_dir)
    submissions.take(session, sent, by=officer, at=NOW)
    submissions.approve(session, sent, by=officer, at=NOW, remark="准予備查")
    submissions.reopen(session, sent, by=manager, at=NOW, reason="佐證不足")

    assert steps(session, sent) == [
        (Action.KEEP, contractor.email),
        (Action.SEND, contractor.email),
        (Action.TAKE, officer.email),
        (Action.APPROVE, officer.email),
        (Action.REOPEN, manager.email),
    ]
    told = session.scalars(select(AuditEvent).where(AuditEvent.subject == "期報").order_by(AuditEvent.number)).all()
    assert [(one.before, one.actor) for one in told] == [
        (None, contractor.name),
        ('"草稿"', contractor.name),
        ('"送審"', officer.name),
        ('"審查中"', officer.name),
        ('"核定"', manager.name),
    ]
