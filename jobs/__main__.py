"""``python -m jobs``: the scheduler process. It runs beside the web process, never inside it.

Several may run, on one machine or on many: exactly one of them works, the others stand by.
"""

import logging
import signal
import threading
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from app import clock, safe_logs
from app.services.scheduling.schedule import Job
from config import Settings
from jobs.runner import Runner

log = logging.getLogger("jobs")


def main(jobs: tuple[Job, ...] | None = None) -> None:
    """Run until asked to stop; a job that is at work is let finish, and the lease is given back."""
    asked_to_stop = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        asked_to_stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    settings = Settings.from_environment()
    safe_logs.install(settings)
    safe_logs.to_stderr(logging.INFO)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns of every look that the work outlasts
    runner, scheduler = Runner(settings, jobs), BackgroundScheduler(timezone=clock.TAIPEI)
    runner.attach(scheduler)
    scheduler.start()
    log.info("scheduler started: %s", ", ".join(job.name for job in runner.jobs))
    asked_to_stop.wait()
    runner.finish()
    scheduler.shutdown()
    runner.leave()
    log.info("scheduler stopped")


if __name__ == "__main__":
    main()
