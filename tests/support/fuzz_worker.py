"""Reads mutated workbooks, one after the other, under the limits of the reading process.

Run with the first and the last number. Says each number before it begins, and then what came of it: the codes of
the problems, ``accepted`` where nothing blocks, or the exception that must not be. So the last number said is the
one that ended the process, if something did.
"""

import json
import resource
import signal
import sys
import traceback
from datetime import date

from support.mutation import mutated

from app.domain import canonical
from app.domain.findings import has_errors
from app.domain.merge import merge
from app.domain.plan_document import PlanDocument
from app.domain.report_rules import check_report
from app.workbooks import child
from app.workbooks.checking import overlay, place
from app.workbooks.precheck import Limits, refusal_of
from app.workbooks.reader import read_workbook
from app.workbooks.reading import WorkbookReading
from tests.fixtures.workbooks.seeds import PLAN

SECONDS = 30  # for one small file; the alarm ends the process
ON = date(2018, 12, 1)


def main(first: int, last: int) -> None:
    """Read the files of these numbers."""
    resource.setrlimit(resource.RLIMIT_AS, (child.MEMORY_BYTES, child.MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    base = canonical.from_json(PLAN.read_text())
    for number in range(first, last):
        say(f"{number} ")
        data = mutated(number)
        signal.alarm(SECONDS)
        try:
            codes = answer(data, base)
        except MemoryError:
            codes = ["file_too_heavy"]  # what the real door says when the reading process ends
        except BaseException:  # a panic of the reading library is no Exception
            codes = ["EXCEPTION " + traceback.format_exc(limit=-3)]
        signal.alarm(0)
        say(f"{json.dumps(codes)}\n")


def say(text: str) -> None:
    """At once, so that it is said even if the process ends."""
    sys.stdout.write(text)
    sys.stdout.flush()


def answer(data: bytes, base: PlanDocument) -> list[str]:
    """The codes of everything wrong with a file; ``accepted`` stands first where nothing blocks."""
    if refusal := refusal_of(data, "", Limits()):
        return [refusal.code]
    return judged(read_workbook(data), base)


def judged(reading: WorkbookReading, base: PlanDocument) -> list[str]:
    """The codes of everything wrong with what was read; what is accepted can be merged, stored and read back."""
    checked = overlay(base, reading)
    findings = check_report(base, checked.document, on=ON)
    if reading.meta is None:
        return sorted({problem.code for problem in reading.problems})
    problems = (*checked.problems, *(place(finding, reading) for finding in findings))
    codes = sorted({problem.code for problem in problems})
    if has_errors(problems):
        return codes
    merge(base, checked.document, base)
    assert canonical.from_json(canonical.to_json(checked.document)) == checked.document
    return ["accepted", *codes]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
