"""Reading in a process of its own, with limits on memory and time that end it instead of us."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread, Timer
from typing import IO, cast

from app.workbooks.books import BookName
from app.workbooks.precheck import Limits
from app.workbooks.reading import Piece, WorkbookReading
from app.workbooks.reading_json import from_line

_ROOT = Path(__file__).resolve().parents[2]
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


@dataclass(frozen=True, slots=True)
class Doubts:
    """The parts of a file that want a second look before it is read, and the limits that they must keep."""

    parts: tuple[str, ...]
    limits: Limits


class ReadingProcess:
    """A process that makes itself ready, and then reads, while the file is still being looked at.

    Leaving the ``with`` block ends it, however far it is.
    """

    def __init__(self, book: BookName) -> None:
        self._complaints = TemporaryFile()  # noqa: SIM115 closed with the process
        self._process = subprocess.Popen(  # noqa: S603 our own interpreter, our own program
            _command(PROGRAM, book), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._complaints, env={}
        )
        self._time_is_up = Timer(WALL_SECONDS, self._process.kill)
        self._giver = Thread(target=self._give)
        self._order = b""

    def __enter__(self) -> ReadingProcess:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._time_is_up.cancel()
        self._process.kill()
        if self._order:
            self._giver.join()
        for stream in (self._process.stdin, self._process.stdout, self._complaints):
            with suppress(BrokenPipeError):  # what it did not take any more
                cast(IO[bytes], stream).close()
        self._process.wait()

    def begin(self, data: bytes, doubts: Doubts | None = None) -> None:
        """Give it the file. It reads, but what it has read it keeps to itself until it is asked for."""
        parts, limits = (doubts.parts, asdict(doubts.limits)) if doubts else ((), {})
        self._order = json.dumps([len(data), parts, limits]).encode() + b"\n" + data
        self._time_is_up.start()
        self._giver.start()

    def pieces(self, suspicious: Sequence[str]) -> Iterator[Piece]:
        """The reading of the file, piece by piece; the last one is the only :class:`WorkbookReading`.

        :param suspicious: the parts of the file in which cells may be faulty.
        :raises ChildFailed: if the process was ended by its limits, or broke.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._giver.join()
        try:
            self._process.stdin.write(json.dumps(suspicious).encode() + b"\n")
            self._process.stdin.flush()
            piece: Piece | None = None
            for line in self._process.stdout:
                yield (piece := from_line(line))
            if not isinstance(piece, WorkbookReading):
                raise ValueError("the reading has no end")
        except (OSError, ValueError) as error:
            raise ChildFailed(self._last_words()) from error

    def _give(self) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):  # a process that has ended is noticed when it does not answer
            self._process.stdin.write(self._order)
            self._process.stdin.flush()

    def _last_words(self) -> str:
        self._process.kill()
        self._complaints.seek(0)
        return f"exit {self._process.wait()}: {self._complaints.read()[-500:].decode(errors='replace')}"


def run(program: str, data: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a Python program that knows our packages and nothing of our surroundings, with ``data`` as its input.

    :param arguments: what it finds in ``sys.argv`` from 2 on.
    """
    return subprocess.run(  # noqa: S603 our own interpreter, our own program
        _command(program, *arguments), input=data, capture_output=True, timeout=WALL_SECONDS, check=False, env={}
    )


def _command(program: str, *arguments: str) -> list[str]:
    return [sys.executable, "-I", "-c", program, str(_ROOT / "app"), *arguments]
