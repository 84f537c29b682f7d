"""``flask``: a command in this process, on the database of the test. ``demo``: the 107 plan is loaded."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import Engine, func, select
from support.application_fixtures import Answer

from app.models.base import Base

CONTRACTOR = "contractor@demo.example"
OFFICER = "officer@demo.example"


class Command(Protocol):
    """``flask("plan", "list", "--json").value``."""

    def __call__(self, *arguments: str | Path) -> Answer: ...


def command_of(application: Flask) -> Command:
    """Commands of an application; a fault that would show as a stack trace fails the test."""
    runner = application.test_cli_runner()

    def run(*arguments: str | Path) -> Answer:
        done = runner.invoke(args=[str(argument) for argument in arguments], catch_exceptions=False)
        return Answer(done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def flask(application: Flask) -> Command:
    return command_of(application)


@pytest.fixture
def demo(flask: Command) -> Command:
    """Commands on a database in which the 107 plan is set up."""
    loaded = flask("demo", "load")
    assert loaded.code == 0, loaded.err
    return flask


@pytest.fixture
def report(demo: Command, tmp_path: Path) -> Path:
    """The 期末 workbook of the 107 plan, as exported."""
    path = tmp_path / "SMEITA-107-期末.xlsx"
    assert demo("workbook", "export", "SMEITA-107", "--period", "期末", "--out", path).code == 0
    return path


@pytest.fixture
def filled(demo: Command, report: Path) -> Path:
    """The same workbook with the year reported."""
    assert demo("demo", "fill", report).code == 0
    return report


@pytest.fixture
def bad(report: Path) -> Path:
    """The exported workbook with two cells that cannot be: 查核點 I5 and 績效指標 G4."""
    book = load_workbook(report)
    book["查核點"]["I5"] = "很多"
    book["績效指標"]["G4"] = "兩百多"
    path = report.with_name("bad.xlsx")
    book.save(path)
    return path


@pytest.fixture
def rows_in_every_table(application: Flask) -> Callable[[], dict[str, int]]:
    """Counts the rows of every table: what nothing was written to is the same before and after."""
    engine: Engine = application.extensions["engine"]

    def counted() -> dict[str, int]:
        with engine.connect() as connection:
            return {
                table.name: connection.scalar(select(func.count()).select_from(table)) or 0
                for table in Base.metadata.sorted_tables
            }

    return counted
