"""The scheduler process with one job of its own, to be killed or stopped in the middle of it.

``python night_worker.py FOLDER MODE``: the first process that begins the job says so by the file ``began`` and then
waits for the file ``go``; in the mode ``inside`` it does so with a transaction open. Whoever does the job adds one row.
"""

import sys
import time
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from app.models import ScheduledJob
from app.services.scheduling.schedule import Job
from jobs.__main__ import main


def work(session: Session, on: date) -> str:
    folder, mode = Path(sys.argv[1]), sys.argv[2]
    began = folder / "began"
    is_first = not began.exists()
    session.rollback()
    if mode == "inside":
        session.add(ScheduledJob(name="done once"))
        session.flush()  # from here on whoever writes the same row waits for us
    if is_first:
        began.touch()
        while not (folder / "go").exists():
            time.sleep(0.05)
    if mode != "inside":
        session.add(ScheduledJob(name="done once"))
    session.commit()
    return "做完"


if __name__ == "__main__":
    main((Job("slow", "慢工", "慢慢做。", "0 1 * * *", work),))
