"""Commands that act ``--as`` somebody may what that person may on the pages, and no more."""

from pathlib import Path

import click
import pytest
from flask import Flask
from support.case_lists import application, as_csv

from app.domain.roles import TABLE, Permission, Role

from .conftest import Command

pytestmark = pytest.mark.slow  # each sets up the demonstration

#: What each command asks of the person; a new one with ``--as`` must be told here.
ASKS = {
    "alerts assign": Permission.ASSIGN_ALERT,
    "alerts explain": Permission.EXPLAIN_ALERT,
    "alerts show": Permission.VIEW,
    "cases import": Permission.MANAGE_CASES,
    "period close": Permission.CLOSE_PERIOD,
    "period reopen": Permission.REOPEN_PERIOD,
    "submission approve": Permission.REVIEW,
    "submission return": Permission.REVIEW,
    "submission revert": Permission.REVERT,
    "workbook submit": Permission.REPORT,
}
PEOPLE = {
    "admin": Role.ADMIN,
    "officer": Role.OFFICER,
    "manager": Role.MANAGER,
    "contractor": Role.CONTRACTOR,
    "auditor": Role.AUDITOR,
}
#: Answers everybody, with what they may see.
OF_ONES_OWN = {"alerts list"}
STRANGER = "contractor2"  # of another organisation


def _acting(group: click.Group, path: tuple[str, ...] = ()) -> set[str]:
    """The commands that take ``--as``."""
    found = set()
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= _acting(command, (*path, name))
        elif any("--as" in parameter.opts for parameter in command.params):
            found.add(" ".join((*path, name)))
    return found


def arguments_of(command: str, filled: Path) -> tuple[str | Path, ...]:
    if command == "workbook submit":
        return (filled,)
    if command == "cases import":
        path = filled.with_name("個案.csv")
        path.write_bytes(as_csv(application()))
        return (path, "--plan", "SMEITA-107")
    if command == "alerts explain":
        late = ("--reason", "場地整修", "--cause", "其他", "--remedy", "改期", "--catch-up-on", "2099-12-31")
        return ("1", *late, "--responsibility", "業者", "--follow-up-by", "王專員", "--coordination", "無")
    if command == "alerts assign":
        return ("1", "--to", "contractor@demo.example")
    if command == "period close":
        return ("SMEITA-107", "期末")
    if command == "period reopen":
        return ("SMEITA-107", "期末", "--reason", "漏列 1 案")
    said = {"submission return": ("--comment", "請補正"), "submission revert": ("--reason", "報錯計畫")}
    return ("1", *said.get(command, ()))


def test_every_command_that_acts_as_somebody_is_told_here(application: Flask) -> None:
    assert _acting(application.cli) == set(ASKS) | OF_ONES_OWN


@pytest.mark.parametrize("command", ASKS)
def test_a_command_does_for_a_person_what_the_table_says(demo: Command, filled: Path, command: str) -> None:
    if command != "workbook submit":
        assert demo("workbook", "submit", filled, "--as", "contractor@demo.example").code == 0
    if command.startswith("alerts "):
        assert demo("slippage", "scan", "--on", "2018-07-31").code == 0
    if command in {"submission revert", "period close", "period reopen"}:
        assert demo("submission", "approve", "1", "--as", "officer@demo.example").code == 0
    if command == "period reopen":
        assert demo("period", "close", "SMEITA-107", "期末", "--as", "officer@demo.example").code == 0
    refused = {who for who, role in PEOPLE.items() if role not in TABLE[ASKS[command]]} | {STRANGER}
    allowed = sorted(set(PEOPLE) - refused)

    for who in sorted(refused):
        done = demo(*command.split(), *arguments_of(command, filled), "--as", f"{who}@demo.example")
        assert (who, done.code, "權限" in done.err) == (who, 1, True), done.err
    done = demo(*command.split(), *arguments_of(command, filled), "--as", f"{allowed[0]}@demo.example")

    assert done.code == 0, done.err


def test_nobody_acts_as_who_has_no_account(demo: Command, filled: Path) -> None:
    done = demo("workbook", "submit", filled, "--as", "nobody@demo.example")

    assert done.code == 1
    assert "查無使用者" in done.err
