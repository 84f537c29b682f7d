"""Nights that pass as on a server: the clock stands where it is put, and the jobs do what is due."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.database import make_engine, make_session_factory
from app.services.scheduling.schedule import job_of
from config import MailSettings, Settings
from jobs.runner import Runner

NIGHT, MORNING, NOON = 1, 8, 12  # hours in Taipei: when plans are scanned, when digests are written, when people work
BY_NIGHT = ("scan_slippage", "remind_of_due_dates")
BY_MORNING = ("spread_news", "write_digests", "send_mail")
ONE_DAY = timedelta(days=1)


def moment(day: date, hour: int) -> datetime:
    """The hour of the day in Taipei."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour - 8)


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    return (first + ONE_DAY * number for number in range((last - first).days + 1))


class Nights:
    """An installation and its scheduler.

    :param monkeypatch: sets the clock, and nothing else.
    """

    def __init__(self, url: str, mail_port: int, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        mail = MailSettings(
            smtp_host="127.0.0.1", smtp_port=mail_port, smtp_security="none", mail_from="t@agency.example"
        )
        self.settings = Settings(
            database_url=url, data_dir=data_dir, mail=mail, public_url="https://tracker.agency.example"
        )
        self._monkeypatch = monkeypatch
        self._engine = make_engine(url)
        self.sessions: sessionmaker[Session] = make_session_factory(self._engine)
        self._runner = Runner(self.settings)

    def set_clock(self, at: datetime) -> None:
        """It is this moment."""
        self._monkeypatch.setattr(clock, "now", lambda: at)
        self._monkeypatch.setattr(clock, "today", lambda: clock.day_of(at))

    def look(self, at: datetime) -> None:
        """The process of ``python -m jobs`` looks at this moment, and does what is due."""
        self.set_clock(at)
        self._runner.keep_lease()
        self._runner.look()

    def run(self, on: date, hour: int, *names: str) -> None:
        """Only these jobs, without the ledger."""
        self.set_clock(moment(on, hour))
        for name in names:
            with self.sessions() as session:
                job_of(self.settings, name).work(session, on)

    def pass_night(self, on: date, *more: str) -> None:
        """A night and the morning after it: the jobs that tell people something, and ``more`` of them by night."""
        self.run(on, NIGHT, *BY_NIGHT, *more)
        self.run(on, MORNING, *BY_MORNING)

    @contextmanager
    def people(self, on: date) -> Iterator[Session]:
        """Somebody at work at noon of a day."""
        self.set_clock(moment(on, NOON))
        with self.sessions() as session:
            yield session

    def close(self) -> None:
        """Give the lease back and let go of the database."""
        self._runner.finish()
        self._runner.leave()
        self._engine.dispose()
