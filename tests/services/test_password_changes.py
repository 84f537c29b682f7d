"""A new password: long enough, none of the last three, and nobody who knew the old one stays inside."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.signing_in import DESK, LIMITS, OFFICER, events, signed_in, visit, with_authenticator
from support.stage import NOW, PASSWORD, a_person

from app.domain.account_events import AccountEventKind
from app.domain.errors import LinkExpired, PasswordRefused, SignInRefused
from app.domain.roles import Role
from app.models import PasswordReset, User
from app.services import account_admin, account_events, password_changes
from app.services.sign_in_sessions import Step, Visit
from config import SignInLimits

MINUTE = timedelta(minutes=1)
NEW = "an even longer password"


@pytest.fixture
def officer(session: Session) -> User:
    return a_person(session, Role.OFFICER)


def present(session: Session, token: str) -> Visit:
    found = visit(session, token)
    assert found is not None
    return found


def change(
    session: Session, new: str, *, old: str = PASSWORD, limits: SignInLimits = LIMITS, token: str | None = None
) -> None:
    found = present(session, token or signed_in(session, password=old))
    password_changes.change(session, found, old, new, origin=DESK, at=NOW, limits=limits)


def link(session: Session, email: str = OFFICER, **changed: object) -> str | None:
    how = {"origin": DESK, "at": NOW, "limits": LIMITS} | changed
    found = password_changes.request_link(session, email, **how)
    return found and found.token


def redeem(session: Session, token: str | None, new: str = NEW, *, at=NOW) -> None:
    assert token is not None
    password_changes.redeem(session, token, new, origin=DESK, at=at, limits=LIMITS)


def test_a_changed_password_opens_and_the_old_one_does_not(session: Session, officer: User) -> None:
    change(session, NEW)

    assert signed_in(session, password=NEW)
    with pytest.raises(SignInRefused):
        signed_in(session)
    assert "PASSWORD_CHANGED" in events(session)


def test_a_change_ends_all_sessions_but_the_one_at_hand(session: Session, officer: User) -> None:
    desk, thief = signed_in(session), signed_in(session)

    change(session, NEW, token=desk)

    assert visit(session, desk)
    assert visit(session, thief) is None


@pytest.mark.parametrize(("length", "is_good"), [(11, False), (12, True), (256, True), (257, False)])
def test_a_password_has_at_least_twelve_characters(session: Session, officer: User, length: int, is_good: bool) -> None:
    new = "密" * length

    if is_good:
        change(session, new)
        assert signed_in(session, password=new)
    else:
        with pytest.raises(PasswordRefused, match=r"至少 12 個字元（目前 11 個）|最多 256 個字元"):
            change(session, new)


def test_none_of_the_last_three_passwords_comes_back_and_the_fourth_may(session: Session, officer: User) -> None:
    used = [PASSWORD, "the second password", "the third password", "the fourth password"]
    change(session, used[1])
    for old in used[:2]:
        with pytest.raises(PasswordRefused, match="不得與最近 3 次"):
            change(session, old, old=used[1])
    change(session, used[2], old=used[1])
    with pytest.raises(PasswordRefused, match="不得與最近 3 次"):
        change(session, PASSWORD, old=used[2])

    change(session, used[3], old=used[2])
    change(session, PASSWORD, old=used[3])

    assert signed_in(session)


def test_length_and_history_are_settings(session: Session, officer: User) -> None:
    limits = replace(LIMITS, password_min_length=30, password_history=1)

    with pytest.raises(PasswordRefused, match="至少 30 個字元"):
        change(session, NEW, limits=limits)
    change(session, NEW * 2, limits=limits)
    change(session, PASSWORD * 2, old=NEW * 2, limits=limits)
    change(session, NEW * 2, old=PASSWORD * 2, limits=limits)


def test_a_stolen_session_cannot_guess_the_password_without_end(session: Session, officer: User) -> None:
    found = present(session, signed_in(session))
    how = {"origin": DESK, "at": NOW, "limits": LIMITS}
    for _ in range(5):
        with pytest.raises(PasswordRefused, match="目前密碼不正確"):
            password_changes.change(session, found, "guess", NEW, **how)

    with pytest.raises(PasswordRefused, match="次數過多"):
        password_changes.change(session, found, PASSWORD, NEW, **how)
    told = [(kind, line.detail) for kind, line in account_events.latest_of(session, officer)]
    detail = "變更密碼時目前密碼不正確"
    assert told[:2] == [(AccountEventKind.LOCKED_OUT, detail), (AccountEventKind.SIGN_IN_FAILED, detail)]
    assert [kind for kind, _detail in told].count(AccountEventKind.SIGN_IN_FAILED) == 5


def test_an_initial_password_opens_nothing_but_its_own_change(session: Session, officer: User) -> None:
    officer.must_change_password = True
    token = signed_in(session)
    before = present(session, token).step

    with pytest.raises(PasswordRefused):
        change(session, PASSWORD, token=token)
    change(session, NEW, token=token)

    assert before is Step.PASSWORD
    assert present(session, token).step is None


def test_a_link_sets_a_new_password_once_and_ends_every_session(session: Session, officer: User) -> None:
    open_before, token = signed_in(session), link(session)

    redeem(session, token)

    assert visit(session, open_before) is None
    assert signed_in(session, password=NEW)
    with pytest.raises(LinkExpired, match="已使用過或已逾時"):
        redeem(session, token, "yet another password")
    assert token not in session.scalars(select(PasswordReset.token_hash)).all()


def test_a_link_is_good_for_half_an_hour(session: Session, officer: User) -> None:
    early, late = link(session), link(session)

    with pytest.raises(LinkExpired):
        redeem(session, late, at=NOW + 30 * MINUTE)
    redeem(session, early, at=NOW + 29 * MINUTE)


def test_using_one_link_makes_the_others_worthless(session: Session, officer: User) -> None:
    first, second = link(session), link(session)

    redeem(session, second)

    with pytest.raises(LinkExpired):
        redeem(session, first, "yet another password")


def test_a_password_that_is_refused_leaves_the_link_good(session: Session, officer: User) -> None:
    token = link(session)

    for bad in ("too short", PASSWORD):
        with pytest.raises(PasswordRefused):
            redeem(session, token, bad)

    redeem(session, token)


def test_a_link_opens_a_locked_account_and_an_initial_one(session: Session, officer: User) -> None:
    officer.must_change_password = True
    for _ in range(5):
        with pytest.raises(SignInRefused):
            signed_in(session, password="guess")

    redeem(session, link(session))

    assert present(session, signed_in(session, password=NEW)).step is None


def test_a_mailbox_alone_does_not_open_an_account_with_a_second_step(session: Session, officer: User) -> None:
    with_authenticator(session, officer)

    redeem(session, link(session))

    assert present(session, signed_in(session, password=NEW)).step is Step.CODE


def test_nobody_is_mailed_for_an_unknown_a_disabled_or_a_demo_address(session: Session, officer: User) -> None:
    demo, gone = a_person(session, Role.AUDITOR), a_person(session, Role.MANAGER)
    demo.is_demo, gone.is_active = True, False

    assert [link(session, email) for email in ("nobody@agency.example", demo.email, gone.email)] == [None] * 3


def test_a_mailbox_is_not_flooded(session: Session, officer: User) -> None:
    sent = [link(session) for _ in range(8)]

    assert [token is not None for token in sent] == [True] * 5 + [False] * 3
    assert link(session, at=NOW + 15 * MINUTE)


def test_a_link_dies_with_a_password_that_was_changed_meanwhile(session: Session, officer: User) -> None:
    token = link(session)

    change(session, NEW)

    with pytest.raises(LinkExpired):
        redeem(session, token, "yet another password")


def test_a_link_dies_with_a_password_that_an_administrator_reset(session: Session, officer: User) -> None:
    token = link(session)

    account_admin.reset(session, officer, at=NOW, limits=LIMITS, origin=DESK)

    with pytest.raises(LinkExpired):
        redeem(session, token)
