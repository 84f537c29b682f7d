"""``flask crosstab``: cases counted and added up, told apart by one or two dimensions."""

from decimal import Decimal

import click
from flask.cli import with_appcontext

from app import extensions
from app.cli.answer import json_option, print_json, print_table, refusable
from app.domain.crosstab.folding import WHOLE, Crosstab, Question, filters_of, measure_of
from app.domain.crosstab.layout import lay_out
from app.domain.crosstab.measures import Kind
from app.domain.crosstab.tables import chosen
from app.domain.figures import round_half_up
from app.services import crosstabs, plans

RATE_PLACES = 4  # of a ratio: 0.3252 is 32.52 %


@click.command("crosstab")
@click.argument("code")
@click.option("--rows", required=True, help="The dimension of the rows, such as 輔導功能.")
@click.option("--cols", help="The dimension of the columns; one column 合計 without it.")
@click.option("--measure", default="案數", show_default=True, help="What is counted or added up.")
@click.option(
    "--where", multiple=True, help="A filter, such as 狀態=結案 or 地區=北部,中部. May be given several times."
)
@click.option("--all-years", is_flag=True, help="Over the plans of all years of the series, not of this one alone.")
@json_option
@with_appcontext
@refusable
def crosstab(
    code: str, rows: str, cols: str | None, measure: str, where: tuple[str, ...], all_years: bool, as_json: bool
) -> None:
    """Cross-table over the cases of plan CODE; benefits and money are whole 元, ratios have four decimals."""
    session = extensions.session()
    filters = filters_of(where)
    question = Question(rows, cols, (measure_of(measure).name,), filters)
    scope = crosstabs.scope_of(session, plans.find(session, code), all_years=all_years, viewer=None)
    found = crosstabs.ask(session, scope, question)
    if as_json:
        print_json(_as_json(found, measure))
        return
    laid = lay_out(chosen(rows, cols, (measure,), filters, unit="元", all_years=all_years), [found])
    print_table(
        (laid.corner, *(column.heading or column.measure for column in laid.columns)),
        [(line.label, *(cell.text if cell else "" for cell in line.cells)) for line in laid.lines],
    )


def _as_json(found: Crosstab, measure: str) -> dict[str, object]:
    def value(row: str | None, col: str | None) -> int | str | None:
        return _plain(found.value(measure, row, col), measure)

    return {
        "rows": list(found.rows),
        "cols": list(found.cols) or [WHOLE],
        "cells": [[value(row, col) for col in found.cols] for row in found.rows],
        "row_totals": [value(row, None) for row in found.rows],
        "col_totals": [value(None, col) for col in found.cols],
        "total": value(None, None),
    }


def _plain(value: Decimal | int | None, measure: str) -> int | str | None:
    """Counts and 元 as whole numbers (an average to the 元), ratios as text, so that no reader rounds them."""
    if not isinstance(value, Decimal):
        return value
    if measure_of(measure).kind is Kind.MONEY:
        return int(round_half_up(value, 0))
    return f"{round_half_up(value, RATE_PLACES):f}"
