"""Sessions on a database of their own, a clock that stands where it is put, and jobs that count."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.database import make_engine, make_session_factory
from app.models import JobRun, Lease
from app.services.scheduling import lease
from app.services.scheduling.lease import Held
from app.services.scheduling.schedule import Job

JULY_31 = datetime(2018, 7, 30, 19, 0, tzinfo=UTC)  # 03:00 in Taipei
LASTING = timedelta(seconds=30)


@pytest.fixture
def sessions(fresh_database_url: str) -> Iterator[sessionmaker[Session]]:
    engine = make_engine(fresh_database_url)
    made = make_session_factory(engine)
    with made() as session:
        session.commit()  # so that what the migrations wrote is not taken for a change that nobody told of
    yield made
    engine.dispose()


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock of the process."""

    def setting(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", lambda: clock.day_of(moment))

    setting(JULY_31)
    return setting


@pytest.fixture
def held(sessions: sessionmaker[Session]) -> Held:
    """The lease, which nobody else asks for."""
    return claimed(sessions, "first")


@dataclass
class Counted:
    """A job at one o'clock that counts its runs, and fails while it is told to."""

    name: str = "count"
    days: list[date] = field(default_factory=list)
    fails: bool = False
    meanwhile: Callable[[Session], None] = lambda _session: None

    def work(self, session: Session, on: date) -> str:
        self.days.append(on)
        self.meanwhile(session)
        if self.fails:
            raise RuntimeError("磁碟已滿")
        return f"數到 {len(self.days)}"

    @property
    def job(self) -> Job:
        return Job(self.name, "計數", "數一數。", "0 1 * * *", self.work)


def claimed(sessions: sessionmaker[Session], holder: str) -> Held:
    """The lease for ``holder``, who must get it."""
    with sessions() as session:
        found = lease.claim(session, holder, lasting=LASTING, at=clock.now())
    assert found is not None
    return found


def let_it_expire(sessions: sessionmaker[Session]) -> None:
    """As if the holder had said nothing for long, by whichever clock the engine goes."""
    with sessions() as session:
        row = session.get_one(Lease, lease.SCHEDULER)
        row.expires_at -= 2 * LASTING
        session.commit()


def ledger_of(sessions: sessionmaker[Session]) -> list[JobRun]:
    with sessions() as session:
        return list(session.scalars(select(JobRun).order_by(JobRun.id)))
