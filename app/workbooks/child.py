"""Reading in a process of its own, with limits on memory and time that end it instead of us."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import cast

from app.workbooks.books import BookName, sheets_of
from app.workbooks.reader import read_workbook
from app.workbooks.reading import WorkbookReading
from app.workbooks.reading_json import reading_from_json, reading_to_json

_ROOT = Path(__file__).resolve().parents[2]
_MEMORY_BYTES = 2 * 1024**3  # 200,000 cases need 0.6 GB beyond the interpreter
_CPU_SECONDS = 40
WALL_SECONDS = 90

# The package ``app`` stands for its folder only: reading needs none of what the web application imports.
PROGRAM = """
import sys, types
app = types.ModuleType("app")
app.__path__ = [sys.argv[1]]
sys.modules["app"] = app
from app.workbooks.child import main
main()
"""


class ChildFailed(Exception):
    """The reading process ended without an answer: it ran out of memory or time, or broke."""


def read_in_child(data: bytes, book: BookName) -> WorkbookReading:
    """What :func:`read_workbook` makes of the file, in another process.

    :raises ChildFailed: if that process was ended by its limits, or broke.
    """
    try:
        done = run(PROGRAM, data, book)
    except subprocess.TimeoutExpired as error:
        raise ChildFailed("time") from error
    if done.returncode != 0:
        raise ChildFailed(f"exit {done.returncode}: {done.stderr[-500:].decode(errors='replace')}")
    return reading_from_json(json.loads(done.stdout), sheets_of(book))


def run(program: str, data: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a Python program that knows our packages and nothing of our surroundings, with ``data`` as its input.

    :param arguments: what it finds in ``sys.argv`` from 2 on.
    """
    command = [sys.executable, "-I", "-c", program, str(_ROOT / "app"), *arguments]
    return subprocess.run(  # noqa: S603 our own interpreter, our own program
        command, input=data, capture_output=True, timeout=WALL_SECONDS, check=False, env={}
    )


def main() -> None:
    """The child: limits itself, reads a file from standard input, and writes its reading to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    book = cast(BookName, sys.argv[2])
    reading = read_workbook(sys.stdin.buffer.read(), sheets_of(book))
    json.dump(reading_to_json(reading), sys.stdout)
