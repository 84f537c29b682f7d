"""Signing in as tests do it: from one desk, on the usual limits, with an authenticator where one is needed."""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.stage import NOW, PASSWORD

from app.domain.account_events import Origin
from app.models import AccountEvent, User
from app.services import second_factor, sign_in, sign_in_sessions
from app.services.sign_in_sessions import Visit
from config import SignInLimits

OFFICER = "officer@agency.example"
DESK = Origin("192.0.2.7", "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Edg/130.0")
LIMITS = SignInLimits()
SECRET_KEY = "known to every test"


def signed_in(
    session: Session,
    *,
    email: str = OFFICER,
    password: str = PASSWORD,
    origin: Origin = DESK,
    at: datetime = NOW,
    limits: SignInLimits = LIMITS,
    demo_allowed: bool = True,
) -> str:
    """The token of a session opened with a password."""
    return sign_in.by_password(session, email, password, origin=origin, at=at, limits=limits, demo_allowed=demo_allowed)


def visit(session: Session, token: str, *, at: datetime = NOW, limits: SignInLimits = LIMITS) -> Visit | None:
    """Who the system sees behind a token."""
    return sign_in_sessions.visit_of(session, token, at=at, limits=limits)


def code_of(address: str, at: datetime) -> str:
    """What an authenticator that has learnt ``address`` shows at a moment."""
    [secret] = parse_qs(urlsplit(address).query)["secret"]
    return pyotp.TOTP(secret).at(at)


def with_authenticator(session: Session, user: User, *, at: datetime = NOW) -> tuple[str, tuple[str, ...]]:
    """Switch the second step on; what the authenticator has learnt, and the recovery codes."""
    second_factor.begin(session, user, secret_key=SECRET_KEY)
    enrolment = second_factor.enrolment(session, user, secret_key=SECRET_KEY)
    assert enrolment is not None
    code = code_of(enrolment.address, at)
    codes = second_factor.confirm(session, user, code, secret_key=SECRET_KEY, origin=DESK, at=at, limits=LIMITS)
    return enrolment.address, codes


def events(session: Session) -> list[str]:
    """The kinds of all that happened to accounts, in order."""
    return list(session.scalars(select(AccountEvent.kind).order_by(AccountEvent.id)))
