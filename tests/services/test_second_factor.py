"""The second step: a code is good once, for a minute and a half, and ten others stand in for the authenticator."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.signing_in import (
    DESK,
    LIMITS,
    SECRET_KEY,
    code_of,
    events,
    signed_in,
    visit,
    with_authenticator,
)
from support.stage import NOW, a_person

from app.domain.errors import CodeRefused, WrongState
from app.domain.roles import Role
from app.models import AuditEvent, RecoveryCode, TotpSecret, User
from app.services import account_admin, sealing, second_factor, sign_in
from app.services.sealing import BrokenSeal
from app.services.sign_in_sessions import Step, Visit

HALF_MINUTE = timedelta(seconds=30)
LATER = NOW + timedelta(minutes=10)
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the 20 bytes of RFC 6238, appendix B


def waiting(session: Session, *, at: datetime = LATER) -> Visit:
    """A session that the password has opened and no code yet."""
    found = visit(session, signed_in(session, at=at), at=at)
    assert found is not None
    assert found.step is Step.CODE
    return found


def enter(session: Session, code: str, *, at: datetime = LATER) -> str:
    return sign_in.by_code(
        session, waiting(session, at=at), code, secret_key=SECRET_KEY, origin=DESK, at=at, limits=LIMITS
    )


@pytest.fixture
def officer(session: Session) -> User:
    return a_person(session, Role.OFFICER)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_the_standard(session: Session, officer: User, seconds: int, code: str) -> None:
    sealed = sealing.seal(RFC_SECRET, secret_key=SECRET_KEY, purpose="totp")
    session.add(TotpSecret(user_id=officer.id, sealed_secret=sealed, confirmed_at=NOW, last_step=0))
    session.commit()

    second_factor.check(
        session,
        officer,
        code,
        secret_key=SECRET_KEY,
        origin=DESK,
        at=datetime.fromtimestamp(seconds, UTC),
        limits=LIMITS,
    )


def test_with_an_authenticator_the_password_alone_opens_nothing(session: Session, officer: User) -> None:
    address, _ = with_authenticator(session, officer)
    first = waiting(session)

    token = enter(session, code_of(address, LATER))

    opened = visit(session, token, at=LATER)
    assert first.step is Step.CODE
    assert opened is not None
    assert opened.step is None
    assert events(session) == ["TOTP_ENABLED", "SIGNED_IN"]


def test_the_token_of_before_the_code_is_worth_nothing_after_it(session: Session, officer: User) -> None:
    address, _ = with_authenticator(session, officer)
    before = signed_in(session, at=LATER)
    found = visit(session, before, at=LATER)
    assert found is not None

    code = code_of(address, LATER)
    after = sign_in.by_code(session, found, code, secret_key=SECRET_KEY, origin=DESK, at=LATER, limits=LIMITS)

    assert visit(session, before, at=LATER) is None
    assert visit(session, after, at=LATER)


def test_a_code_is_accepted_once(session: Session, officer: User) -> None:
    address, _ = with_authenticator(session, officer)
    code = code_of(address, LATER)
    enter(session, code)

    with pytest.raises(CodeRefused, match="已使用過"):
        enter(session, code)
    with pytest.raises(CodeRefused):  # nor one from before it, though its time has not run out
        enter(session, code_of(address, LATER - HALF_MINUTE))
    assert enter(session, code_of(address, LATER + HALF_MINUTE))


@pytest.mark.parametrize(("off", "is_good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_half_a_minute(session: Session, officer: User, off: int, is_good: bool) -> None:
    address, _ = with_authenticator(session, officer)
    code = code_of(address, LATER + off * HALF_MINUTE)

    if is_good:
        assert enter(session, code)
    else:
        with pytest.raises(CodeRefused):
            enter(session, code)


def test_each_of_ten_recovery_codes_opens_once_however_it_is_typed(session: Session, officer: User) -> None:
    _, codes = with_authenticator(session, officer)

    assert len(set(codes)) == 10
    enter(session, f" {codes[0].lower().replace('-', ' ')} ")
    with pytest.raises(CodeRefused):
        enter(session, codes[0])
    assert second_factor.codes_left(session, officer) == 9
    assert "RECOVERY_CODE_USED" in events(session)


def test_codes_are_guessed_no_more_often_than_passwords(session: Session, officer: User) -> None:
    address, _ = with_authenticator(session, officer)
    right = code_of(address, LATER)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(CodeRefused, match="不正確"):
            enter(session, wrong)

    with pytest.raises(CodeRefused, match="次數過多"):
        enter(session, right)  # and the right password in between has not begun the count anew

    reopened = LATER + timedelta(minutes=15)
    assert enter(session, code_of(address, reopened), at=reopened)


def test_the_database_holds_neither_secret_nor_recovery_code(session: Session, officer: User) -> None:
    address, codes = with_authenticator(session, officer)

    sealed = session.scalars(select(TotpSecret.sealed_secret)).one()
    hashes = session.scalars(select(RecoveryCode.code_hash)).all()

    assert address.partition("secret=")[2][:32] not in sealed
    assert not {code.replace("-", "") for code in codes} & set(hashes)
    with pytest.raises(BrokenSeal):
        sealing.unseal(sealed, secret_key="the key of another server", purpose="totp")
    with pytest.raises(BrokenSeal):
        sealing.unseal(sealed, secret_key=SECRET_KEY, purpose="something else")


def test_an_authenticator_that_never_answered_locks_nobody_out(session: Session, officer: User) -> None:
    second_factor.begin(session, officer, secret_key=SECRET_KEY)

    found = visit(session, signed_in(session))

    assert found is not None
    assert found.step is None


def test_a_running_authenticator_is_not_overwritten(session: Session, officer: User) -> None:
    with_authenticator(session, officer)

    with pytest.raises(WrongState, match="請先停用"):
        second_factor.begin(session, officer, secret_key=SECRET_KEY)


def test_who_removes_it_for_another_is_named_in_the_trail(session: Session, officer: User) -> None:
    with_authenticator(session, officer)
    admin = a_person(session, Role.ADMIN)

    account_admin.reset(session, officer, at=LATER, limits=LIMITS, second_step=True, by=admin, origin=DESK)

    told = session.scalars(select(AuditEvent).order_by(AuditEvent.number.desc()).limit(1)).one()
    assert "停用兩步驟驗證" in (told.after or "")
    assert (told.row_key, told.actor_id) == (officer.email, admin.id)


def test_switching_off_takes_a_code_and_leaves_nothing(session: Session, officer: User) -> None:
    address, _ = with_authenticator(session, officer)
    how = {"secret_key": SECRET_KEY, "origin": DESK, "at": LATER, "limits": LIMITS}
    with pytest.raises(CodeRefused):
        second_factor.disable(session, officer, "123", **how)

    second_factor.disable(session, officer, code_of(address, LATER), **how)

    assert not second_factor.is_on(session, officer)
    assert second_factor.codes_left(session, officer) == 0
    assert events(session)[-1] == "TOTP_DISABLED"


def test_new_recovery_codes_replace_the_old_ones(session: Session, officer: User) -> None:
    address, old = with_authenticator(session, officer)

    new = second_factor.renew_codes(
        session,
        officer,
        code_of(address, LATER),
        secret_key=SECRET_KEY,
        origin=DESK,
        at=LATER,
        limits=LIMITS,
    )

    with pytest.raises(CodeRefused):
        enter(session, old[0])
    assert enter(session, new[0])


def test_an_administrator_must_set_it_up_first_and_cannot_switch_it_off(session: Session) -> None:
    admin = a_person(session, Role.ADMIN)
    before = visit(session, signed_in(session, email=admin.email))
    address, _ = with_authenticator(session, admin)

    assert before is not None
    assert before.step is Step.ENROL
    with pytest.raises(WrongState, match="系統管理者必須使用兩步驟驗證"):
        second_factor.disable(
            session,
            admin,
            code_of(address, LATER),
            secret_key=SECRET_KEY,
            origin=DESK,
            at=LATER,
            limits=LIMITS,
        )


@pytest.mark.parametrize("exempt", ["setting", "demo"])
def test_neither_a_demo_administrator_nor_an_agency_that_says_so_needs_it(session: Session, exempt: str) -> None:
    admin = a_person(session, Role.ADMIN)
    admin.is_demo = exempt == "demo"
    limits = replace(LIMITS, totp_required_for_admins=exempt == "demo")

    found = visit(session, signed_in(session, email=admin.email, limits=limits), limits=limits)

    assert found is not None
    assert found.step is None
