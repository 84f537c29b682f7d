"""What happens becomes news for those whom it concerns: once, and never for whoever did it."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual, with_checkpoint
from support.signing_in import DESK
from support.stage import NOW, a_person, a_plan, the_contractor_of

from app.domain.notices import Channel
from app.domain.roles import DAY, Role
from app.models import Notice, Plan, Submission, SubmissionEvent, ToldSource, User
from app.services import alerts, delegations, news, reversals, submissions
from app.services.grants import Term
from app.services.news import reports, spreading

TODAY = date(2018, 12, 1)


@pytest.fixture
def plan(session: Session) -> Plan:
    session.info[DAY] = TODAY
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


@pytest.fixture
def sent(session: Session, contractor: User, tmp_path: Path) -> Submission:
    return file_report(session, with_actual(5), contractor, tmp_path)


def subjects(session: Session, user: User) -> list[str]:
    return list(session.scalars(select(Notice.subject).where(Notice.user_id == user.id).order_by(Notice.id)))


def test_a_report_that_was_sent_waits_for_the_officer_and_not_for_its_author(
    session: Session, contractor: User, officer: User, manager: User, sent: Submission
) -> None:
    news.spread(session)

    assert subjects(session, officer) == ["期末期報（第 1 版）送審，請審查"]
    assert subjects(session, manager) == subjects(session, contractor) == []


def test_where_there_is_no_officer_the_manager_is_told(session: Session, manager: User, sent: Submission) -> None:
    news.spread(session)

    assert subjects(session, manager) == ["期末期報（第 1 版）送審，請審查"]


def test_a_returned_report_tells_its_side_by_when_and_why(
    session: Session, plan: Plan, contractor: User, officer: User, sent: Submission
) -> None:
    colleague = a_person(session, Role.CONTRACTOR, contractor=plan.contractor.name, email="second@firm.example")
    stranger = a_person(session, Role.CONTRACTOR, contractor="財團法人別家中心", email="other@firm.example")
    submissions.send_back(session, sent, by=officer, at=NOW, comment="請補附件。", correct_by=date(2018, 12, 20))

    news.spread(session)

    assert subjects(session, contractor) == ["期末期報（第 1 版）退回補正，請於 107/12/20 前重新送件"]
    assert subjects(session, colleague) == subjects(session, contractor)
    assert subjects(session, stranger) == []
    told = session.scalars(select(Notice).where(Notice.user_id == contractor.id)).one()
    assert told.text == f"{officer.name}於 107/12/1 退回補正。請補附件。"
    assert (told.path, told.plan_id, told.at) == (f"/submissions/{sent.id}", plan.id, NOW)


def test_nobody_is_asked_to_review_what_was_decided_meanwhile(
    session: Session, officer: User, manager: User, sent: Submission
) -> None:
    submissions.approve(session, sent, by=manager, at=NOW)

    news.spread(session)

    assert subjects(session, officer) == []


def test_what_an_officer_sends_for_the_contractor_is_told_to_the_contractor(
    session: Session, contractor: User, officer: User, tmp_path: Path
) -> None:
    file_report(session, with_actual(5), officer, tmp_path)

    news.spread(session)

    assert subjects(session, contractor) == [f"期末期報（第 1 版）已由{officer.name}代為送審"]
    assert subjects(session, officer) == []


def test_an_accepted_report_that_is_taken_back_is_told_to_both_sides(
    session: Session, contractor: User, officer: User, manager: User, sent: Submission
) -> None:
    submissions.approve(session, sent, by=officer, at=NOW)
    reversals.revert(session, sent, by=manager, at=NOW, reason="數字誤植")

    news.spread(session)

    assert subjects(session, contractor) == [
        "期末期報（第 1 版）已核定",
        "期末期報（第 1 版）的核定已復原，本期須重新送件",
    ]
    assert subjects(session, officer)[-1] == "期末期報（第 1 版）的核定已復原，本期須重新送件"


def test_a_stand_in_is_told_of_standing_in_and_then_in_the_holders_place(
    session: Session, contractor: User, officer: User, manager: User, tmp_path: Path
) -> None:
    term = Term(TODAY, TODAY + timedelta(days=5))
    delegations.delegate(
        session, officer.grants[0].id, manager.id, term, "休假", by=officer, at=NOW, on=TODAY, origin=DESK
    )
    file_report(session, with_actual(5), contractor, tmp_path)

    news.spread(session)

    assert sorted(subjects(session, manager)) == ["您受委任為代理人", "期末期報（第 1 版）送審，請審查"]


def test_telling_twice_tells_nothing_twice(session: Session, officer: User, sent: Submission) -> None:
    assert news.spread(session) == (1, 0)
    assert news.spread(session) == (0, 0)

    assert len(subjects(session, officer)) == 1


def test_a_step_that_is_committed_later_than_its_number_says_is_told_all_the_same(
    session: Session, officer: User, sent: Submission
) -> None:
    """The row of an earlier number appears when those behind it were told already."""
    step = session.scalars(select(SubmissionEvent).where(SubmissionEvent.submission_id == sent.id)).first()
    assert step is not None
    later = {"source": "submission_event", "row_id": step.id + 1000}
    session.add(ToldSource(**later))
    session.commit()

    news.spread(session)

    assert len(subjects(session, officer)) == 1


def test_what_one_did_oneself_can_be_told_at_once_without_all_that_waits(
    session: Session, contractor: User, officer: User, sent: Submission
) -> None:
    submissions.send_back(session, sent, by=officer, at=NOW, comment="請補附件。")

    news.spread(session, by=officer)

    assert len(subjects(session, contractor)) == 1
    assert subjects(session, officer) == []


def test_a_row_that_cannot_be_told_holds_up_no_other_and_is_tried_again(
    session: Session, contractor: User, officer: User, sent: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    submissions.send_back(session, sent, by=officer, at=NOW, comment="請補附件。")
    with monkeypatch.context() as broken:
        broken.setattr(reports, "_name", lambda submission: 1 / 0)
        assert news.spread(session) == (0, 2)
        assert "2 件無法通知" in spreading.work(session, TODAY)

    assert news.spread(session) == (1, 0)
    assert session.scalar(select(func.count()).select_from(ToldSource)) == 2


class TestAlerts:
    """警示."""

    @pytest.fixture(autouse=True)
    def scanned(self, session: Session, contractor: User, officer: User, manager: User) -> None:
        """On 107/5/20 A-1 to A-3 are settled or late, and nothing else."""
        alerts.scan(session, on=date(2018, 5, 20), at=NOW)
        news.spread(session)

    def test_who_is_asked_hears_of_it_and_nobody_else(
        self, session: Session, contractor: User, officer: User, manager: User
    ) -> None:
        assert sorted(subjects(session, contractor)) == [
            "查核點 A-2 落後，請於 107/5/25 前說明",
            "查核點 A-3 落後，請於 107/5/25 前說明",
        ]
        assert subjects(session, officer) == subjects(session, manager) == []

    def test_a_night_says_one_thing_of_an_alert(self, session: Session, contractor: User, officer: User) -> None:
        """In June A-2 is worse and was not answered: that it goes up says it all."""
        alerts.scan(session, on=date(2018, 6, 10), at=NOW)
        news.spread(session)

        told = [one for one in subjects(session, officer) + subjects(session, contractor) if "A-2" in one]
        assert len(told) == 2, "once as it was opened, once as it went up"
        assert subjects(session, officer)[0].startswith("查核點 A-2 的警示陳報上一層級，請於 107/6/")

    def test_a_person_who_is_named_is_told_and_the_one_who_named_is_not(
        self, session: Session, contractor: User, officer: User
    ) -> None:
        alert = alerts.visible_to(session, officer)[0]
        alerts.assign(session, [alert], contractor, by=officer, on=date(2018, 5, 21), at=NOW)
        news.spread(session)

        assert subjects(session, contractor)[-1].startswith(f"查核點 {alert.row_key} 的警示指派給您")
        assert subjects(session, officer) == []

    def test_what_was_caught_up_is_told_to_both_sides_without_a_mail(
        self, session: Session, plan: Plan, contractor: User, officer: User, tmp_path: Path
    ) -> None:
        done = with_checkpoint("A-3", completed_on=date(2018, 5, 20), actual=Decimal(3), achievement="已辦理。")
        submissions.approve(session, file_report(session, done, contractor, tmp_path), by=officer, at=NOW)
        alerts.scan(session, on=date(2018, 5, 21), at=NOW)
        news.spread(session)

        told = session.scalars(select(Notice).where(Notice.subject == "查核點 A-3 的警示已解除")).all()
        assert {one.user_id for one in told} == {contractor.id, officer.id}
        assert {one.channel for one in told} == {Channel.INBOX}
        assert all("項工作。解除前為：預定" in one.text for one in told), "what it says is not so any more"


def test_what_grows_worse_is_told_by_what_it_has_become_and_asks_for_nothing_by_a_day_that_is_over(
    session: Session, contractor: User, officer: User, manager: User
) -> None:
    """A-2 was due on 4/30, and nobody answers."""
    for on in (date(2018, 4, 28), date(2018, 5, 1), date(2018, 5, 9), date(2018, 5, 15), date(2018, 5, 31)):
        alerts.scan(session, on=on, at=NOW)
        news.spread(session)

    told = [one for person in (contractor, manager) for one in subjects(session, person) if "A-2 轉為" in one]
    assert told == ["查核點 A-2 轉為落後，請於 107/5/8 前說明", "查核點 A-2 轉為嚴重落後，逾 107/5/18 尚未說明"]


def test_where_a_contractor_has_no_account_the_office_is_asked(session: Session, plan: Plan, officer: User) -> None:
    alerts.scan(session, on=date(2018, 5, 20), at=NOW)
    news.spread(session)

    assert len(subjects(session, officer)) == 2
