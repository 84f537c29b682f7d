"""``flask variance``: targets against actuals."""

from decimal import Decimal

import click
from flask.cli import with_appcontext

from app import extensions
from app.cli.answer import json_option, print_json, print_table, refusable
from app.domain.canonical import plain
from app.domain.figures import NO_FIGURE, figure_text, round_half_up
from app.domain.plan_setup import held_to
from app.domain.variance import rate_text
from app.domain.variance_table import VarianceRow, table
from app.services import baselines, case_figures, plans
from app.services.case_figures import CaseFigure

RATE_PLACES = 4  # of the ratio: 1.2814 is 128.14 %


@click.command("variance")
@click.argument("code")
@click.option(
    "--baseline",
    type=click.Choice(["current", "original"]),
    default="current",
    help="The targets to compare with: as they are now, or as they were set up.",
)
@json_option
@with_appcontext
@refusable
def variance(code: str, baseline: str, as_json: bool) -> None:
    """Targets against actuals of plan CODE: 預期成效, indicators, checkpoints that carry a quantity."""
    session = extensions.session()
    plan = plans.find(session, code)
    reported = plans.document(session, plan)
    figures = case_figures.of_plan(session, plan, reported)
    document = case_figures.shown(reported, figures)
    rows = table(held_to(document, baselines.baseline_of(session, plan)) if baseline == "original" else document)
    if as_json:
        print_json([_as_json(row, figures.get((row.section, row.key))) for row in rows])
        return
    print_table(
        ("項目", "單位", "目標", "實際", "差異", "達成率", "狀態", "差異分析"),
        [
            (
                row.item,
                row.unit,
                _figure(row, row.variance.target),
                _figure(row, row.variance.actual),
                NO_FIGURE if difference is None else figure_text(difference, scale=row.scale),
                rate_text(row.variance),
                row.variance.status.value,
                row.sentence,
            )
            for row in rows
            for difference in (row.variance.difference,)
        ],
    )
    for row in rows:
        figure = figures.get((row.section, row.key))
        if figure is not None and figure.disagrees:
            click.echo(f"注意：{row.item}{case_figures.side_by_side(row.unit, row.places, figure)}。")


def _as_json(row: VarianceRow, figure: CaseFigure | None) -> dict[str, str | bool | None]:
    rate, difference = row.variance.rate, row.variance.difference
    return {
        "item": row.item,
        "unit": row.unit,
        "target": _printed(row, row.variance.target),
        "actual": _printed(row, row.variance.actual),
        "difference": None if difference is None else plain(difference / row.scale),
        "rate": None if rate is None else plain(round_half_up(rate, RATE_PLACES)),
        "status": row.variance.status.value,
        "sentence": row.sentence,
        "section": row.section,
        "key": row.key,
        "case_source": None if figure is None else str(figure.source),
        "typed": None if figure is None else _printed(row, figure.typed),
        "computed": None if figure is None else _printed(row, figure.computed),
        "disagrees": figure is not None and figure.disagrees,
    }


def _printed(row: VarianceRow, value: Decimal | None) -> str | None:
    """A base figure in the printed unit with its printed decimals, and more where it has more: "0.50" 億元."""
    return None if value is None else f"{_padded(row, value):f}"


def _padded(row: VarianceRow, value: Decimal) -> Decimal:
    exact = value / row.scale
    padded = round_half_up(exact, row.places)
    return padded if padded == exact else exact


def _figure(row: VarianceRow, value: Decimal | None) -> str:
    return NO_FIGURE if value is None else f"{_padded(row, value):,f}"
