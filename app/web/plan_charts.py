"""The charts of a plan as files: the drawing, and the figures behind it."""

from io import BytesIO

from flask import Blueprint, render_template, send_file
from flask.typing import ResponseReturnValue

from app import clock, extensions
from app.reports.chart_table import csv_of
from app.services import plans
from app.services.pages import plan_charts
from app.web.access import user

bp = Blueprint("plan_charts", __name__)


@bp.get("/plans/<code>/charts/<chart>.svg")
def drawing(code: str, chart: str) -> ResponseReturnValue:
    """A chart as a drawing that office programs take."""
    session, on = extensions.session(), clock.today()
    plan = plans.get(session, code, viewer=user())
    found = plan_charts.one(session, plan, chart, viewer=user(), on=on)
    text = render_template("charts/drawing.svg", chart=found, plan=plan, on=on)
    return _file(text.encode(), f"{plan.code}-{found.title}.svg", "image/svg+xml")


@bp.get("/plans/<code>/charts/<chart>.csv")
def data(code: str, chart: str) -> ResponseReturnValue:
    """The figures of a chart."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    found = plan_charts.one(session, plan, chart, viewer=user(), on=clock.today())
    return _file(csv_of(found.table), f"{plan.code}-{found.title}.csv", "text/csv")


def _file(content: bytes, name: str, media_type: str) -> ResponseReturnValue:
    return send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)
