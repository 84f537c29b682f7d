"""``python -m jobs``: the scheduler process. It runs beside the web process, never inside it."""

import logging
import signal
import sys
from types import FrameType

from apscheduler.schedulers.blocking import BlockingScheduler

from app import clock, safe_logs
from config import Settings
from jobs.runner import attach


def main() -> None:
    """Run until stopped; a job that is at work is let finish, for a broken-off run waits an hour to be taken up."""
    signal.signal(signal.SIGTERM, _stop)
    settings = Settings.from_environment()
    safe_logs.install(settings)
    safe_logs.to_stderr(logging.INFO)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    scheduler = BlockingScheduler(timezone=clock.TAIPEI)
    attach(scheduler, settings)
    logging.getLogger("jobs").info("scheduler started: %s", ", ".join(job.id for job in scheduler.get_jobs()))
    try:
        scheduler.start()
    except (KeyboardInterrupt, SystemExit):
        logging.getLogger("jobs").info("scheduler stopped")


def _stop(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    main()
