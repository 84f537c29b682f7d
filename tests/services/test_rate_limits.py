"""What a person may do in a while is counted for all processes together, and for each person alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from support.stage import NOW, a_person

from app.database import make_engine, make_session_factory
from app.domain.errors import TooOften
from app.domain.rate_limit import UseKind
from app.domain.roles import Role
from app.models import User
from app.services import rate_limits
from config import RateLimits

TWO = RateLimits(upload_limit=2, export_limit=1, rate_limit_minutes=10)


@pytest.fixture
def officer(session: Session) -> User:
    return a_person(session, Role.OFFICER)


def upload(session: Session, user: User, *, minutes: int = 0, limits: RateLimits = TWO) -> None:
    at = NOW + timedelta(minutes=minutes)
    rate_limits.spend(session, user, UseKind.UPLOAD, at=at, limits=limits)


def test_after_too_many_one_waits_and_then_goes_on(session: Session, officer: User) -> None:
    upload(session, officer)
    upload(session, officer)
    with pytest.raises(TooOften, match="每 10 分鐘 2 次") as refused:
        upload(session, officer, minutes=1)
    upload(session, officer, minutes=5)

    assert refused.value.wait == timedelta(minutes=4)


def test_what_is_refused_is_not_counted(session: Session, officer: User) -> None:
    upload(session, officer)
    upload(session, officer)
    for _ in range(20):
        with pytest.raises(TooOften):
            upload(session, officer)

    upload(session, officer, minutes=5)


def test_each_person_and_each_kind_has_an_allowance_of_its_own(session: Session, officer: User) -> None:
    manager = a_person(session, Role.MANAGER)
    upload(session, officer)
    upload(session, officer)

    upload(session, manager)
    rate_limits.spend(session, officer, UseKind.EXPORT, at=NOW, limits=TWO)


def test_without_a_limit_nothing_is_counted(session: Session, officer: User) -> None:
    for _ in range(5):
        upload(session, officer, limits=RateLimits(upload_limit=0))


def test_several_processes_at_the_same_moment_count_together(fresh_database_url: str) -> None:
    engine = make_engine(fresh_database_url)
    sessions = make_session_factory(engine)
    with sessions() as session:
        officer = a_person(session, Role.OFFICER)

    def is_allowed(_number: int) -> bool:
        with sessions() as session:
            try:
                upload(session, officer)
            except TooOften:
                return False
            return True

    with ThreadPoolExecutor(8) as people:
        allowed = list(people.map(is_allowed, range(16)))
    engine.dispose()

    assert allowed.count(True) == TWO.upload_limit
