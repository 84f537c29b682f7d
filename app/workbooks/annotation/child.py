"""Marking in a process of its own: a file that the reader survived may still be too much for whoever changes it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict

from app.domain.findings import Problem, Severity
from app.workbooks.annotation.annotating import annotate
from app.workbooks.child import limit_resources
from app.workbooks.reading_process import PROGRAM, run

_PROGRAM = PROGRAM.replace("app.workbooks.child", __name__)


class AnnotationFailed(Exception):
    """The marking process ended without an answer: it ran out of memory or time, or the file is broken."""


def annotate_safely(content: bytes, problems: Sequence[Problem], summary: Sequence[str] = ()) -> bytes:
    """What :func:`annotate` makes of the file, in another process with limits on memory and time.

    :raises AnnotationFailed: if that process was ended by its limits, or could not mark the file.
    """
    order = json.dumps({"problems": [asdict(problem) for problem in problems], "summary": list(summary)})
    try:
        done = run(_PROGRAM, order.encode() + b"\n" + content)
    except subprocess.TimeoutExpired as error:
        raise AnnotationFailed("time") from error
    if done.returncode != 0:
        raise AnnotationFailed(f"exit {done.returncode}: {done.stderr[-500:].decode(errors='replace')}")
    return done.stdout


def main() -> None:
    """The child: one line that says what to mark, then the file, from standard input to standard output."""
    limit_resources()
    order = json.loads(sys.stdin.buffer.readline())
    problems = [Problem(**problem | {"severity": Severity(problem["severity"])}) for problem in order["problems"]]
    sys.stdout.buffer.write(annotate(sys.stdin.buffer.read(), problems, summary=order["summary"]))
