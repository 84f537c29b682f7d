"""What a report says is done, while it waits for the office: nobody is asked why it is late."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.filing import file_report, with_checkpoint
from support.stage import a_person, a_plan, the_contractor_of

from app.domain.alert_life import Addressee, AlertState
from app.domain.roles import Role
from app.models import Alert, Notice, Submission, User
from app.services import alerts, news, submissions

DUE = date(2018, 7, 15)  # of B-1


@pytest.fixture
def contractor(session: Session) -> User:
    return the_contractor_of(session, a_plan(session))


@pytest.fixture
def sent(session: Session, contractor: User, tmp_path: Path) -> Submission:
    """A report that says of B-1 alone that it was done in time."""
    return file_report(session, with_checkpoint("B-1", completed_on=DUE), contractor, tmp_path)


def nights(session: Session, *days_late: int) -> None:
    for late in days_late:
        on = DUE + timedelta(days=late)
        alerts.scan(session, on=on, at=datetime(on.year, on.month, on.day, tzinfo=UTC))
        news.spread(session)


def alert_of(session: Session, key: str) -> Alert:
    return session.scalars(select(Alert).where(Alert.row_key == key)).one()


def told_of(session: Session, key: str) -> list[str]:
    found = session.scalars(select(Notice).order_by(Notice.id))
    return [f"{one.user.email.partition('@')[0]}: {one.subject}" for one in found if f" {key} " in one.subject]


def test_nobody_has_to_explain_what_the_office_only_has_to_review(session: Session, sent: Submission) -> None:
    a_person(session, Role.OFFICER)

    nights(session, -3, 1, 40)

    waiting, other = alert_of(session, "B-1"), alert_of(session, "A-2")
    assert (waiting.state, waiting.answer_state, waiting.answer_due_on) == ("落後", AlertState.NOTHING_ASKED, None)
    assert waiting.addressed is Addressee.CONTRACTOR
    assert told_of(session, "B-1") == []
    assert other.addressed is not Addressee.CONTRACTOR, "what it does not say is asked as ever"


def test_what_is_late_from_the_first_night_on_is_not_asked_for_either(session: Session, sent: Submission) -> None:
    nights(session, 1, 10)

    assert alert_of(session, "B-1").answer_state is AlertState.NOTHING_ASKED
    assert told_of(session, "B-1") == []


def test_if_the_report_is_sent_back_it_is_asked_for_after_all(session: Session, sent: Submission) -> None:
    officer = a_person(session, Role.OFFICER)
    nights(session, -3, 1)
    submissions.send_back(session, sent, by=officer, at=datetime(2018, 7, 17, tzinfo=UTC), comment="請補附件。")

    nights(session, 3, 3)

    assert told_of(session, "B-1") == ["contractor: 查核點 B-1 須重新說明，請於 107/7/25 前說明"]
