"""One works at a time; who lost the right to, writes nothing more."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.models import JobRun
from app.models import Lease as Marker
from app.services.scheduling import lease
from app.services.scheduling.lease import Held, LeaseLost
from app.services.transaction import transaction

from .conftest import JULY_31, LASTING, claimed, let_it_expire

MARKED = {"token": 0, "expires_at": JULY_31}  # a row of any table that nobody watches


def claim(sessions: sessionmaker[Session], holder: str) -> Held | None:
    with sessions() as session:
        return lease.claim(session, holder, lasting=LASTING, at=clock.now())


def test_one_gets_the_lease_and_keeps_it_while_it_renews(sessions: sessionmaker[Session]) -> None:
    first = claim(sessions, "first")

    assert first == Held("first", 1)
    assert claim(sessions, "second") is None
    assert claim(sessions, "first") == first


def test_of_processes_that_start_together_one_works(sessions: sessionmaker[Session]) -> None:
    ready, found = threading.Barrier(4), list[Held | None]()

    def start(name: str) -> None:
        ready.wait()
        found.append(claim(sessions, name))

    racing = [threading.Thread(target=start, args=(name,)) for name in "abcd"]
    for thread in racing:
        thread.start()
    for thread in racing:
        thread.join(30)

    assert len(found) == 4
    assert len([one for one in found if one is not None]) == 1


def test_a_silent_holder_is_replaced_and_the_token_goes_up(sessions: sessionmaker[Session], held: Held) -> None:
    let_it_expire(sessions)

    assert claim(sessions, "second") == Held("second", held.token + 1)
    assert claim(sessions, "first") is None


def test_a_holder_that_was_late_but_not_replaced_goes_on(sessions: sessionmaker[Session], held: Held) -> None:
    let_it_expire(sessions)

    assert claim(sessions, "first") == held


def test_a_lease_that_is_given_back_is_free_at_once(sessions: sessionmaker[Session], held: Held) -> None:
    with sessions() as session:
        lease.give_back(session, held, at=clock.now())
        known = lease.state(session, at=clock.now())

    assert (known.is_held, known.heard_at is not None) == (False, True)
    assert claim(sessions, "second") == Held("second", held.token + 1)


def test_who_lost_the_lease_cannot_give_back_what_is_another_s(sessions: sessionmaker[Session], held: Held) -> None:
    let_it_expire(sessions)
    second = claimed(sessions, "second")

    with sessions() as session:
        lease.give_back(session, held, at=clock.now())

    assert claim(sessions, "third") is None
    assert claim(sessions, "second") == second


def test_what_a_late_comer_writes_is_refused_and_nothing_of_it_stays(
    sessions: sessionmaker[Session], held: Held
) -> None:
    with sessions() as session:
        lease.fence(session, held)
        with transaction(session):
            session.add(Marker(**MARKED, name="in time"))
        let_it_expire(sessions)
        claimed(sessions, "second")

        with pytest.raises(LeaseLost), transaction(session):
            session.add(Marker(**MARKED, name="too late"))

    with sessions() as session:
        assert session.scalars(select(Marker.name).where(Marker.name != lease.SCHEDULER)).all() == ["in time"]


def test_a_lease_that_was_lost_and_won_again_is_another(sessions: sessionmaker[Session], held: Held) -> None:
    let_it_expire(sessions)
    claimed(sessions, "second")
    let_it_expire(sessions)
    again = claimed(sessions, "first")

    assert again.token == held.token + 2
    with sessions() as session:
        lease.fence(session, held)
        with pytest.raises(LeaseLost), transaction(session):
            session.add(Marker(**MARKED, name="of the first time"))


def test_nobody_takes_the_lease_in_the_middle_of_a_commit(sessions: sessionmaker[Session], held: Held) -> None:
    let_it_expire(sessions)
    taken = list[Held | None]()
    taking = threading.Thread(target=lambda: taken.append(claim(sessions, "second")))
    with sessions() as session:
        lease.fence(session, held)
        session.add(Marker(**MARKED, name="in time"))
        session.dispatch.before_commit(session)  # type: ignore[attr-defined]  # the fence, and not yet the commit
        taking.start()
        taking.join(0.5)
        assert taken == []
        session.commit()
    taking.join(30)

    assert taken == [Held("second", held.token + 1)]


def test_a_lease_of_a_clock_that_was_set_back_bars_nobody(
    sessions: sessionmaker[Session], held: Held, at: Callable[[datetime], None], engine_name: str
) -> None:
    if engine_name == "postgresql":
        pytest.skip("the server's clock counts there")
    at(JULY_31 - timedelta(hours=8))

    assert claim(sessions, "second") == Held("second", held.token + 1)


def test_before_the_first_start_nobody_was_ever_heard_of(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        known = lease.state(session, at=clock.now())
        assert session.scalars(select(JobRun)).all() == []

    assert (known.is_held, known.heard_at) == (False, None)
