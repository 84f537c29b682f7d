"""``python -m jobs``: the scheduler process. It runs beside the web process, never inside it."""

import logging

from apscheduler.schedulers.blocking import BlockingScheduler

from app import clock
from config import Settings
from jobs.runner import attach


def main() -> None:
    """Run until stopped."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    scheduler = BlockingScheduler(timezone=clock.TAIPEI)
    attach(scheduler, Settings.from_environment())
    logging.getLogger("jobs").info("scheduler started: %s", ", ".join(job.id for job in scheduler.get_jobs()))
    try:
        scheduler.start()
    except (KeyboardInterrupt, SystemExit):
        logging.getLogger("jobs").info("scheduler stopped")


if __name__ == "__main__":
    main()
