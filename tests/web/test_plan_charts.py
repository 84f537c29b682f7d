"""The charts of a plan's page: drawn for plans in every state, each with its table and its files."""

import csv
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from support.plan_builder import checkpoint, indicator
from support.plan_builder import plan as small_plan
from support.stage import NOW
from support.visitor import Visitor

from app.domain.roles import Role
from app.services import plans
from config import ROOT

PLAN = "/plans/TEST-107"
#: Of a whole request, the frame and who is signed in included.
MOST_QUERIES = 12
CHARTS = ("progress", "checkpoints", "indicators")


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_has_words_for_those_who_do_not_see_it_and_a_table(visit: Callable[..., Visitor], name: str) -> None:
    page = visit(Role.OFFICER).get(PLAN)

    [figure] = [one for one in page.root.all("figure") if one.get("aria-labelledby") == f"chart-{name}-title"]
    assert len(figure.one("svg").get("aria-label") or "") > 20
    assert figure.one("table").all("td")


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_taken_along_as_a_drawing_and_as_figures(visit: Callable[..., Visitor], name: str) -> None:
    officer = visit(Role.OFFICER)

    drawing = officer.client.get(f"{PLAN}/charts/{name}.svg")
    figures = officer.client.get(f"{PLAN}/charts/{name}.csv")

    root = ElementTree.fromstring(drawing.text)  # noqa: S314 our own file
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "示範輔導計畫(2/4)" in drawing.text
    assert "href" not in drawing.text  # it leads nowhere from a desk
    rows = list(csv.reader(StringIO(figures.data.decode("utf-8-sig"))))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}


def test_every_paint_of_a_drawing_is_named_once_for_files_and_once_for_pages(visit: Callable[..., Visitor]) -> None:
    text = visit(Role.OFFICER).client.get(PLAN).text

    marks = re.findall(r'<(?:polyline|polygon|rect|path|text) class="is-[\w-]+" ([^>]*)', text)
    assert marks
    assert all("fill=" in mark for mark in marks)


def test_the_paints_of_a_file_are_the_light_ones_of_our_palette() -> None:
    macro = (ROOT / "app" / "templates" / "_macros" / "chart.html").read_text(encoding="utf-8")
    styles = ROOT / "app" / "assets" / "css"
    palette = "".join((styles / name).read_text(encoding="utf-8") for name in ("tokens.css", "charts.css"))

    assert set(re.findall(r"#[0-9a-f]{6}", macro)) <= set(re.findall(r"light-dark\((#[0-9a-f]{6})", palette))


def test_a_chart_that_does_not_exist_is_not_found(visit: Callable[..., Visitor]) -> None:
    assert visit(Role.OFFICER).client.get(f"{PLAN}/charts/nonsense.svg").status_code == 404


def test_a_plan_with_nothing_to_draw_says_what_to_do(visit: Callable[..., Visitor], stage: Session) -> None:
    empty = replace(small_plan(), code="EMPTY-107", checkpoints=(), indicators=(), periods=())
    plans.add(stage, empty, is_demo=False, by=None, at=NOW)
    stage.commit()

    page = visit(Role.OFFICER).get("/plans/EMPTY-107")

    assert "本計畫沒有可計算進度的查核點" in page.root.one("section", id="progress").text
    assert not page.root.all("figure")


@contextmanager
def counted() -> Iterator[list[str]]:
    """What is asked of any database meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_a_page_asks_the_database_no_more_often_for_a_larger_plan(
    visit: Callable[..., Visitor], stage: Session
) -> None:
    large = replace(
        small_plan(),
        code="LARGE-107",
        checkpoints=tuple(checkpoint(f"A-{number}", weight_pct=Decimal(2)) for number in range(1, 51)),
        indicators=tuple(indicator(str(number)) for number in range(1, 31)),
    )
    plans.add(stage, large, is_demo=False, by=None, at=NOW)
    stage.commit()
    client = visit(Role.OFFICER).client
    client.get(PLAN)

    with counted() as small_queries:
        client.get(PLAN)
    with counted() as large_queries:
        client.get("/plans/LARGE-107")

    assert len(large_queries) <= len(small_queries)
    assert len(small_queries) <= MOST_QUERIES
