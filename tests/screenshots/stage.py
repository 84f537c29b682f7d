"""The whole demonstration after a night, with a report that was not accepted, served from a database of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import load_workbook
from support.application_fixtures import free_port, wait_until_it_answers

from config import ROOT

NIGHT = ("scan_slippage", "record_forecasts", "take_snapshots", "spread_news")
OVERSPENT = 900_000_000  # 元; more than was signed for, so the file is not accepted


@contextmanager
def served_demo() -> Iterator[str]:
    """Address of the demonstration; it and its data are gone afterwards."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
            "DATA_DIR": str(folder / "data"),
            "PORT": str(free_port()),
            "PYTHONUTF8": "1",
            "WEB_CONCURRENCY": "1",
        }
        _fill(environment, folder / "report.xlsx")
        with _server(environment, folder / "server.log") as address:
            yield address


def _fill(environment: dict[str, str], report: Path) -> None:
    def flask(*words: str | Path, expected: int = 0) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "flask", *map(str, words)], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        if done.returncode != expected:
            raise RuntimeError(f"flask {words[0]}: {done.stdout}{done.stderr}")

    flask("db", "upgrade")
    flask("demo", "load", "--full")
    flask("workbook", "export", "SMEITA-107", "--period", "期末", "--out", report)
    book = load_workbook(report)
    book["經費"]["D4"] = OVERSPENT
    book.save(report)
    flask("workbook", "submit", report, "--as", "contractor@demo.example", expected=1)
    for job in NIGHT:
        flask("jobs", "run", job)


@contextmanager
def _server(environment: dict[str, str], log: Path) -> Iterator[str]:
    address = f"http://127.0.0.1:{environment['PORT']}"
    with log.open("w") as output:
        command = [sys.executable, "-m", "gunicorn", "--config", ROOT / "scripts" / "gunicorn.conf.py"]
        server = subprocess.Popen(command, stdout=output, stderr=output, cwd=ROOT, env=environment)
        try:
            wait_until_it_answers(server, address, log)
            yield address
        finally:
            server.terminate()
            server.wait()
