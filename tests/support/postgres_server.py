"""A PostgreSQL server of our own for one test run: Debian's programs, no network, nothing kept."""

import getpass
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

UNPRIVILEGED = ("postgres", "nobody")  # initdb refuses to work as root
INITDB = ("--username=tests", "--auth=trust", "--locale=C.UTF-8", "--no-sync")
# What is lost in a power cut matters to nobody here, and waiting for the disk is most of what a test would do.
DURABILITY = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
# Databases are emptied and used again: statistics of what earlier tests left would choose another plan at some moment,
# and so another order of rows, than for the test alone.
OPTIONS = (*DURABILITY, "autovacuum=off", "listen_addresses=")


class NoPostgres(RuntimeError):
    """There is no server to be had; the text says why."""


def start(directory: Path) -> str:
    """Start a server whose files lie in ``directory``; gives the address of its first database.

    :raises NoPostgres: when its programs are not installed.
    """
    programs = _programs()
    account = _account()
    data = directory / "data"
    directory.mkdir()
    shutil.chown(directory, account)
    _run(account, programs / "initdb", *INITDB, f"--pgdata={data}")
    options = [*OPTIONS, f"unix_socket_directories={directory}"]
    arguments = " ".join(f"-c {option}" for option in options)
    _run(account, programs / "pg_ctl", "start", "--wait", "--pgdata", data, "--log", directory / "log", "-o", arguments)
    return f"postgresql+psycopg://tests@/postgres?host={directory}"


def stop(directory: Path) -> None:
    """Stop the server that :func:`start` put in ``directory``, without asking its clients."""
    _run(_account(), _programs() / "pg_ctl", "stop", "--mode", "immediate", "--pgdata", directory / "data")


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    raise NoPostgres("PostgreSQL's server is not installed; scripts/test-setup.sh installs it")


def _account() -> str:
    if os.geteuid() != 0:
        return getpass.getuser()
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in known)


def _run(account: str, *command: Any) -> None:
    as_other: dict[str, Any] = {}
    if os.geteuid() == 0:
        entry = pwd.getpwnam(account)
        as_other = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    # The server inherits whatever it is given to write to; a pipe would keep us waiting until it stops.
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        **as_other,
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} ended with {done.returncode}")
