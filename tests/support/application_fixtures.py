"""Fixtures for tests that need the application: in this process, as a command, or served over HTTP.

Each stands on a database and a file directory of its own.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from support.shared import run_directory

from app import create_app
from config import ROOT, Settings, SignInLimits

PATIENCE = 120  # seconds that a server may take to answer for the first time, on a machine that does much else


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command ended: its exit code, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """What ``--json`` printed; the reader refuses anything beside the one value."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class CommandLine:
    """``flask …`` as a person would run it, in a process of its own."""

    environment: dict[str, str]

    def __call__(self, *arguments: str | Path) -> Answer:
        done = subprocess.run(
            [sys.executable, "-m", "flask", *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=self.environment,
        )
        return Answer(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def settings(fresh_database_url: str, data_dir: Path) -> Settings:
    """Settings of an application that is nobody else's."""
    return Settings(
        database_url=fresh_database_url,
        data_dir=data_dir,
        secret_key="known to every test",
        # Tests of other things sign in as 系統管理者 by a password alone.
        sign_in=SignInLimits(totp_required_for_admins=False),
        testing=True,
    )


@pytest.fixture
def application(settings: Settings) -> Iterator[Flask]:
    """The application in this process."""
    made = create_app(settings)
    made.jinja_env.bytecode_cache = _compiled_templates()
    yield made
    made.extensions["engine"].dispose()


@pytest.fixture
def client(application: Flask) -> FlaskClient:
    """A browser without scripts that has not signed in."""
    return application.test_client()


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """Environment of a process that works on the same database and files as the other fixtures of this test."""
    inherited = {name: value for name, value in os.environ.items() if name != "APP_ENV"}
    return inherited | {
        "DATABASE_URL": settings.database_url,
        "DATA_DIR": str(settings.data_dir),
        "SECRET_KEY": settings.secret_key,
        "DEMO_PASSWORD": settings.demo_password,
        "PYTHONUTF8": "1",
    }


@pytest.fixture
def command_line(environment: dict[str, str]) -> CommandLine:
    """Runs ``flask`` commands: ``command_line("plan", "list", "--json").value``."""
    return CommandLine(environment)


@pytest.fixture
def live_server(environment: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """Address of the application as ``make run`` serves it."""
    port = str(free_port())
    address = f"http://127.0.0.1:{port}"
    log = tmp_path / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", ROOT / "scripts" / "gunicorn.conf.py"],
            stdout=output,
            stderr=output,
            cwd=ROOT,
            env=environment | {"PORT": port, "BIND_HOST": "127.0.0.1", "WEB_CONCURRENCY": "1"},
        )
        try:
            wait_until_it_answers(server, address, log)
            yield address
        finally:
            server.terminate()
            server.wait(PATIENCE)


def _compiled_templates() -> FileSystemBytecodeCache:
    # Every test has an application of its own; compiling its templates anew would be most of what a page test does.
    directory = run_directory() / "templates"
    directory.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(directory))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_it_answers(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Return when the server answers anything; fail the test, with its log, when it does not."""
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urlopen(address, timeout=PATIENCE).close()  # noqa: S310
        except HTTPError as refusal:
            refusal.close()
            return
        except URLError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"the server did not answer:\n{log.read_text()}")
