"""What the processes of one test run have in common: a directory, and a lock for what is made in it once."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "TRACKER_TEST_RUN"


def open_run() -> bool:
    """Make the directory of this run; false in a process that another one started, which finds it made."""
    if VARIABLE in os.environ:
        return False
    # The database server works under another account, so the directory must let others through.
    directory = tempfile.mkdtemp(prefix="tracker-tests-")
    os.chmod(directory, 0o755)  # noqa: S103
    os.environ[VARIABLE] = directory
    return True


def close_run() -> None:
    """Remove the directory with all that is in it."""
    shutil.rmtree(os.environ.pop(VARIABLE), ignore_errors=True)


def run_directory() -> Path:
    """The directory that every process of this run shares."""
    return Path(os.environ[VARIABLE])


@contextmanager
def once(name: str) -> Iterator[Path]:
    """A marker file under ``name`` while no other process of this run holds it: absent until someone writes it."""
    marker = run_directory() / name
    with marker.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield marker
