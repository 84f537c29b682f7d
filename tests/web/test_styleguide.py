"""介面規範: it shows what pages are made of, by what they are made with, and its colours can be read."""

import re
from collections.abc import Callable

import pytest
from support.visitor import Visitor

from app.domain.roles import Role
from app.web import design_tokens
from config import ROOT

TEMPLATES = ROOT / "app" / "templates"
#: Macros that show something and are not in the guide, and why.
NOT_SHOWN = {
    "behind": "sums over the cases of a plan",
    "chart": "chart_figure with the addresses of a plan",
    "causes": "a cell of a table of differences",
    "change_list": "what happened to a plan, in its words",
    "checkpoints": "a line of change_list",
    "delegation_form": "a form of two pages; its fields are shown",
    "diff_table": "old and new are shown; the rest is a table",
    "diff_tables": "several of diff_table",
    "edit": "a link",
    "evidence_link": "a link",
    "evidence_table": "a table of files",
    "expected": "a link",
    "figures": "cells of a table of differences",
    "flashes": "message, for what the session holds",
    "help_link": "a link",
    "light_counts": "lights with figures",
    "list_of": "an address",
    "mark": "a part of a chart",
    "moved": "two figures of change_list",
    "next_run": "states and days",
    "refused": "a message and problem_list",
    "remark_fields": "a form of the review; its fields are shown",
    "revisions": "cells of a table of differences",
    "role_words": "words alone",
    "run_result": "states and days",
    "scheduler_note": "a message",
    "setup_sheets": "tables",
    "sourced": "asks for a figure of a plan; its class is shown",
    "sourced_row": "the same for a row",
    "stale_table": "a table of choices, which are shown",
    "stand_in_table": "a table",
    "step": "a part of list_foot",
    "term": "words alone",
    "totals_line": "figures of plans",
    "who": "words alone",
    "words": "what people wrote of a row, and its editor",
    "with_reason": "a folded form of one field",
    "workbook_links": "buttons that lead to a plan",
}


def of_templates(folder: str, pattern: str) -> set[str]:
    """What a pattern finds in the templates of a folder."""
    found = (re.findall(pattern, path.read_text(encoding="utf-8")) for path in (TEMPLATES / folder).glob("*.html"))
    return {name for names in found for name in names}


def test_every_macro_is_shown_or_there_is_a_reason_why_not() -> None:
    macros = of_templates("_macros", r"macro (\w+)\(")
    shown = of_templates("styleguide", r"\b(\w+)\(") & macros

    assert shown | set(NOT_SHOWN) == macros
    assert shown & set(NOT_SHOWN) == set()


@pytest.mark.parametrize("role", [Role.CONTRACTOR, Role.AUDITOR])
def test_whoever_is_signed_in_may_read_it(visit: Callable[..., Visitor], role: Role) -> None:
    page = visit(role).get("/styleguide")

    assert page.heading == "介面規範"
    assert page.error_of("refused_on").startswith("「107/2/30」這一天不存在")
    assert page.understood("amount") == "系統理解為：5.01 億元 = 501,000,000 元"


def test_its_chart_is_taken_along_too(visit: Callable[..., Visitor]) -> None:
    client = visit(Role.OFFICER).client

    assert "<svg" in client.get("/styleguide/chart.svg").text
    assert "北部,96,24" in client.get("/styleguide/chart.csv").data.decode("utf-8-sig")


@pytest.mark.parametrize("pair", design_tokens.pairs(), ids=lambda pair: pair.use)
def test_what_stands_on_a_colour_can_be_read(pair: design_tokens.Pair) -> None:
    assert pair.light >= pair.least
    assert pair.dark >= pair.least


def test_charts_as_files_have_the_light_colours_of_the_pages() -> None:
    """The paints stand twice (decision 0026): in the macro for files, in the style sheets for pages."""
    paints = (TEMPLATES / "_macros" / "chart.html").read_text(encoding="utf-8")
    declared = {colour.light for colour in design_tokens.colours().values()} | {"#1d5a8e"}

    assert set(re.findall(r"#[0-9a-f]{6}", paints)) <= declared
