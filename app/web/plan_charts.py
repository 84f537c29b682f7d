"""The charts of a plan as files: the drawing, and the figures behind it."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app import clock, extensions
from app.services.pages import plan_charts
from app.web import chart_files
from app.web.access import user

bp = Blueprint("plan_charts", __name__)


@bp.get("/plans/<code>/charts/<chart>.svg")
def drawing(code: str, chart: str) -> ResponseReturnValue:
    """A chart as a drawing that office programs take."""
    found = plan_charts.one(extensions.session(), code, chart, viewer=user(), on=clock.today())
    return chart_files.drawing(found.chart, found.plan)


@bp.get("/plans/<code>/charts/<chart>.csv")
def data(code: str, chart: str) -> ResponseReturnValue:
    """The figures of a chart."""
    found = plan_charts.one(extensions.session(), code, chart, viewer=user(), on=clock.today())
    return chart_files.data(found.chart, found.plan)
