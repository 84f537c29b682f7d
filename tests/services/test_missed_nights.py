"""Nights that are missed, run twice or asked for again end in what all nights would have ended in; news come once."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.databases import Databases
from support.mailbox import Mailbox, open_mailbox
from support.nights import NIGHT, ONE_DAY, Nights, days
from support.stage import a_person, a_plan
from support.year_2018 import deeds, troubled

from app.domain.notices import Channel
from app.domain.outbox import LetterStatus
from app.domain.roles import Role
from app.domain.slippage import Level
from app.models import Alert, Notice, OutboxLetter

pytestmark = pytest.mark.slow

FIRST, LAST = date(2018, 4, 25), date(2018, 6, 19)  # of those on which it may be missed; a Wednesday, a Tuesday

SEEDS = {"sqlite": 107, "postgresql": 2018}

Disturbance = Callable[[Nights, date], None]


def as_it_should_be(nights: Nights, on: date) -> None:
    nights.pass_night(on)


def by_chance(seed: int) -> Disturbance:
    """A third of the nights is missed, a third runs twice, and sometimes one that is over is asked for."""
    drawn = random.Random(seed)  # noqa: S311  the same nights each time

    def disturbed(nights: Nights, on: date) -> None:
        chance = drawn.random()
        if on != LAST and chance < 0.33:
            return
        nights.pass_night(on)
        if chance > 0.66:
            nights.pass_night(on)
        if chance > 0.8:
            nights.run(on - 10 * ONE_DAY, NIGHT, "scan_slippage", "remind_of_due_dates")

    return disturbed


@contextmanager
def lived(
    databases: Databases, folder: Path, monkeypatch: pytest.MonkeyPatch, pass_night: Disturbance
) -> Iterator[tuple[Session, Mailbox]]:
    """What is there when these weeks are over."""
    url, acts = databases.migrated(), deeds(troubled().code)
    with open_mailbox() as mailbox:
        nights = Nights(url, mailbox.port, folder, monkeypatch)
        with nights.people(FIRST) as session:
            plan = a_plan(session, troubled())
            for role in (Role.OFFICER, Role.MANAGER):
                a_person(session, role)
            a_person(
                session,
                Role.CONTRACTOR,
                email=f"{plan.code.lower()}@contractor.example",
                contractor=plan.contractor.name,
            )
        for on in days(FIRST, LAST):
            pass_night(nights, on)
            for act in acts.get(on, ()):
                with nights.people(on) as session:
                    act(session, on, folder)
        with nights.sessions() as session:
            yield session, mailbox
        nights.close()
    databases.drop(url)


def open_alerts(session: Session) -> set[tuple[object, ...]]:
    found = session.scalars(select(Alert).where(Alert.resolved_on.is_(None)))
    return {(one.kind, one.row_key, one.state, one.days, one.level, one.rule) for one in found}


def times_opened(session: Session) -> Counter[str]:
    return Counter(session.scalars(select(Alert.row_key)))


def test_whatever_nights_are_missed_or_repeated_the_same_is_open_and_told_once(
    databases: Databases, engine_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lived(databases, tmp_path, monkeypatch, as_it_should_be) as (session, _):
        expected, opened = open_alerts(session), times_opened(session)
    with lived(databases, tmp_path, monkeypatch, by_chance(SEEDS[engine_name])) as (session, mailbox):
        assert open_alerts(session) == expected
        assert len(expected) > 2
        assert times_opened(session) <= opened, "nothing was taken for over that was not"

        every_late_one_was_told(session)
        every_piece_was_mailed_once(session, mailbox)


def every_late_one_was_told(session: Session) -> None:
    late = select(Alert).where(Alert.resolved_on.is_(None), Alert.level > Level.NOTICE)
    told = set(session.scalars(select(Notice.path)))
    assert {f"/alerts/{alert.id}" for alert in session.scalars(late)} <= told


def every_piece_was_mailed_once(session: Session, mailbox: Mailbox) -> None:
    told = session.scalars(select(Notice).where(Notice.channel == Channel.DIGEST)).all()
    written = session.scalars(select(OutboxLetter)).all()
    assert {one.letter_key for one in told} == {letter.key for letter in written}
    assert {letter.status for letter in written} == {LetterStatus.SENT}
    assert sorted(letter.message_id for letter in written) == sorted(letter["Message-ID"] for letter in mailbox.letters)
    twice = Counter((one.user_id, one.subject, one.text) for one in told)
    assert max(twice.values()) == 1
