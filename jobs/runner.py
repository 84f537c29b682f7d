"""The two hands of the clock: one keeps the lease, the other looks for work that is due and does it.

What is due, and what was done, stands in the database (``app.services.scheduling``); the scheduler's own memory holds
nothing, so that a process can die at any moment and another go on.
"""

import logging
import os
import secrets
import socket
import threading
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.base import BaseScheduler

from app import clock
from app.database import make_engine, make_session_factory
from app.services.scheduling import lease, running
from app.services.scheduling.lease import Held, LeaseLost
from app.services.scheduling.schedule import Job, schedule
from config import Settings

log = logging.getLogger("jobs")


class Runner:
    """One of the processes that may work. ``jobs`` are those of the installation unless given."""

    def __init__(self, settings: Settings, jobs: tuple[Job, ...] | None = None) -> None:
        self.lasting = timedelta(seconds=settings.job_lease_seconds)
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.jobs = schedule(settings) if jobs is None else jobs
        self.held: Held | None = None
        self._engine = make_engine(settings.database_url)
        lease.cut_off_the_hung(self._engine, lasting=self.lasting)
        self._sessions = make_session_factory(self._engine)
        self._one_at_a_time = threading.Lock()
        self._is_stopping = False

    def attach(self, scheduler: BaseScheduler) -> None:
        """Have ``scheduler`` move both hands, beginning now: three times within the length of a lease."""
        for hand in (self.keep_lease, self.look):
            scheduler.add_job(
                hand,
                "interval",
                seconds=self.lasting.total_seconds() / 3,
                id=hand.__name__,
                next_run_time=datetime.now(UTC),
                coalesce=True,
                max_instances=1,  # a look lasts as long as the work that it finds
                misfire_grace_time=None,
            )

    def keep_lease(self) -> None:
        """Take the lease or renew it."""
        try:
            with self._sessions() as session:
                now_held = lease.claim(session, self.holder, lasting=self.lasting, at=clock.now())
        except Exception:
            log.exception("the lease could not be renewed")  # the fence tells whether it is still ours
            return
        if now_held != self.held:
            log.info("%s", f"at work, token {now_held.token}" if now_held else "standing by: another process works")
        self.held = now_held

    def look(self) -> None:
        """Do all that is due, one piece after the other; nothing, while another process works."""
        with self._one_at_a_time:
            held = self.held
            if held is None or self._is_stopping:
                return
            try:
                running.run_due(self._sessions, self.jobs, held, may_go_on=lambda: not self._is_stopping)
            except LeaseLost:
                log.warning("lost the lease at work; the next process takes it up")
            except Exception:
                log.exception("looking for work failed")

    def finish(self) -> None:
        """Begin nothing more, and wait for what is at work; the lease is kept meanwhile."""
        self._is_stopping = True
        with self._one_at_a_time:
            pass

    def leave(self) -> None:
        """Let another process begin at once; to be called when the hands no longer move."""
        if self.held is not None:
            with self._sessions() as session:
                lease.give_back(session, self.held, at=clock.now())
        self._engine.dispose()
