"""A chart as a file: a drawing that office programs take, or the figures behind it."""

from io import BytesIO
from typing import Protocol

from flask import Response, render_template, send_file

from app import clock
from app.domain.charts.drawing import Chart
from app.reports.chart_table import csv_of


class Charted(Protocol):
    """What a chart is of, as the file names it."""

    @property
    def code(self) -> str: ...
    @property
    def full_name(self) -> str: ...
    @property
    def is_demo(self) -> bool: ...


def drawing(chart: Chart, plan: Charted) -> Response:
    """The chart as a drawing of its own, with its title and its day."""
    text = render_template("charts/drawing.svg", chart=chart, plan=plan, on=clock.today())
    return _file(text.encode(), f"{plan.code}-{chart.title}.svg", "image/svg+xml")


def data(chart: Chart, plan: Charted) -> Response:
    """The figures of the chart."""
    return _file(csv_of(chart.table), f"{plan.code}-{chart.title}.csv", "text/csv")


def _file(content: bytes, name: str, media_type: str) -> Response:
    return send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)
