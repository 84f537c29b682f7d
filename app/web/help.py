"""Help pages."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.services.pages import workbook_help

bp = Blueprint("help", __name__)


@bp.get("/help/workbook")
def workbook() -> ResponseReturnValue:
    """How the reporting workbook is filled in."""
    return render_template("help/workbook.html", help=workbook_help.show())
