"""通知: told once, and only to those who may see what they are about."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.stage import NOW, a_person, a_plan, the_contractor_of

from app.domain.notices import Channel, NoticeKind
from app.domain.roles import Role
from app.models import Notice, Plan, User
from app.services import notices


@pytest.fixture
def plan(session: Session) -> Plan:
    return a_plan(session)


def tell(session: Session, to: User, plan: Plan | None, key: str = "submission_event/1", **changes: Any) -> bool:
    said: dict[str, Any] = {
        "kind": NoticeKind.DECIDED,
        "subject": "期末期報退回補正",
        "text": "請補正。",
    }
    said |= {"path": f"/plans/{plan.code}" if plan else "/account", "at": NOW}
    return notices.tell(session, to, key=key, plan=plan, **said | changes)


def told_to(session: Session, user: User) -> list[Notice]:
    return list(session.scalars(select(Notice).where(Notice.user_id == user.id)))


def test_the_same_news_are_told_once(session: Session, plan: Plan) -> None:
    contractor = the_contractor_of(session, plan)

    assert tell(session, contractor, plan)
    assert not tell(session, contractor, plan, at=NOW + timedelta(days=1), subject="換句話說")

    (told,) = told_to(session, contractor)
    assert (told.subject, told.at, told.read_at) == ("期末期報退回補正", NOW, None)


def test_the_same_news_are_told_to_each_person(session: Session, plan: Plan) -> None:
    officer = a_person(session, Role.OFFICER)
    contractor = the_contractor_of(session, plan)

    assert tell(session, contractor, plan)
    assert tell(session, officer, plan)


def test_nobody_is_told_of_a_plan_that_is_not_theirs_to_see(session: Session, plan: Plan) -> None:
    stranger = a_person(session, Role.CONTRACTOR, contractor="財團法人別家中心")

    assert not tell(session, stranger, plan)

    assert told_to(session, stranger) == []


def test_nobody_is_told_whose_account_is_closed(session: Session, plan: Plan) -> None:
    officer = a_person(session, Role.OFFICER)
    officer.is_active = False

    assert not tell(session, officer, plan)


def test_that_things_are_well_again_is_no_mail_by_default(session: Session, plan: Plan) -> None:
    officer = a_person(session, Role.OFFICER)

    tell(session, officer, plan, key="alert_event/1", kind=NoticeKind.ALERT)
    tell(session, officer, plan, key="alert_event/2", kind=NoticeKind.EASED)

    channels = {told.kind: told.channel for told in told_to(session, officer)}
    assert channels == {NoticeKind.ALERT: Channel.DIGEST, NoticeKind.EASED: Channel.INBOX}
