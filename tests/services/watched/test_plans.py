"""What a scan is told of a plan: from reports, changes, comments and the audit, as of a day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual, with_checkpoint
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan, proposal, the_contractor_of

from app.domain.change_request import ChangeSet, Edit
from app.domain.explanation import DelayCause, Explanation, Responsibility
from app.domain.roles import Role
from app.domain.slippage import Level, PlanOnDay, ReportedValue, Slip
from app.domain.thresholds import Thresholds
from app.models import Plan, User
from app.services import alerts, audits, change_requests, plans, review_comments, submissions, watched
from app.services.change_requests import Proposal
from app.services.review_comments import Remark

FILED_ON, AFTER = date(2018, 12, 1), date(2019, 1, 10)


@pytest.fixture
def plan(session: Session) -> Plan:
    return a_plan(session)


@pytest.fixture
def contractor(session: Session, plan: Plan) -> User:
    return the_contractor_of(session, plan)


@pytest.fixture
def officer(session: Session, plan: Plan) -> User:
    return a_person(session, Role.OFFICER)


def known(session: Session, plan: Plan, on: date) -> PlanOnDay:
    return watched.plan_on_day(session, plan, Thresholds(), on=on)


def slips(session: Session, plan: Plan, on: date, kind: str) -> list[Slip]:
    found = alerts.slips_of(session, plan, Thresholds(), on=on)
    return [slip for slip in found if slip.kind == kind]


def test_a_figure_is_of_the_day_its_report_was_filed_and_says_nothing_of_earlier_days(
    session: Session, data_dir: Path, plan: Plan, contractor: User, officer: User
) -> None:
    submissions.approve(session, file_report(session, with_actual(100), contractor, data_dir), by=officer, at=NOW)

    assert known(session, plan, date(2018, 11, 30)).reports == ()
    assert known(session, plan, FILED_ON).reports == (FILED_ON,)
    assert slips(session, plan, date(2018, 11, 30), "indicator") == []
    assert [slip.key for slip in slips(session, plan, FILED_ON, "indicator")] == ["1", "2", "3"]
    assert slips(session, plan, FILED_ON, "indicator")[0].signals[0].since == FILED_ON


def test_a_report_filed_late_is_of_the_day_it_was_due(
    session: Session, data_dir: Path, plan: Plan, contractor: User, officer: User
) -> None:
    late = datetime(2018, 12, 28, 4, tzinfo=UTC)
    sent = file_report(session, with_actual(214), contractor, data_dir, send=False)
    submissions.send(session, sent, by=contractor, at=late)
    submissions.approve(session, sent, by=officer, at=late)

    assert known(session, plan, AFTER).reports == (date(2018, 12, 16),)


def test_an_indicator_that_stays_behind_report_after_report_is_told_by_the_earlier_reports(
    session: Session, data_dir: Path, plan: Plan, contractor: User, officer: User
) -> None:
    july = datetime(2018, 7, 10, 4, tzinfo=UTC)
    period = plans.period_of(session, plan, "期中")
    first = submissions.propose(
        session, plan, period, proposal(with_actual(20)), by=contractor, at=july, data_dir=data_dir, send=True
    )
    submissions.approve(session, first, by=officer, at=july)
    live = plans.document(session, plan)
    second = file_report(session, with_actual(40, live), contractor, data_dir, base_revision=plan.revision)
    submissions.approve(session, second, by=officer, at=NOW)

    [indicator] = [one for one in known(session, plan, FILED_ON).indicators if one.key == "1"]
    [slip] = [one for one in slips(session, plan, FILED_ON, "indicator") if one.key == "1"]

    assert indicator.earlier == (ReportedValue(date(2018, 7, 10), Decimal(20)),)
    assert (slip.level, slip.state) == (Level.BEHIND, "連續低於應達數")


def test_every_approved_change_that_moves_a_date_later_is_counted(
    session: Session, plan: Plan, contractor: User
) -> None:
    manager = a_person(session, Role.MANAGER)
    moves = [(date(2018, 5, 31), date(2018, 4, 1)), (date(2018, 4, 30), date(2018, 5, 1)), (date(2018, 6, 30), None)]
    for to, day in moves:
        at = datetime(2018, 5, 20, 4, tzinfo=UTC) if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)
        row = plans.document(session, plan).row("checkpoints", "A-2")
        edit = Edit("checkpoints", "A-2", "due_on", row.due_on, to)  # type: ignore[union-attr]
        wanted = Proposal(ChangeSet((edit,)), "颱風延後審查。", "不影響總目標。", plan.revision)
        made = change_requests.draft(session, plan, wanted, by=contractor, at=at)
        change_requests.send(session, made, by=contractor, at=at)
        change_requests.approve(session, made, by=manager, at=at)

    found = {one.key: one.postponed_on for one in known(session, plan, AFTER).checkpoints}

    assert found.pop("A-2") == (date(2018, 4, 1), date(2018, 5, 20))
    assert set(found.values()) == {()}
    [slip] = [one for one in slips(session, plan, date(2018, 5, 20), "checkpoint") if one.key == "A-2"]
    assert [signal.rule for signal in slip.signals] == ["postponed"]


def test_a_place_that_was_returned_slips_after_its_deadline_until_it_is_let_go(
    session: Session, data_dir: Path, plan: Plan, contractor: User, officer: User
) -> None:
    document = with_checkpoint("A-2", with_actual(999), completed_on=date(2018, 4, 20), actual=Decimal(334))
    sent = file_report(session, document, contractor, data_dir)
    review_comments.add(session, sent, [Remark("indicators/1/actual", "與個案數不符", asks=True)], by=officer, at=NOW)
    submissions.approve(session, sent, by=officer, at=NOW, correct_by=date(2018, 12, 10))

    assert slips(session, plan, date(2018, 12, 10), "finding") == []
    [slip] = slips(session, plan, date(2018, 12, 11), "finding")
    assert (slip.state, slip.days) == ("逾期未補正", 1)
    assert "與個案數不符" in slip.rule

    [owed] = review_comments.owed(session, plan)
    review_comments.let_go(session, owed.id, "已另附佐證", by=officer, at=NOW)
    assert slips(session, plan, date(2018, 12, 11), "finding") == []


def test_a_report_that_was_sent_back_is_owed_again_by_its_correction_date(
    session: Session, data_dir: Path, plan: Plan, contractor: User, officer: User
) -> None:
    sent = file_report(session, with_actual(214), contractor, data_dir)
    submissions.send_back(session, sent, by=officer, at=NOW, comment="請附佐證", correct_by=date(2018, 12, 5))

    def states(day: date) -> list[str]:
        return [slip.state for slip in slips(session, plan, day, "submission") if slip.key == "期末"]

    assert (states(date(2018, 12, 5)), states(date(2018, 12, 6))) == ([], ["逾期未補正"])
    file_report(session, with_actual(213), contractor, data_dir)
    assert states(date(2018, 12, 6)) == []


def test_a_finding_of_the_audit_slips_until_somebody_answers_it(session: Session, officer: User) -> None:
    wrong = replace(small_plan(), code="WRONG-107", government_budget=1)
    plan = a_plan(session, wrong)
    found = audits.of_plan(session, plan).findings
    overdue = FILED_ON + timedelta(days=15)

    assert found
    assert slips(session, plan, overdue - timedelta(days=1), "finding") == []
    assert sorted(slip.key for slip in slips(session, plan, overdue, "finding")) == sorted(one.key for one in found)
    for one in found:
        audits.answer(session, plan, one.key, "已確認", by=officer, at=NOW)
    assert slips(session, plan, overdue, "finding") == []


def test_a_promise_in_the_answer_to_an_alert_is_kept_to_like_one_in_a_report(
    session: Session, plan: Plan, contractor: User
) -> None:
    alerts.scan(session, on=date(2018, 5, 2), at=NOW)
    [alert] = [one for one in alerts.visible_to(session, contractor, is_open=True) if one.row_key == "A-2"]
    answer = Explanation(
        reason="審查委員更換",
        cause=DelayCause.REVIEW,
        remedy="加開審查會",
        catch_up_on=date(2018, 5, 10),
        responsibility=Responsibility.AGENCY,
    )
    alerts.explain(session, [alert], answer, by=contractor, on=date(2018, 5, 3), at=NOW)

    def rules(day: date) -> list[str]:
        [slip] = [one for one in slips(session, plan, day, "checkpoint") if one.key == "A-2"]
        return [signal.rule for signal in slip.signals]

    assert (rules(date(2018, 5, 10)), rules(date(2018, 5, 11))) == (["late"], ["late", "promise"])
