"""Many differences on one sheet: the report's page shows the first ones and links to all, page by page."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from support.filing import file_report
from support.plan_builder import case
from support.plan_builder import plan as small_plan
from support.visitor import Visitor

from app.domain.roles import Role
from app.services import accounts

ALL = "/submissions/1/differences/cases"


@pytest.fixture
def officer(visit: Callable[..., Visitor], stage: Session, data_dir: Path) -> Visitor:
    """A reviewer before a report with 320 new cases."""
    visitor = visit(Role.OFFICER)
    person = accounts.by_email(stage, "officer@agency.example")
    cases = tuple(case(f"108-{number:04}") for number in range(1, 321))
    file_report(stage, replace(small_plan(), cases=(*small_plan().cases, *cases)), person, data_dir)
    return visitor


def test_a_long_sheet_is_a_link_away(officer: Visitor) -> None:
    page = officer.get("/submissions/1")

    assert "108-0010" in page.text
    assert "108-0011" not in page.text
    assert page.root.one("a", href=ALL).text == "逐頁檢視全部 320 列"


def test_every_new_row_is_on_one_of_its_pages(officer: Visitor) -> None:
    pages = [officer.get(f"{ALL}?page={number}").text for number in range(1, 8)]

    assert "共 320 列，第 1 頁，共 7 頁" in pages[0]
    assert all(any(f"108-{number:04}" in text for text in pages) for number in range(1, 321))


def test_a_sheet_without_differences_has_no_such_page(officer: Visitor) -> None:
    assert "沒有任何差異" in officer.get("/submissions/1/differences/checkpoints", status=404).text
