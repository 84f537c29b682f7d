"""The reading process: it limits itself, and begins to read before it has learnt what to make of what it reads."""

import gc
import json
import resource
import sys
from collections.abc import Callable
from typing import cast

from app.workbooks.raw_sheets import RawSheets

MEMORY_BYTES = 2 * 1024**3  # 200,000 cases need 0.6 GB beyond the interpreter
_CPU_SECONDS = 40


def limit_resources() -> None:
    """Let the operating system end this process before it harms the others."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """From standard input a line with the size of a file and doubts about it, the file, and a line that names the
    parts in which cells may be faulty; to standard output its reading, a line for each piece."""
    limit_resources()
    gc.disable()  # there are no cycles worth looking for, and the process ends soon
    given = sys.stdin.buffer
    size, parts, limits = json.loads(given.readline())
    data = given.read(size)
    if parts and (refusal := _second_look(data, parts, limits)):
        _answer(refusal)
    else:
        _tell(RawSheets(data), lambda: json.loads(given.readline()))


def _second_look(data: bytes, parts: list[str], limits: dict[str, int]) -> str | None:
    from app.workbooks.precheck import Limits, second_look
    from app.workbooks.reader import unreadable
    from app.workbooks.reading_json import to_line

    refusal = second_look(data, parts, Limits(**limits))
    return to_line(unreadable(refusal.code, refusal.message)) if refusal else None


def _tell(raw: RawSheets, suspicious: Callable[[], list[str]]) -> None:
    # Imported only now, while the file is being read: it takes half as long.
    from app.workbooks.books import BookName, sheets_of
    from app.workbooks.reader import read_in_blocks
    from app.workbooks.reading_json import to_line

    book = cast(BookName, sys.argv[2])
    if book == "cases":
        from app.workbooks.case_reading import read_cases_in_blocks

        pieces = read_cases_in_blocks(raw, suspicious)
    elif book == "answers":
        from app.workbooks.survey_sheets import answers_as_headed

        pieces = read_in_blocks(raw, (answers_as_headed(raw),), suspicious)
    else:
        pieces = read_in_blocks(raw, sheets_of(book), suspicious)
    for piece in pieces:
        _answer(to_line(piece))


def _answer(line: str) -> None:
    sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()
