"""Reading in a process of its own, with limits on memory and time that end it instead of us."""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, TypeAlias, cast

from app.workbooks.books import BookName, sheets_of
from app.workbooks.precheck import Limits, second_look
from app.workbooks.reader import in_one, read_in_blocks, unreadable
from app.workbooks.reading import Block, WorkbookReading
from app.workbooks.reading_json import from_line, to_line

Progress: TypeAlias = Callable[[int, int], None]  # lines that have been read, and lines in all

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


@dataclass(frozen=True, slots=True)
class Doubts:
    """The parts of a file that want a second look before it is read, and the limits that they must keep."""

    parts: tuple[str, ...]
    limits: Limits


class ReadingProcess:
    """A process that makes itself ready to read while the file is still being looked at.

    Leaving the ``with`` block ends it, whether or not it was given the file.
    """

    def __init__(self, book: BookName) -> None:
        self._complaints = TemporaryFile()  # noqa: SIM115 closed with the process
        self._process = subprocess.Popen(  # noqa: S603 our own interpreter, our own program
            _command(PROGRAM, book), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._complaints, env={}
        )

    def __enter__(self) -> ReadingProcess:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout, self._complaints):
            cast(IO[bytes], stream).close()
        self._process.wait()

    def read(self, data: bytes, doubts: Doubts, progress: Progress | None = None) -> WorkbookReading:
        """What :func:`read_workbook` makes of the file, in that process, if the second look lets it through.

        :raises ChildFailed: if it was ended by its limits, or broke.
        """
        time_is_up = Timer(WALL_SECONDS, self._process.kill)
        time_is_up.start()
        try:
            self._hand_over(data, doubts)
            return in_one(self._pieces(progress))
        except (OSError, ValueError) as error:
            raise ChildFailed(self._last_words()) from error
        finally:
            time_is_up.cancel()

    def _hand_over(self, data: bytes, doubts: Doubts) -> None:
        assert self._process.stdin is not None
        with self._process.stdin as stdin:
            stdin.write(json.dumps([doubts.parts, asdict(doubts.limits)]).encode() + b"\n")
            stdin.write(data)

    def _pieces(self, progress: Progress | None) -> Iterator[Block | WorkbookReading]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            piece = from_line(line)
            if progress and isinstance(piece, Block):
                progress(piece.passed, piece.total)
            yield piece

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


def limit_resources() -> None:
    """Let the operating system end this process before it harms the others."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """The child: limits itself, reads doubts and a file from standard input, and writes its reading to the output."""
    limit_resources()
    gc.disable()  # there are no cycles worth looking for, and the process ends soon
    book = cast(BookName, sys.argv[2])
    parts, limits = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    if refusal := second_look(data, parts, Limits(**limits)):
        sys.stdout.write(to_line(unreadable(refusal.code, refusal.message)) + "\n")
        return
    for piece in read_in_blocks(data, sheets_of(book)):
        sys.stdout.write(to_line(piece) + "\n")
        sys.stdout.flush()
