"""Memory for 200,000 cases: the peak of our process and the peak of the reading process, added up as if both came at
the same moment. Each is counted from what it held before it was given anything.

Run as a program, it is the process that is measured: ``python -m bench.memory bare|preview FILE``.
"""

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from app.domain.merge import merge
from app.domain.report_rules import check_report
from app.workbooks import reading_process
from app.workbooks.checking import overlay
from app.workbooks.precheck import Limits
from app.workbooks.safety import read_safely
from bench.bare_read import bare_read
from bench.measuring import Figure, in_turn
from bench.stage import TODAY, plan_with, workbook_of

ROWS, GOAL = 200_000, 2.0
_LIMITS = Limits(file_bytes=64 * 1024 * 1024)  # so many cases are more than an upload may hold
_KILOBYTES = 1024  # of a megabyte; the kernel counts in kilobytes


def figures() -> Iterator[Figure]:
    """The preview of 200,000 new cases against the bare read of their file."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "cases.xlsx"
        file.write_bytes(workbook_of(plan_with(ROWS), plan_with(0)))
        measured, floor = in_turn(3, lambda: _peak("preview", file), lambda: _peak("bare", file))
    yield Figure("memory of 200,000 cases, both processes", "MB", measured, GOAL, floor)


def _peak(what: str, file: Path) -> float:
    command = [sys.executable, "-m", "bench.memory", what, str(file)]
    return float(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603 our own program


def own_peak() -> float:
    """The peak of this program; what resource usage tells includes the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / _KILOBYTES


def _peak_of_children() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _KILOBYTES


def _preview(file: Path) -> None:
    base = plan_with(0)
    reading = read_safely(file.read_bytes(), file.name, _LIMITS)
    checked = overlay(base, reading)
    check_report(base, checked.document, on=TODAY)
    assert len(merge(base, checked.document, base).added) == ROWS


def main(what: str, file: Path) -> None:
    """Do the work and print how many megabytes it took."""
    if what == "bare":
        before = own_peak()
        bare_read(file.read_bytes())
        print(own_peak() - before)
        return
    # The same program as reads the file, but without one.
    reading_process.run(reading_process.PROGRAM.replace("main()\n", ""), b"")
    before = own_peak() + _peak_of_children()
    _preview(file)
    print(own_peak() + _peak_of_children() - before)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
