"""Signing in by password and by the agency's single sign-on: what opens, what closes, and what is never told."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from support.signing_in import DESK, LIMITS, OFFICER, events, signed_in, visit
from support.stage import NOW, a_person

from app.database import make_engine, make_session_factory
from app.domain.account_events import Origin
from app.domain.errors import SignInRefused
from app.domain.roles import Role
from app.models import AttemptCount, ExternalIdentity, SignInSession, User
from app.services import passwords, sign_in
from app.services.sign_in import Identity

MINUTE = timedelta(minutes=1)
NOBODY = "nobody@agency.example"
IDENTITY = Identity("https://sso.agency.example", "1234", OFFICER, email_is_verified=True)


def guess(session: Session, times: int, *, email: str = OFFICER, **how: Any) -> list[str]:
    """What the system answers to so many wrong passwords."""
    answers = []
    for number in range(times):
        with pytest.raises(SignInRefused) as refused:
            signed_in(session, email=email, password=f"guess {number}", **how)
        answers.append(str(refused.value))
    return answers


def test_the_right_password_opens_a_session_and_the_database_keeps_only_a_hash(session: Session) -> None:
    officer = a_person(session, Role.OFFICER)

    token = signed_in(session)

    found = visit(session, token)
    assert found is not None
    assert (found.user, found.step) == (officer, None)
    assert token not in session.scalars(select(SignInSession.token_hash)).all()
    assert events(session) == ["SIGNED_IN"]


def test_the_address_may_be_typed_in_any_case(session: Session) -> None:
    a_person(session, Role.OFFICER)

    assert signed_in(session, email=f" {OFFICER.upper()} ")


def test_a_refusal_does_not_say_whether_the_account_exists(session: Session) -> None:
    a_person(session, Role.OFFICER)

    assert guess(session, 7) == guess(session, 7, email=NOBODY)


def test_an_unknown_account_is_answered_as_slowly_as_a_known_one(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_person(session, Role.OFFICER)
    verified: list[str] = []
    hasher = passwords.HASHER

    class Counting:
        @staticmethod
        def verify(password_hash: str, password: str) -> bool:
            verified.append(password)
            return hasher.verify(password_hash, password)

    monkeypatch.setattr(passwords, "HASHER", Counting)

    guess(session, 1, email=NOBODY)
    guess(session, 1)

    assert len(verified) == 2  # one hash is what the time is spent on


def test_after_five_failures_the_account_stays_closed_for_fifteen_minutes(session: Session) -> None:
    a_person(session, Role.OFFICER)
    guess(session, 5)

    for minutes in (0, 5, 14):
        with pytest.raises(SignInRefused, match="嘗試次數過多，請於 15 分鐘後再試"):
            signed_in(session, at=NOW + minutes * MINUTE)

    assert signed_in(session, at=NOW + 15 * MINUTE)
    assert events(session) == ["SIGN_IN_FAILED"] * 5 + ["LOCKED_OUT", "SIGNED_IN"]


def test_five_failures_close_an_account_anew_after_each_pause(session: Session) -> None:
    a_person(session, Role.OFFICER)
    guess(session, 5)
    later = NOW + 15 * MINUTE

    answers = guess(session, 6, at=later)

    assert [answer.startswith("嘗試次數過多") for answer in answers] == [False] * 5 + [True]


def test_the_right_password_in_time_begins_the_count_anew(session: Session) -> None:
    a_person(session, Role.OFFICER)
    for _ in range(3):
        guess(session, 4)

        assert signed_in(session)


def test_failures_far_apart_close_nothing(session: Session) -> None:
    a_person(session, Role.OFFICER)
    for number in range(8):
        guess(session, 1, at=NOW + number * 15 * MINUTE)

    assert signed_in(session, at=NOW + 105 * MINUTE)


def test_an_address_that_guesses_at_many_accounts_is_closed_and_others_are_not(session: Session) -> None:
    a_person(session, Role.OFFICER)
    narrow = replace(LIMITS, address_failures=6)
    for number in range(6):
        guess(session, 1, email=f"{number}@agency.example", limits=narrow)

    with pytest.raises(SignInRefused, match="嘗試次數過多"):
        signed_in(session, limits=narrow)
    assert signed_in(session, origin=Origin("198.51.100.1"), limits=narrow)


def test_a_whole_office_signs_in_from_one_address(session: Session) -> None:
    a_person(session, Role.OFFICER)
    narrow = replace(LIMITS, address_failures=3)

    assert all(signed_in(session, limits=narrow) for _ in range(10))


def test_every_limit_is_a_setting(session: Session) -> None:
    a_person(session, Role.OFFICER)
    strict = replace(LIMITS, lockout_failures=2, lockout_minutes=60)
    for _ in range(2):
        with pytest.raises(SignInRefused, match="連續 2 次不正確，將暫停登入 60 分鐘"):
            signed_in(session, password="guess", limits=strict)

    with pytest.raises(SignInRefused, match="60 分鐘後再試"):
        signed_in(session, at=NOW + 59 * MINUTE, limits=strict)


def test_what_was_typed_is_not_kept_and_old_counts_go(session: Session) -> None:
    a_person(session, Role.OFFICER)
    guess(session, 1, email="my password, in the wrong field")
    kept = session.scalars(select(AttemptCount.subject_hash)).all()

    signed_in(session, at=NOW + timedelta(days=1), origin=Origin("198.51.100.1"))

    assert all(len(subject) == 64 for subject in kept)
    assert session.scalar(select(func.count()).select_from(AttemptCount)) == 1  # the address at hand, with none in vain


@pytest.mark.slow
def test_many_guesses_at_the_same_moment_are_not_more_guesses(fresh_database_url: str) -> None:
    engine = make_engine(fresh_database_url)
    sessions = make_session_factory(engine)
    with sessions() as setting_up:
        a_person(setting_up, Role.OFFICER)
    answers, start = [], Barrier(12)

    def attempt(number: int) -> None:
        start.wait()
        with sessions() as own:
            try:
                signed_in(own, password=f"guess {number}")
            except SignInRefused as refusal:
                answers.append(str(refusal))

    threads = [Thread(target=attempt, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()

    assert len(answers) == 12
    assert sum(answer.startswith("電子郵件或密碼不正確") for answer in answers) == 5


def test_a_demo_account_is_refused_in_production(session: Session) -> None:
    a_person(session, Role.OFFICER).is_demo = True

    with pytest.raises(SignInRefused):
        signed_in(session, demo_allowed=False)


def test_a_disabled_account_is_refused_like_a_wrong_password(session: Session) -> None:
    a_person(session, Role.OFFICER).is_active = False

    with pytest.raises(SignInRefused, match="電子郵件或密碼不正確"):
        signed_in(session)


def by_identity(session: Session, identity: Identity = IDENTITY) -> User:
    found = visit(session, sign_in.by_identity(session, identity, origin=DESK, at=NOW))
    assert found is not None
    return found.user


def test_single_sign_on_finds_an_account_by_its_verified_address_and_keeps_the_pair(session: Session) -> None:
    officer = a_person(session, Role.OFFICER)

    first = by_identity(session)
    again = by_identity(session, replace(IDENTITY, email="married@agency.example"))

    assert first == again == officer
    assert events(session) == ["IDENTITY_LINKED", "SIGNED_IN", "SIGNED_IN"]


@pytest.mark.parametrize(
    "identity",
    [
        pytest.param(replace(IDENTITY, email=NOBODY), id="no-account"),
        pytest.param(replace(IDENTITY, email=""), id="no-address"),
        pytest.param(replace(IDENTITY, email_is_verified=False), id="not-verified"),
    ],
)
def test_single_sign_on_makes_no_account_and_believes_no_unverified_address(
    session: Session, identity: Identity
) -> None:
    a_person(session, Role.OFFICER)

    with pytest.raises(SignInRefused, match="沒有可用的帳號"):
        by_identity(session, identity)

    assert session.scalar(select(func.count()).select_from(User)) == 1
    assert session.scalar(select(func.count()).select_from(ExternalIdentity)) == 0
    assert events(session) == ["SIGN_IN_FAILED"]


def test_an_address_that_was_handed_on_does_not_hand_on_the_account(session: Session) -> None:
    a_person(session, Role.OFFICER)
    by_identity(session)

    with pytest.raises(SignInRefused):
        by_identity(session, replace(IDENTITY, subject="the successor"))


@pytest.mark.parametrize("trait", ["is_demo", "is_disabled"])
def test_single_sign_on_opens_neither_demo_nor_disabled_accounts(session: Session, trait: str) -> None:
    officer = a_person(session, Role.OFFICER)
    officer.is_demo, officer.is_active = trait == "is_demo", trait != "is_disabled"
    session.commit()

    with pytest.raises(SignInRefused):
        by_identity(session)


def test_a_linked_account_that_was_disabled_since_stays_closed(session: Session) -> None:
    officer = a_person(session, Role.OFFICER)
    by_identity(session)
    officer.is_active = False
    session.commit()

    with pytest.raises(SignInRefused):
        by_identity(session)


def test_who_comes_by_single_sign_on_need_not_change_a_password_they_never_used(session: Session) -> None:
    a_person(session, Role.OFFICER).must_change_password = True

    found = visit(session, sign_in.by_identity(session, IDENTITY, origin=DESK, at=NOW))

    assert found is not None
    assert found.step is None
