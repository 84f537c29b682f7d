"""Sessions end by themselves, can be seen, and can be ended from elsewhere."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from support.signing_in import DESK, LIMITS, events, signed_in, visit
from support.stage import NOW, a_person

from app.domain.account_events import Origin
from app.domain.errors import NotFound
from app.domain.roles import Role
from app.services import sign_in_sessions
from app.services.sign_in_sessions import Visit

MINUTE = timedelta(minutes=1)
PHONE = Origin("198.51.100.9", "Mozilla/5.0 (iPhone) Safari/605")


def present(session: Session, token: str) -> Visit:
    found = visit(session, token)
    assert found is not None
    return found


def test_a_session_ends_after_its_idle_time_and_a_click_prolongs_it(session: Session) -> None:
    a_person(session, Role.OFFICER)
    token = signed_in(session)

    assert visit(session, token, at=NOW + 29 * MINUTE)
    assert visit(session, token, at=NOW + 58 * MINUTE)
    assert visit(session, token, at=NOW + 88 * MINUTE) is None


def test_a_session_ends_after_twelve_hours_of_clicking(session: Session) -> None:
    a_person(session, Role.OFFICER)
    token = signed_in(session)
    for minutes in range(20, 720, 20):
        assert visit(session, token, at=NOW + minutes * MINUTE)

    assert visit(session, token, at=NOW + 720 * MINUTE) is None


def test_both_times_are_settings(session: Session) -> None:
    a_person(session, Role.OFFICER)
    limits = replace(LIMITS, session_idle_minutes=90, session_hours=1)
    token = signed_in(session)

    assert visit(session, token, at=NOW + 59 * MINUTE, limits=limits)
    assert visit(session, token, at=NOW + 60 * MINUTE, limits=limits) is None


def test_a_page_that_asks_how_long_is_left_does_not_prolong_the_session(session: Session) -> None:
    a_person(session, Role.OFFICER)
    token = signed_in(session)

    found = sign_in_sessions.visit_of(session, token, at=NOW + 28 * MINUTE, limits=LIMITS, is_click=False)

    assert found is not None
    assert found.ends_at == NOW + 30 * MINUTE
    assert visit(session, token, at=NOW + 30 * MINUTE) is None


def test_who_says_to_stay_has_the_whole_idle_time_again(session: Session) -> None:
    a_person(session, Role.OFFICER)
    found = present(session, signed_in(session))

    ends_at = sign_in_sessions.keep(session, found, at=NOW + 29 * MINUTE, limits=LIMITS)

    assert ends_at == NOW + 59 * MINUTE


def test_signing_out_ends_the_session_for_good(session: Session) -> None:
    a_person(session, Role.OFFICER)
    token = signed_in(session)

    for _ in range(2):
        sign_in_sessions.sign_out(session, token, origin=DESK, at=NOW)

    assert visit(session, token) is None
    assert events(session) == ["SIGNED_IN", "SIGNED_OUT"]


def test_a_deactivated_account_is_out_at_once(session: Session) -> None:
    officer = a_person(session, Role.OFFICER)
    token = signed_in(session)
    officer.is_active = False

    assert visit(session, token) is None


def test_one_sees_where_one_is_signed_in_and_since_when(session: Session) -> None:
    officer = a_person(session, Role.OFFICER)
    signed_in(session)
    signed_in(session, origin=PHONE, at=NOW + MINUTE)

    found = sign_in_sessions.open_of(session, officer, at=NOW + 2 * MINUTE, limits=LIMITS)

    assert [(row.address, row.browser, row.started_at) for row in found] == [
        (PHONE.address, PHONE.browser, NOW + MINUTE),
        (DESK.address, DESK.browser, NOW),
    ]


def test_a_session_that_has_idled_out_is_not_listed(session: Session) -> None:
    officer = a_person(session, Role.OFFICER)
    signed_in(session)

    assert not sign_in_sessions.open_of(session, officer, at=NOW + 30 * MINUTE, limits=LIMITS)


def test_a_lost_phone_is_signed_out_from_the_desk(session: Session) -> None:
    officer = a_person(session, Role.OFFICER)
    desk, phone = signed_in(session), signed_in(session, origin=PHONE)

    sign_in_sessions.revoke(session, present(session, phone).session_id, by=officer, origin=DESK, at=NOW)

    assert visit(session, phone) is None
    assert visit(session, desk)
    assert events(session)[-1] == "SESSION_REVOKED"


def test_nobody_ends_the_session_of_another(session: Session) -> None:
    a_person(session, Role.OFFICER)
    stranger = a_person(session, Role.AUDITOR)
    token = signed_in(session)

    with pytest.raises(NotFound):
        sign_in_sessions.revoke(session, present(session, token).session_id, by=stranger, origin=DESK, at=NOW)

    assert visit(session, token)


def test_all_others_end_at_once_and_those_of_other_people_stay(session: Session) -> None:
    a_person(session, Role.OFFICER)
    auditor = a_person(session, Role.AUDITOR)
    desk, phone, tablet = (signed_in(session) for _ in range(3))
    other = signed_in(session, email=auditor.email)

    ended = sign_in_sessions.revoke_others(session, present(session, desk), origin=DESK, at=NOW)

    assert ended == 2
    assert [bool(visit(session, token)) for token in (desk, phone, tablet, other)] == [True, False, False, True]
