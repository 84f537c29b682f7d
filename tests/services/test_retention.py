"""What is old goes, what is not stays, and a dry run changes nothing."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan

from app.domain.account_events import AttemptKind, SignInWay
from app.domain.job_course import RunCause, RunStatus
from app.domain.notices import Channel, NoticeKind
from app.domain.outbox import LetterStatus
from app.domain.rate_limit import UseKind
from app.domain.roles import Role
from app.models import (
    AttemptCount,
    AuditEvent,
    Base,
    Case,
    FollowUp,
    JobRun,
    Notice,
    OutboxLetter,
    PasswordReset,
    Plan,
    RateUse,
    SignInSession,
    Submission,
    Survey,
    SurveyQuestion,
    SurveyResponse,
    User,
)
from app.services import retention, waiting_files
from app.services.retention.persons import GONE
from config import RetentionSettings, Settings, SignInLimits

KEEP = RetentionSettings()


@pytest.fixture
def settings(data_dir: Path) -> Settings:
    return Settings(data_dir=data_dir)


@pytest.fixture
def person(session: Session) -> User:
    return a_person(session, Role.OFFICER)


def _sign_in(user: User, at: datetime, **more: Any) -> Base:
    said = {"way": SignInWay.PASSWORD, "code_due": False, "address": "", "browser": "", "last_seen_at": at}
    return SignInSession(user_id=user.id, token_hash=at.isoformat(), started_at=at, **said, **more)


def _reset(user: User, at: datetime) -> Base:
    return PasswordReset(user_id=user.id, token_hash=at.isoformat(), expires_at=at)


def _attempt(user: User, at: datetime, **more: Any) -> Base:
    return AttemptCount(kind=AttemptKind.CODE, subject_hash=at.isoformat(), attempts=5, last_at=at, **more)


def _notice(user: User, at: datetime, **more: Any) -> Base:
    said = {"kind": NoticeKind.SYSTEM, "channel": Channel.INBOX, "subject": "主旨", "text": "", "path": "/"}
    return Notice(user_id=user.id, key=at.isoformat(), at=at, **said, **more)


def _letter(user: User, at: datetime, status: LetterStatus) -> Base:
    sent_at = at if status is LetterStatus.SENT else None
    said = {"address": user.email, "subject": "主旨", "text": "內文", "html": "<p>", "attempts": 1, "send_after": at}
    key = at.isoformat()
    return OutboxLetter(user_id=user.id, key=key, message_id=key, made_at=at, status=status, sent_at=sent_at, **said)


def _run(at: datetime, status: RunStatus) -> Base:
    return JobRun(job="a", cause=RunCause.SCHEDULED, due_at=at, day=at.date(), status=status, attempts=1, started_at=at)


def _left(session: Session, kind: type[Base]) -> int:
    return len(session.scalars(select(kind)).all())


HOUR = timedelta(hours=1)
RULES = [
    pytest.param("sessions", timedelta(days=30, hours=SignInLimits().session_hours), _sign_in, id="sessions"),
    pytest.param("reset_links", timedelta(days=7), _reset, id="reset_links"),
    pytest.param("attempts", timedelta(days=1), _attempt, id="attempts"),
    pytest.param(
        "rate_uses",
        timedelta(days=1),
        lambda user, at: RateUse(user_id=user.id, kind=list(UseKind)[at > NOW - timedelta(days=1)], spent_until=at),
        id="rate_uses",
    ),
    pytest.param(
        "read_notices", timedelta(days=184), lambda user, at: _notice(user, at, read_at=at), id="read_notices"
    ),
    pytest.param("unread_notices", timedelta(days=730), _notice, id="unread_notices"),
    *(
        pytest.param("letters", timedelta(days=184), lambda u, at, s=s: _letter(u, at, s), id=f"letters-{s.name}")
        for s in (LetterStatus.SENT, LetterStatus.DROPPED, LetterStatus.FAILED)
    ),
    pytest.param("runs", timedelta(days=184), lambda _, at: _run(at, RunStatus.DONE), id="runs"),
    pytest.param("failed_runs", timedelta(days=730), lambda _, at: _run(at, RunStatus.BROKEN), id="failed_runs"),
]


@pytest.mark.parametrize(("key", "kept", "made"), RULES)
def test_what_is_older_than_it_is_kept_for_goes_and_no_other(
    session: Session, settings: Settings, person: User, key: str, kept: timedelta, made: Callable[..., Base]
) -> None:
    old, young = made(person, NOW - kept - HOUR), made(person, NOW - kept + HOUR)
    session.add_all([old, young])
    session.commit()
    foretold = {one.key: one.count for one in retention.preview(session, settings, at=NOW)}
    assert _left(session, type(young)) == 2  # nothing went yet

    gone = {one.key: one.count for one in retention.forget(session, settings, at=NOW)}

    assert foretold[key] == gone[key] == 1
    assert session.scalars(select(type(young))).all() == [young]
    assert not any(one.count for one in retention.forget(session, settings, at=NOW))


def test_a_letter_loses_its_words_before_it_goes_and_one_that_waits_keeps_them(
    session: Session, settings: Settings, person: User
) -> None:
    month = NOW - timedelta(days=31)
    session.add_all([_letter(person, month, LetterStatus.SENT), _letter(person, month - HOUR, LetterStatus.WAITING)])
    session.commit()

    retention.forget(session, settings, at=NOW)

    session.expire_all()
    assert {one.status: one.text for one in session.scalars(select(OutboxLetter))} == {
        LetterStatus.SENT: "",
        LetterStatus.WAITING: "內文",
    }


def test_the_newest_run_of_a_job_stays_and_a_closed_door_too(
    session: Session, settings: Settings, person: User
) -> None:
    ages_ago = NOW - timedelta(days=4000)
    session.add_all([_run(ages_ago, RunStatus.FAILED), _attempt(person, ages_ago, closed_until=NOW + HOUR)])
    session.commit()

    retention.forget(session, settings, at=NOW)

    assert (_left(session, JobRun), _left(session, AttemptCount)) == (1, 1)


def test_uploads_that_nobody_confirmed_go(session: Session, settings: Settings) -> None:
    place = waiting_files.room(settings.data_dir, "set-ups")
    for content, age in ((b"old", 8), (b"young", 6)):
        path = place / (digest := waiting_files.keep(place, content))[:2] / digest
        moment = (NOW - timedelta(days=age)).timestamp()
        os.utime(path, (moment, moment))

    [gone] = [one for one in retention.forget(session, settings, at=NOW) if one.count]

    assert (gone.key, gone.count) == ("waiting_files", 1)


# Data of persons ------------------------------------------------------------------------------------------------


@pytest.fixture
def over(session: Session) -> Callable[[date], None]:
    """A plan with a trainee, an answer and a contact, which ended on a day."""

    def made(ended_on: date) -> None:
        plan = a_plan(session)
        plan.starts_on, plan.ends_on = ended_on, ended_on
        place = {"plan_id": plan.id, "agency_id": plan.agency_id}
        asked = {"course": "品管班", "planned_on": ended_on, "changed_at": NOW}
        session.add_all(
            [
                FollowUp(**place, **asked, key="T1", trainee_name="王大明", trainees=1),
                FollowUp(**place, **asked, key="T2", trainee_name="李小華", firm_name="某公司", trainees=1),
                FollowUp(**place, **asked, key="T3", firm_name="某公司", trainees=9),
            ]
        )
        survey = Survey(**place, key="S1", title="調查", sent=9, created_at=NOW)
        session.add(survey)
        session.flush()  # its number
        for ordinal, (key, kind) in enumerate((("Q1", "量表"), ("Q2", "開放"))):
            session.add(SurveyQuestion(survey_id=survey.id, ordinal=ordinal, key=key, kind=kind, text="？", options=[]))
        session.commit()
        session.expire_all()
        headers = [question.headers[0] for question in _questions(session, survey)]
        answers = dict(zip(headers, (5, "我是王大明"), strict=True))
        session.add(SurveyResponse(survey_id=survey.id, number="1", answers=answers, changed_at=NOW))
        first = session.scalars(select(Case).order_by(Case.id)).first()
        assert first is not None
        first.contact_phone, first.female_head = "02-2345-6789", True
        session.commit()

    return made


def _questions(session: Session, survey: Survey) -> Any:
    from app.services import surveys

    return surveys.questions_of(session.get_one(Survey, survey.id))


def _years_ago(years: int, days: int) -> date:
    return NOW.date().replace(year=NOW.year - years) - timedelta(days=days)


def test_names_and_words_of_persons_go_three_years_after_the_plan_and_figures_stay(
    session: Session, settings: Settings, over: Callable[[date], None]
) -> None:
    over(_years_ago(3, days=1))
    foretold = {one.key: one.count for one in retention.preview(session, settings, at=NOW) if one.count}

    gone = {one.key: one.count for one in retention.forget(session, settings, at=NOW) if one.count}

    session.expire_all()
    assert foretold == gone == {"trainee_names": 2, "survey_texts": 1}
    names = session.scalars(select(FollowUp.trainee_name).order_by(FollowUp.key)).all()
    assert names == [GONE, None, None]
    [answers] = session.scalars(select(SurveyResponse.answers)).all()
    assert list(answers.values()) == [5]
    assert session.scalars(select(FollowUp.trainees).order_by(FollowUp.key)).all() == [1, 1, 9]
    assert not any(one.count for one in retention.forget(session, settings, at=NOW))


def test_the_trail_tells_how_many_went_and_not_who_they_were(
    session: Session, settings: Settings, over: Callable[[date], None]
) -> None:
    over(_years_ago(3, days=1))

    retention.forget(session, settings, at=NOW)

    told = session.scalars(select(AuditEvent).where(AuditEvent.subject == "保存期限").order_by(AuditEvent.number)).all()
    assert [one.row_key for one in told] == ["trainee_names", "survey_texts"]
    assert all(one.plan_code == "TEST-107" and one.actor == "系統" for one in told)
    assert '"筆數":2' in (told[0].after or "")
    assert not any("王大明" in (one.after or "") + (one.before or "") for one in told)


def test_contacts_go_after_ten_years_and_what_counts_in_statistics_stays(
    session: Session, settings: Settings, over: Callable[[date], None]
) -> None:
    over(_years_ago(10, days=1))

    gone = {one.key: one.count for one in retention.forget(session, settings, at=NOW)}

    assert gone["contacts"] == 1
    session.expire_all()
    first = session.scalars(select(Case).order_by(Case.id)).first()
    assert first is not None
    assert (first.contact_phone, first.female_head) == (None, True)


def test_a_plan_that_is_not_over_for_long_keeps_everybody(
    session: Session, settings: Settings, over: Callable[[date], None]
) -> None:
    over(_years_ago(3, days=-1))

    assert not any(one.count for one in retention.forget(session, settings, at=NOW))


def test_nobody_is_taken_out_of_a_demonstration(
    session: Session, settings: Settings, over: Callable[[date], None]
) -> None:
    over(_years_ago(30, days=0))
    session.scalars(select(Plan)).one().is_demo = True
    session.commit()

    assert not any(one.count for one in retention.forget(session, settings, at=NOW))


def test_figures_reports_and_drafts_stay_however_old_they_are(
    session: Session, settings: Settings, person: User
) -> None:
    a_plan(session, replace(small_plan(), roc_year=90, starts_on=date(2001, 1, 1), ends_on=date(2001, 12, 31)))
    file_report(session, with_actual(214), person, settings.data_dir, send=False)
    before = {kind: _left(session, kind) for kind in (Submission, AuditEvent, Case)}

    retention.forget(session, settings, at=NOW + timedelta(days=36500))

    assert {kind: _left(session, kind) for kind in before} == before
    assert [path for path in settings.data_dir.rglob("*") if path.is_file()]


def test_the_night_says_in_a_sentence_what_went(session: Session, settings: Settings, person: User) -> None:
    assert retention.work(session, NOW.date(), settings=settings) == "沒有逾保存期限的資料"
    session.add(_reset(person, NOW))
    session.commit()

    assert retention.work(session, NOW.date(), settings=settings) == "逾保存期限：逾期的重設密碼連結 1 筆"
