"""The catalogue of checking rules against the sources that find faults."""

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import app
from app.domain.findings import Severity
from app.domain.rule_catalogue import CATALOGUE, GROUPS

_APP = Path(app.__file__).parent
_SOURCES = [
    *(_APP / "domain" / "report_rules").glob("*.py"),
    *(_APP / "workbooks").rglob("*.py"),
    *(_APP / "services").glob("*.py"),
    *(_APP / "domain" / "cases").glob("*.py"),
    _APP / "domain" / "follow_up.py",
    *(_APP / "domain" / "surveys").glob("*.py"),
    *(_APP / "services" / "cases").glob("*.py"),
]
_RAISED_WITH_A_CODE = frozenset(
    {"CellError", "CellFault", "Refusal", "Refused", "_refused", "unreadable", "_report", "report"}
)

_FAULTY = frozenset({"cases", "surveys", "follow_up"})  # packages and modules whose faults have codes


def _codes(source: Path) -> Iterator[str]:
    """The codes that a module gives to what it finds, be they written out or named constants."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in _RAISED_WITH_A_CODE:
            yield from _texts(node.args)
        if isinstance(node, ast.Call) and _FAULTY & {source.parent.name, source.stem} and _name(node.func) == "Fault":
            yield from _texts(node.args[1:2])  # behind the field
        if isinstance(node, ast.Call | ast.Tuple):
            parts = node.args if isinstance(node, ast.Call) else node.elts
            for left, right in pairwise(parts):
                if isinstance(left, ast.Attribute) and _name(left.value) == "Severity":
                    yield from _texts([right])


def _texts(parts: list[ast.expr]) -> Iterator[str]:
    for part in parts:
        match part:
            case ast.Constant(value=str(text)):
                pass
            case ast.Name(id=name):
                text = _CONSTANTS.get(name, "")
            case _:
                continue
        if text.isidentifier() and text.isascii():  # sentences are neither
            yield text


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _constants() -> dict[str, str]:
    return {
        node.targets[0].id: node.value.value
        for source in _SOURCES
        for node in ast.parse(source.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


_CONSTANTS = _constants()
_FOUND = {code for source in _SOURCES for code in _codes(source)}


def test_every_code_that_the_sources_give_is_in_the_catalogue():
    assert {"negative", "not_a_day", "file_has_macros", "taken_for_granted", "wrong_workbook"} <= _FOUND
    assert CATALOGUE.keys() >= _FOUND


def test_the_catalogue_holds_no_rule_that_nothing_checks():
    sources = "".join(source.read_text(encoding="utf-8") for source in _SOURCES)

    assert [code for code in CATALOGUE if f'"{code}"' not in sources] == []


def test_no_code_stands_in_two_groups():
    assert sum(len(group) for _, group in GROUPS) == len(CATALOGUE)


@pytest.mark.parametrize("code", ["too_large", "too_fine", "required", "negative", "tax_id"])
def test_what_the_books_cannot_hold_is_never_waived(code):
    assert not CATALOGUE[code].waivable


def test_only_rules_of_the_report_can_be_waived():
    (_, report), *reading = GROUPS

    assert [entry.code for _, group in reading for entry in group if entry.waivable] == []
    assert {entry.code for entry in report if entry.waivable} >= {"explanation_missing", "over_contract"}


def test_every_entry_says_what_to_do():
    assert [entry.code for entry in CATALOGUE.values() if not (entry.title and entry.advice.endswith("。"))] == []
    assert {entry.severity for entry in CATALOGUE.values()} == {Severity.ERROR, Severity.WARNING}
